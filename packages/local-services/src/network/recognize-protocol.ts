/** What an HTTP/2 client with prior knowledge sends first. Source: RFC 9113, section 3.4. */
const preface = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'latin1');

/**
 * Tells HTTP/2 from HTTP/1.1 by the first bytes of a connection.
 *
 * @param start - All bytes received so far.
 * @returns `undecided` while `start` is a proper prefix of the preface: wait for more bytes.
 */
export function recognizeProtocol(start: Uint8Array): 'http1' | 'http2' | 'undecided' {
  const shared = Math.min(start.length, preface.length);
  if (preface.compare(start, 0, shared, 0, shared) !== 0) return 'http1';
  return start.length < preface.length ? 'undecided' : 'http2';
}
