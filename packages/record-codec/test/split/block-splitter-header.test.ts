import { crc32 } from 'node:zlib';
import {
  type Block,
  carriedBlock,
  csvFields,
  decodeRecord,
  encodeBlock,
  kplEntries,
  LimitExceededError,
  maxBlockRawBytes,
  maxHeaderBytes,
  maxKinesisRecordBytes,
  maxMetadataBytes,
  maxPartitionKeyBytes,
  maxPlainHeaderBytes,
  regroupBlock,
  resolveHeader,
} from '@headwaters/record-codec';
import { incompressibleBytes } from '@headwaters/test-kit';
import { describe, expect, it } from '@jest/globals';
import { blockOf, source, splitChunks, splitObject, withHash } from '../support/blocks.js';

const options = { layout: 'csv', header: 'first-row' } as const;

/** A first row of exactly this many bytes. */
function headerOf(bytes: number): Buffer {
  let row = 'id';
  for (let n = 0; row.length < bytes; n++) row += `,sensor_${n}`;
  return Buffer.from(`${row.slice(0, bytes - 1)}\n`);
}

/** Rows of 100 bytes. */
const rows = (count: number) => Buffer.from(`${'1,'.padEnd(99, '2')}\n`.repeat(count));

function decoded(block: Block, compression: 'gzip' | 'none' = 'gzip'): Block {
  const record = decodeRecord(encodeBlock(block, { compression }));
  if (record.profile !== 'block') throw new Error('not a block');
  return record.block;
}

/** What a reader needs to find the columns, by what a block says. */
function kindOf({ header, headerReference }: Block): string {
  if (headerReference !== undefined) return header === undefined ? 'reference' : 'both';
  return header === undefined ? 'none' : 'header';
}

describe('BlockSplitter, header first-row', () => {
  it.each([
    { bytes: maxPlainHeaderBytes, kind: 'header' },
    { bytes: maxPlainHeaderBytes + 1, kind: 'header' },
    { bytes: maxHeaderBytes, kind: 'header' },
    { bytes: maxHeaderBytes + 1, kind: 'reference' },
    { bytes: maxBlockRawBytes, kind: 'reference' },
    { bytes: maxBlockRawBytes + 1, kind: 'reference' },
    { bytes: 3_000_000, kind: 'reference' },
  ])('repeats a first row of $bytes bytes in every block as a $kind', async ({ bytes, kind }) => {
    const header = headerOf(bytes);
    const object = Buffer.concat([header, rows(20_000)]);
    const blocks = splitObject(object, options).map((block) => decoded(block));
    expect(blocks.length).toBeGreaterThan(2);
    expect(new Set(blocks.map(kindOf))).toEqual(new Set([kind]));
    const readRange = ({ offset, length }: { offset: number; length: number }) =>
      Promise.resolve(object.subarray(offset, offset + length));
    const headers = await Promise.all(blocks.map((block) => resolveHeader(block, readRange)));
    expect(headers.filter((found) => found === undefined || !header.equals(found))).toEqual([]);
  });

  it('gives key functions the first row up to the block limit, although blocks only name it', () => {
    const blocks = splitObject(Buffer.concat([headerOf(1_000_000), rows(20_000)]), options);
    expect(blocks.map(({ header }) => csvFields(header ?? Buffer.alloc(0))[1])).toEqual(
      blocks.map(() => 'sensor_0'),
    );
  });

  it('has no header, and names the first row, if it exceeds the block limit', () => {
    const [first, second] = splitObject(Buffer.concat([headerOf(1_100_000), rows(10)]), options);
    expect(first).toMatchObject({ isReference: true, headerReference: { length: 1_100_000 } });
    expect(second).toMatchObject({ isReference: false, headerReference: { length: 1_100_000 } });
    expect([first, second].map((block) => block?.header)).toEqual([undefined, undefined]);
  });

  it('returns the same blocks for chunks of any size and for a start at every block', () => {
    for (const bytes of [5_000, maxHeaderBytes, maxHeaderBytes + 1]) {
      const header = headerOf(bytes);
      const object = Buffer.concat([header, rows(1_000)]);
      const cells = { ...options, cellBytes: 40_000 };
      const expected = splitObject(object, cells).map(withHash);
      const chunks = Array.from({ length: Math.ceil(object.length / 777) }, (_, index) =>
        object.subarray(index * 777, (index + 1) * 777),
      );
      expect(splitChunks(chunks, cells).map(withHash)).toEqual(expected);
      for (const { offset, lineNumber } of expected.slice(1)) {
        const start = { offset, lineNumber };
        const rest = splitObject(object.subarray(offset), { ...cells, header, start });
        expect(rest.map(withHash)).toEqual(expected.filter((block) => block.offset >= offset));
      }
    }
  });
});

