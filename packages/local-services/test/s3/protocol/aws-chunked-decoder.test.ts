import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { AwsChunkedDecoder } from '../../../src/s3/protocol/aws-chunked-decoder.js';

const signature = 'chunk-signature=ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648';

const bodies = {
  'signed chunks': {
    framed: `8;${signature}\r\nline\r\n12\r\n3;${signature}\r\n345\r\n0;${signature}\r\n\r\n`,
    data: 'line\r\n12345',
    trailers: {},
  },
  'unsigned chunks with a trailer': {
    framed: 'B\r\nhello world\r\n0\r\nx-amz-checksum-crc32:DUoRhQ==\r\n\r\n',
    data: 'hello world',
    trailers: { 'x-amz-checksum-crc32': 'DUoRhQ==' },
  },
  'signed chunks with a signed trailer': {
    framed: `1;${signature}\r\n0\r\n0;${signature}\r\nX-Amz-Checksum-Crc32c: AAAAAA==\r\nx-amz-trailer-signature:ff\r\n\r\n`,
    data: '0',
    trailers: { 'x-amz-checksum-crc32c': 'AAAAAA==', 'x-amz-trailer-signature': 'ff' },
  },
  'no data': { framed: '0\r\n\r\n', data: '', trailers: {} },
  'no final line': { framed: '1\r\nx\r\n0\r\n', data: 'x', trailers: {} },
};

function decode(pieces: readonly Buffer[]) {
  const decoder = new AwsChunkedDecoder();
  const data = pieces.flatMap((piece) => decoder.push(piece));
  decoder.finish();
  return { data: Buffer.concat(data).toString('latin1'), trailers: Object.fromEntries(decoder.trailers) };
}

describe('AwsChunkedDecoder', () => {
  it.each(Object.entries(bodies))('decodes %s, split in two at every byte', (_name, body) => {
    const framed = Buffer.from(body.framed, 'latin1');
    for (let split = 0; split <= framed.length; split++) {
      const decoded = decode([framed.subarray(0, split), framed.subarray(split)]);
      expect(decoded).toEqual({ data: body.data, trailers: body.trailers });
    }
  });

  it.each(Object.entries(bodies))('decodes %s, one byte at a time', (_name, body) => {
    const bytes = [...Buffer.from(body.framed, 'latin1')].map((byte) => Buffer.from([byte]));
    expect(decode(bytes)).toEqual({ data: body.data, trailers: body.trailers });
  });

  it('decodes any data in any chunks, split anywhere', () => {
    const chunk = fc.uint8Array({ minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(fc.array(chunk), fc.array(fc.nat()), (chunks, cuts) => {
        const framed = Buffer.concat([
          ...chunks.flatMap((data) => [
            Buffer.from(`${data.length.toString(16)}\r\n`),
            data,
            Buffer.from('\r\n'),
          ]),
          Buffer.from('0\r\n\r\n'),
        ]);
        const places = [0, ...cuts.map((cut) => cut % framed.length).sort((a, b) => a - b), framed.length];
        const pieces = places.slice(1).map((end, index) => framed.subarray(places[index], end));
        expect(decode(pieces).data).toBe(Buffer.concat(chunks).toString('latin1'));
      }),
    );
  });

  it('rejects a body that ends at any byte before its last chunk', () => {
    const framed = Buffer.from(bodies['signed chunks'].framed, 'latin1');
    const lastChunk = framed.length - 2;
    for (let length = 0; length < lastChunk; length++) {
      expect(() => decode([framed.subarray(0, length)])).toThrow(
        expect.objectContaining({ code: 'IncompleteBody' }),
      );
    }
  });

  it.each([
    ['a size that is not a number', 'x\r\n'],
    ['a size of more than 32 bits', '100000000\r\n'],
    ['a chunk longer than its size', '1\r\nxx\r\n'],
    ['a line that ends with LF alone', '1\nx\r\n'],
    ['a line of 1,025 bytes', 'f'.repeat(1_025)],
    ['a trailer without a colon', '0\r\ntrailer\r\n'],
    ['bytes after the end', '0\r\n\r\nmore\r\n'],
    ['17 trailers', `0\r\n${Array.from({ length: 17 }, (_, index) => `t${index}:x\r\n`).join('')}`],
  ])('rejects %s', (_name, framed) => {
    expect(() => decode([Buffer.from(framed)])).toThrow(expect.objectContaining({ code: 'InvalidRequest' }));
  });
});
