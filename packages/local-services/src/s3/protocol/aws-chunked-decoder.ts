import { S3Error } from '../../errors.js';

/** Longest line of the framing, in bytes: a chunk size with its signature, or a trailer. */
const maxLineBytes = 1_024;

/** Most trailers of a body. S3 itself uses two. */
const maxTrailers = 16;

type Expected = 'size' | 'data' | 'data end' | 'trailer' | 'nothing';

/**
 * Removes the framing from an `aws-chunked` body, in time linear in its size:
 *
 *     <size in hex>[;chunk-signature=<hex>] CRLF <data> CRLF ... 0[;...] CRLF (<name>:<value> CRLF)* CRLF
 *
 * Signatures are not checked. The final empty line is optional, because some clients omit it.
 *
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
 */
export class AwsChunkedDecoder {
  readonly trailers = new Map<string, string>();
  #expected: Expected = 'size';
  #line = '';
  #dataLeft = 0;

  /**
   * Decodes the next bytes of the body. The returned data shares memory with `bytes`.
   *
   * @throws {@link S3Error} `InvalidRequest` if the framing is invalid.
   */
  push(bytes: Buffer): Buffer[] {
    const data: Buffer[] = [];
    let offset = 0;
    while (offset < bytes.length) {
      if (this.#expected === 'data') {
        const piece = bytes.subarray(offset, offset + this.#dataLeft);
        data.push(piece);
        offset += piece.length;
        this.#dataLeft -= piece.length;
        if (this.#dataLeft === 0) this.#expected = 'data end';
      } else {
        offset = this.#takeLine(bytes, offset);
      }
    }
    return data;
  }

  /** @throws {@link S3Error} `IncompleteBody` if the body ended before its last chunk. */
  finish(): void {
    if (this.#expected === 'nothing' || (this.#expected === 'trailer' && this.#line === '')) return;
    throw new S3Error('IncompleteBody', 400, 'The aws-chunked body ended before its last chunk.');
  }

  #takeLine(bytes: Buffer, offset: number): number {
    const end = bytes.indexOf('\n', offset);
    const lineEnd = end === -1 ? bytes.length : end + 1;
    this.#line += bytes.toString('latin1', offset, lineEnd);
    if (this.#line.length > maxLineBytes) throw invalidFraming(`a line exceeds ${maxLineBytes} bytes`);
    if (end === -1) return lineEnd;
    if (!this.#line.endsWith('\r\n')) throw invalidFraming('a line does not end with CR LF');
    this.#processLine(this.#line.slice(0, -2));
    this.#line = '';
    return lineEnd;
  }

  #processLine(line: string): void {
    switch (this.#expected) {
      case 'size':
        this.#dataLeft = parseChunkSize(line);
        this.#expected = this.#dataLeft === 0 ? 'trailer' : 'data';
        break;
      case 'data end':
        if (line !== '') throw invalidFraming('a chunk is longer than its size');
        this.#expected = 'size';
        break;
      case 'trailer':
        if (line === '') this.#expected = 'nothing';
        else this.#addTrailer(line);
        break;
      case 'data':
      case 'nothing':
        throw invalidFraming('bytes follow the end of the body');
    }
  }

  #addTrailer(line: string): void {
    const colon = line.indexOf(':');
    if (colon < 1) throw invalidFraming('a trailer has no name');
    if (this.trailers.size === maxTrailers) throw invalidFraming(`it has more than ${maxTrailers} trailers`);
    this.trailers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
}

function parseChunkSize(line: string): number {
  const digits = /^([0-9a-f]{1,8})(?:;.*)?$/i.exec(line)?.[1];
  if (digits === undefined) throw invalidFraming('a chunk has no size');
  return Number.parseInt(digits, 16);
}

const invalidFraming = (reason: string) =>
  new S3Error('InvalidRequest', 400, `The aws-chunked framing of the body is invalid: ${reason}.`);