describe('BlockSplitter, rows near the block limit beside a header of 49,152 bytes', () => {
  const header = headerOf(maxHeaderBytes);
  const limit = maxBlockRawBytes - maxHeaderBytes;
  const row = (length: number) => Buffer.concat([Buffer.alloc(length - 1, 'x'), Buffer.from('\n')]);

  it('returns a block for a row of 990,848 bytes and a reference for one byte more', () => {
    expect(limit).toBe(990_848);
    const cells = { ...options, cellBytes: 1_000 };
    const found = [limit, limit + 1].map(
      (length) => splitObject(Buffer.concat([header, row(length)]), cells)[1]?.isReference,
    );
    expect(found).toEqual([false, true]);
  });

  it('returns the last row of the first cell in a block of its own if the block would exceed the limit', () => {
    const rest = limit - header.length;
    const fitting = splitObject(Buffer.concat([header, row(rest)]), options);
    expect(fitting).toMatchObject([{ rawLength: limit, recordCount: 2 }]);
    const longer = splitObject(Buffer.concat([header, row(rest + 1)]), options);
    expect(longer).toMatchObject([{ rawLength: header.length }, { rawLength: rest + 1 }]);
  });

  it('names the header in cells that would not leave room for it', () => {
    const blocksOf = (cellBytes: number) =>
      splitObject(Buffer.concat([header, row(10)]), { ...options, cellBytes });
    expect(blocksOf(limit).map(kindOf)).toEqual(['header']);
    expect(blocksOf(limit + 1).map(kindOf)).toEqual(['both']);
    expect(blocksOf(limit + 1).map((block) => kindOf(decoded(block)))).toEqual(['reference']);
  });
});

describe('encodeBlock, with a header', () => {
  const header = incompressibleBytes(maxHeaderBytes);
  const metadata = {
    source: { bucket: 'b'.repeat(63), key: 'k'.repeat(1024), versionId: 'v'.repeat(1024) },
    schemaId: 's'.repeat(maxMetadataBytes - 2200),
  };
  const limit = maxBlockRawBytes - maxHeaderBytes;
  const body = incompressibleBytes(limit);

  it.each(['gzip', 'none', 'auto'] as const)(
    'fits a Kinesis record with the largest incompressible body, header, metadata and partition key (%s)',
    (compression) => {
      const data = encodeBlock(blockOf(body, { layout: 'csv', header, ...metadata }), { compression });
      expect(data.length + maxPartitionKeyBytes).toBeLessThanOrEqual(maxKinesisRecordBytes);
      const record = decodeRecord(data);
      expect(record).toMatchObject({ block: { rawLength: limit } });
      expect(record.profile === 'block' && header.equals(record.block.header ?? body)).toBe(true);
    },
  );

  it('rejects a body one byte above what the header leaves', () => {
    const block = blockOf(Buffer.alloc(limit + 1), { layout: 'csv', header });
    expect(() => encodeBlock(block)).toThrow(LimitExceededError);
  });

  it('keeps the parts of a regrouped block within the same limit', () => {
    const block = blockOf(rows(10_000).subarray(0, limit), { layout: 'csv', header });
    const parts = regroupBlock(block, { keyOf: () => 'k', slotCount: 1 });
    expect(parts.length).toBe(2);
    expect(parts.map((part) => decoded(part).header?.length)).toEqual([maxHeaderBytes, maxHeaderBytes]);
  });

  it('takes less room for a header that compresses', () => {
    const wide = headerOf(14_000);
    const block = blockOf('1\n', { layout: 'csv', header: wide });
    expect(encodeBlock(block).length).toBeLessThan(5_000);
    expect(wide.equals(decoded(block).header ?? Buffer.alloc(0))).toBe(true);
  });
});

describe('kplEntries, with a header', () => {
  it.each([
    { bytes: maxPlainHeaderBytes, kind: 'header' },
    { bytes: maxHeaderBytes, kind: 'header' },
    { bytes: maxHeaderBytes + 1, kind: 'reference' },
  ])('carries a first row of $bytes bytes as a $kind', ({ bytes, kind }) => {
    const object = Buffer.concat([headerOf(bytes), rows(3)]);
    const [block] = splitObject(object, { ...options, delimiter: ';' });
    const [entry] = kplEntries([block ?? blockOf('')], { partitionKeyOf: () => 'k' });
    const carried = entry === undefined ? undefined : carriedBlock(decodeRecord(entry.data), 'k');
    expect(carried).toMatchObject({ wire: 'kpl', delimiter: ';' });
    expect(kindOf(carried?.block ?? blockOf(''))).toBe(kind);
  });
});

describe('BlockSplitter, a header that is named', () => {
  it('is named by all blocks of a continuation', () => {
    const header = { length: 1_100_000, crc32: 7 };
    const start = { offset: 1_100_000, lineNumber: 2 };
    const blocks = splitObject(rows(3), { layout: 'csv', header, start, cellBytes: 50 });
    expect(blocks.map(({ headerReference }) => headerReference)).toEqual([header, header, header]);
  });
});

describe('resolveHeader', () => {
  const header = headerOf(60_000);
  const reference = { source, headerReference: { length: header.length, crc32: crc32(header) } };

  it('reads nothing for a block that has its header, or none', async () => {
    const fail = () => Promise.reject(new Error('read'));
    expect(await resolveHeader({ source, header }, fail)).toBe(header);
    expect(await resolveHeader({ source }, fail)).toBeUndefined();
  });

  it('rejects a row of an object that has changed', async () => {
    const other = Buffer.from(header).fill('x', 7, 8);
    await expect(resolveHeader(reference, () => Promise.resolve(other))).rejects.toThrow('do not match');
    await expect(resolveHeader(reference, () => Promise.resolve(header.subarray(1)))).rejects.toThrow(
      '59999',
    );
  });
});
