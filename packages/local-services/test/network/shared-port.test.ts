import { describe, expect, it } from '@jest/globals';
import { recognizeProtocol } from '../../src/network/shared-port.js';

const preface = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';

describe('recognizeProtocol', () => {
  it('returns undecided for every proper prefix of the HTTP/2 preface, and http2 for the complete one', () => {
    for (let length = 0; length < preface.length; length++) {
      expect(recognizeProtocol(Buffer.from(preface.slice(0, length)))).toBe('undecided');
    }
    expect(recognizeProtocol(Buffer.from(preface))).toBe('http2');
    expect(recognizeProtocol(Buffer.from(`${preface}\0\0\0`))).toBe('http2');
  });

  it.each(['G', 'PUT /', 'POST /', 'PRI * HTTP/1', `${preface.slice(0, -1)}x`])(
    'returns http1 for %j',
    (start) => {
      expect(recognizeProtocol(Buffer.from(start))).toBe('http1');
    },
  );
});
