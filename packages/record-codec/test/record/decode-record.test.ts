import { gzipSync } from 'node:zlib';
import {
  CorruptRecordError,
  type DecodedBlock,
  LimitExceededError,
  decodeRecord,
  encodeBlock,
  isRecordCodecError,
  zstdIsAvailable,
} from '@headwaters/record-codec';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { blockOf, referenceBlock, splitObject } from '../support/blocks.js';
import { itWithZstd } from '../support/it-with-zstd.js';

const compressions = zstdIsAvailable() ? (['zstd', 'gzip', 'none'] as const) : (['gzip', 'none'] as const);

function decodeBlock(data: Uint8Array): DecodedBlock {
  const decoded = decodeRecord(data);
  if (decoded.profile !== 'block') throw new Error('not a block');
  return decoded;
}

describe('decodeRecord', () => {
  it.each(compressions)('returns every field of a block (%s)', (compression) => {
    const block = blockOf('a line\n'.repeat(20), {
      source: { bucket: 'bücket', key: '\u{1F30A} +&/x', versionId: 'v' },
      offset: 2 ** 52 + 1,
      lineNumber: 2 ** 40,
      recordCount: 20,
      isLast: true,
      contentType: 'text/plain',
      schemaId: 'orders:3',
      traceContext: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    });
    const decoded = decodeBlock(encodeBlock(block, { compression }));
    expect(decoded.block).toEqual(block);
    expect(decoded.compression).toBe(compression);
  });

  it.each(['a block', 'a reference'])('rejects %s whose gzip trailer gunzip would reject', (what) => {
    const block = what === 'a block' ? blockOf('a line\n') : referenceBlock();
    const data = Buffer.from(encodeBlock(block, { compression: 'gzip' }));
    data.writeUInt32LE((data.readUInt32LE(data.length - 8) ^ 1) >>> 0, data.length - 8);
    expect(() => decodeRecord(data)).toThrow(CorruptRecordError);
  });

  it.each(compressions)('returns a reference (%s)', (compression) => {
    const decoded = decodeBlock(encodeBlock(referenceBlock(), { compression }));
    expect(decoded.block).toEqual(referenceBlock());
    expect([...decoded.records()]).toEqual([]);
  });

  it('returns records without line terminators, with offset, line number and id', () => {
    const block = blockOf('one\r\n\ntwo\rtwo\nlast', { offset: 100, lineNumber: 7, recordCount: 4 });
    const records = [...decodeBlock(encodeBlock(block)).records()];
    expect(records.map(({ bytes }) => Buffer.from(bytes).toString())).toEqual([
      'one',
      '',
      'two\rtwo',
      'last',
    ]);
    expect(records.map(({ offset }) => offset)).toEqual([100, 105, 106, 114]);
    expect(records.map(({ lineNumber }) => lineNumber)).toEqual([7, 8, 9, 10]);
    expect(records[1]?.id).toBe('uploads/logs/2026 11.txt@v1#105');
  });

  it('returns one record for layout whole', () => {
    const [record] = decodeBlock(encodeBlock(blockOf('a\nb\n', { layout: 'whole' }))).records();
    expect(Buffer.from(record?.bytes ?? []).toString()).toBe('a\nb\n');
  });

  it.each([
    { name: 'text', data: Buffer.from('GET / 200') },
    { name: 'no data', data: Buffer.alloc(0) },
    { name: 'a gzip file', data: gzipSync('hello') },
    {
      name: 'a BGZF block (gzip with another extra field)',
      data: Buffer.from('1f8b08040000000000ff0600424302001b0003000000000000000000', 'hex'),
    },
    { name: 'a zstd frame of another program', data: Buffer.from('28b52ffd0458090000610a7b2cb6a8', 'hex') },
  ])('gives $name back as a plain record', ({ data }) => {
    expect(decodeRecord(data)).toEqual({ profile: 'plain', bytes: data });
  });

  it.each(compressions)(
    'rejects a declared length of maxRawBytes + 1 before allocating (%s)',
    (compression) => {
      const data = encodeBlock(blockOf('12345'), { compression });
      expect(decodeRecord(data, { maxRawBytes: 5 })).toMatchObject({ profile: 'block' });
      expect(() => decodeRecord(data, { maxRawBytes: 4 })).toThrow(LimitExceededError);
    },
  );

  it.each(compressions)('rejects a block truncated at any byte (%s)', (compression) => {
    const data = encodeBlock(blockOf('a line\n'.repeat(10)), { compression });
    const frameLength = data.length - metadataFrameLength(data);
    for (let length = 8; length < data.length; length++) {
      // Truncated right after its zstd frame, a block is an ordinary zstd frame.
      if (compression === 'zstd' && length === frameLength) continue;
      expect(() => decodeRecord(data.subarray(0, length))).toThrow(CorruptRecordError);
    }
  });

  it.each(compressions)(
    'returns the same records or throws a typed error if any one byte is changed (%s)',
    (compression) => {
      const text = 'a line\n'.repeat(10);
      const data = encodeBlock(blockOf(text), { compression });
      fc.assert(
        fc.property(fc.nat(data.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
          const mutant = Buffer.from(data);
          mutant[at] = (mutant[at] ?? 0) ^ change;
          const outcome = attempt(() => decodeBlock(mutant).block.bytes);
          if (outcome instanceof Error) expect(isRecordCodecError(outcome)).toBe(true);
          else expect(Buffer.from(outcome).toString()).toBe(text);
        }),
      );
    },
  );

  itWithZstd('decodes what compression auto produces', () => {
    expect(decodeBlock(encodeBlock(blockOf('a\n'))).compression).toBe('zstd');
  });

  it('restores any object, block by block', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 500 }),
        fc.constantFrom(...compressions),
        (object, compression) => {
          const decoded = splitObject(object, { cellBytes: 64 }).map((block) =>
            decodeBlock(encodeBlock(block, { compression })),
          );
          expect(Buffer.concat(decoded.map(({ block }) => block.bytes))).toEqual(Buffer.from(object));
        },
      ),
    );
  });
});

function metadataFrameLength(data: Uint8Array): number {
  const buffer = Buffer.from(data);
  return buffer.readUInt32LE(buffer.length - 12) + 20;
}

function attempt<Result>(action: () => Result): Result | Error {
  try {
    return action();
  } catch (thrown) {
    return thrown as Error;
  }
}
