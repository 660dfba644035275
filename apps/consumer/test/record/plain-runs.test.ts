import { formatPlainKey, sourceDigest } from '@headwaters/record-codec';
import { describe, expect, it } from '@jest/globals';
import { maxRunBytes, plainExtent, runsOf } from '../../src/record/plain-runs.js';
import { sentRecords, streamRecordsOf, type SentRecord } from '../fakes/wire-entries.js';

const source = { bucket: 'uploads', key: 'notes.txt', versionId: 'v1' };
const other = { ...source, versionId: 'v2' };

/** Plain records of 10 bytes at these offsets. */
const plainAt = (...offsets: number[]): SentRecord[] =>
  offsets.map((offset) => ({
    partitionKey: formatPlainKey({ sourceDigest: sourceDigest(source), offset }),
    data: Buffer.from('123456789\n'),
  }));

const runLengths = (records: readonly SentRecord[], maxBytes?: number) =>
  runsOf(streamRecordsOf(records), maxBytes).map(({ length }) => length);

describe('runsOf', () => {
  it('joins adjacent plain records whose bytes are contiguous, and keeps the order', () => {
    const records = streamRecordsOf(plainAt(0, 10, 20));
    expect(runsOf(records)).toEqual([records]);
  });

  it.each([
    ['a gap', [0, 10, 21], [2, 1]],
    ['a record that is delivered again', [0, 10, 10, 20], [2, 2]],
    ['a start from the beginning', [10, 20, 0, 10], [2, 2]],
  ])('ends a run at %s', (_, offsets, lengths) => {
    expect(runLengths(plainAt(...offsets))).toEqual(lengths);
  });

  it('ends a run at a record of another object, of another wire, and at a foreign record', () => {
    const [first, second, third] = ['a\n', 'b\n', 'c\n'];
    const plain = sentRecords('plain', source, `${first}${second}${third}`);
    const otherPlain = sentRecords('plain', other, 'a\nb\n');
    const block = sentRecords('block', source, 'a\n');
    const foreign = [{ partitionKey: 'key', data: Buffer.from('b\n') }];
    expect(runLengths([...plain.slice(0, 1), ...otherPlain, ...plain.slice(1)])).toEqual([1, 2, 2]);
    expect(runLengths([...plain.slice(0, 2), ...block, ...plain.slice(2)])).toEqual([2, 1, 1]);
    expect(runLengths([...plain.slice(0, 1), ...foreign, ...plain.slice(1)])).toEqual([1, 1, 2]);
  });

  it('has at most the bytes of its limit, at, one under and one over it', () => {
    const records = plainAt(0, 10, 20, 30);
    expect(runLengths(records, 30)).toEqual([3, 1]);
    expect(runLengths(records, 29)).toEqual([2, 2]);
    expect(runLengths(records, 31)).toEqual([3, 1]);
    expect(runLengths(records)).toEqual([4]);
    expect(maxRunBytes).toBe(1_040_000);
  });

  it('counts removed line terminators, so that a file without them has the same runs', () => {
    const text = 'one\r\ntwo\nthree\r\n\n\r\nlast';
    for (const terminator of ['keep', 'remove'] as const) {
      const records = sentRecords('plain', source, text, { terminator });
      expect(runLengths(records)).toEqual([6]);
      expect(streamRecordsOf(records).map((record) => plainExtent(record)?.endOffset)).toEqual([
        5, 9, 16, 17, 19, 23,
      ]);
    }
  });

  it.each([
    ['gzip', [0x1f, 0x8b, 0x08]],
    ['zstd', [0x28, 0xb5, 0x2f, 0xfd]],
    ['a KPL aggregate', [0xf3, 0x89, 0x9a, 0xc2]],
  ])('leaves a record alone that starts like %s: the codec decodes it', (_, start) => {
    const [first, second, third] = plainAt(0, 10, 20);
    if (!first || !second || !third) throw new Error('3 records');
    const data = Buffer.concat([Buffer.from(start), Buffer.alloc(10 - start.length)]);
    expect(runLengths([first, { ...second, data }, third])).toEqual([1, 1, 1]);
  });
});
