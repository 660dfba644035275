import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import {
  BlockSplitter,
  carriedBlock,
  decodeRecord,
  sourceDigest,
  type Block,
} from '@headwaters/record-codec';
import { Findings } from '../../src/publication/findings.js';
import { PartitionKeys } from '../../src/publication/partitioner.js';
import {
  fieldPartitionKey,
  hasOffsets,
  wireEncoder,
  type WireSettings,
} from '../../src/publication/wire-records.js';

const source = { bucket: 'uploads', key: 'notes.txt', versionId: 'v1' };
const keys = new PartitionKeys(source);
const digest = sourceDigest(source);
const md5Number = (text: string) => BigInt(`0x${createHash('md5').update(text).digest('hex')}`).toString();

function blocksOf(content: string): Block[] {
  const splitter = new BlockSplitter({ source });
  return [...splitter.push(Buffer.from(content)), ...splitter.end()];
}

function encode(content: string, settings: Partial<WireSettings>, findings = new Findings()) {
  const defaults = { terminator: 'keep', compression: 'gzip', partitioning: { strategy: 'object' } } as const;
  const encoder = wireEncoder(source, { wire: 'plain', ...defaults, ...settings }, findings);
  return blocksOf(content).flatMap((block) => [...encoder(block)]);
}

const field = { strategy: 'field', field: '/u', slotCount: 4 } as const;

describe('wireEncoder', () => {
  it('plain: sends each line under its digest and offset, to the shard and in the lane of the block', () => {
    const entries = encode('a\nbc\n', { wire: 'plain' });
    expect(entries.map(({ data }) => Buffer.from(data).toString())).toEqual(['a\n', 'bc\n']);
    expect(entries.map(({ partitionKey }) => partitionKey)).toEqual([`${digest}#0`, `${digest}#2`]);
    for (const { lane, explicitHashKey } of entries) {
      expect(lane).toBe(keys.ofObject());
      expect(explicitHashKey).toBe(md5Number(keys.ofObject()));
    }
  });

  it.each(['kpl', 'plain'] as const)('%s: sends a reference as gzip, whatever the compression', (wire) => {
    const content = `a\n${'long'.repeat(300_000)}\n`;
    for (const compression of ['auto', 'zstd', 'gzip', 'none'] as const) {
      const references = encode(content, { wire, compression }).filter(({ data }) => data[0] === 0x1f);
      expect(references.length).toBe(1);
    }
  });

  it('plain: names the terminator that it removes', () => {
    const entries = encode('a\r\nb\nc', { wire: 'plain', terminator: 'remove' });
    expect(entries.map(({ data }) => Buffer.from(data).toString())).toEqual(['a', 'b', 'c']);
    expect(entries.map(({ partitionKey }) => partitionKey.slice(32))).toEqual(['#0+crlf', '#3+lf', '#5']);
  });

  it('plain, spread: each record has its own lane and shard', () => {
    const entries = encode('a\nb\n', { wire: 'plain', partitioning: { strategy: 'spread' } });
    expect(entries.map(({ lane, explicitHashKey }) => [lane, explicitHashKey])).toEqual([
      [undefined, undefined],
      [undefined, undefined],
    ]);
  });

  it('plain, field: the partition key is the value; records without one share that of the object', () => {
    const findings = new Findings();
    const lines = ['{"u":"ann"}', '{"v":1}', '{"u":7}', 'x', '{"u":null}', '{"u":"null"}'];
    const entries = encode(lines.join('\n'), { wire: 'plain', partitioning: field }, findings);
    expect(entries.map(({ partitionKey }) => partitionKey)).toEqual([
      'ann',
      keys.ofObject(),
      '7',
      keys.ofObject(),
      keys.ofObject(),
      'null',
    ]);
    expect(entries.map(({ explicitHashKey, lane }) => explicitHashKey ?? lane)).toEqual(
      lines.map(() => undefined),
    );
    expect(findings.recordsWithoutField).toBe(3);
  });

  it('plain, field: the partition key is every digit of a number', () => {
    const numbers = ['1234567890123456789', '1234567890123456780'];
    const lines = numbers.map((number) => `{"u":${number}}\n`).join('');
    const entries = encode(lines, { wire: 'plain', partitioning: field });
    expect(entries.map(({ partitionKey }) => partitionKey)).toEqual(numbers);
  });

  it('plain, field: leaves out a byte order mark at the start of the object only', () => {
    const line = '\ufeff{"u":"ann"}\n';
    const entries = encode(line + line, { wire: 'plain', partitioning: field });
    expect(entries.map(({ partitionKey }) => partitionKey)).toEqual(['ann', keys.ofObject()]);
  });

  it('plain, field: rejects a record without the field if the settings say so', () => {
    const partitioning = { ...field, missing: 'reject' } as const;
    expect(() => encode('{"u":1}\n{}\n', { wire: 'plain', partitioning })).toThrow(
      expect.objectContaining({ code: 'HEADWATERS_FIELD_MISSING' }),
    );
  });

  it('plain: sends a line that is itself a block as a block', () => {
    const [inner] = encode('x\n', { wire: 'block' });
    const line = Buffer.from(inner?.data ?? []).toString('latin1');
    const encoder = wireEncoder(
      source,
      { wire: 'plain', terminator: 'keep', compression: 'none', partitioning: { strategy: 'object' } },
      new Findings(),
    );
    const splitter = new BlockSplitter({ source, layout: 'whole' });
    const blocks = [...splitter.push(Buffer.from(line, 'latin1')), ...splitter.end()];
    const [entry] = blocks.flatMap((block) => [...encoder(block)]);
    expect(entry?.partitionKey).toBe(keys.ofObject());
    const carried = carriedBlock(decodeRecord(entry?.data ?? Buffer.alloc(0)), entry?.partitionKey ?? '');
    expect(Buffer.from(carried?.bytes() ?? []).toString('latin1')).toBe(line);
  });

  it('kpl: sends one aggregate per block under the partition key of the block', () => {
    const entries = encode('a\nb\n', { wire: 'kpl' });
    expect(entries.map(({ partitionKey, recordCount }) => [partitionKey, recordCount])).toEqual([
      [keys.ofObject(), 2],
    ]);
    const decoded = decodeRecord(entries[0]?.data ?? Buffer.alloc(0));
    expect(decoded.profile).toBe('kpl');
    expect(carriedBlock(decoded, '')?.source).toEqual(source);
  });

  it('kpl, field: sends one aggregate per slot', () => {
    const entries = encode('{"u":1}\n{"u":2}\n{"u":3}\n{"u":4}\n', { wire: 'kpl', partitioning: field });
    const parts = entries.map(
      ({ data, partitionKey }) => carriedBlock(decodeRecord(data), partitionKey)?.part,
    );
    expect(parts.length).toBeGreaterThan(1);
    expect(entries.map(({ partitionKey }) => partitionKey)).toEqual(
      parts.map((part) => keys.ofSlot(part?.slot ?? -1)),
    );
  });
});

describe('hasOffsets', () => {
  it.each([
    { wire: 'block', partitioning: field, expected: true },
    { wire: 'kpl', partitioning: field, expected: true },
    { wire: 'plain', partitioning: { strategy: 'object' }, expected: true },
    { wire: 'plain', partitioning: field, expected: false },
  ] as const)('is $expected for $wire and $partitioning.strategy', ({ expected, ...settings }) => {
    expect(hasOffsets(settings)).toBe(expected);
  });
});

describe('fieldPartitionKey', () => {
  it.each([
    { name: 'a value', value: 'ann', expected: 'ann' },
    { name: 'a value of 256 characters', value: 'é'.repeat(256), expected: 'é'.repeat(256) },
    { name: 'no value', value: '', expected: 'object' },
  ])('of $name is a valid partition key', ({ value, expected }) => {
    expect(fieldPartitionKey(value, 'object')).toBe(expected);
  });

  it.each([
    { name: '257 characters', value: 'a'.repeat(257) },
    { name: 'half a surrogate pair', value: '\ud800' },
    { name: 'the position of a record in an object', value: `${digest}#0` },
    { name: 'such a position, with a mark', value: `${digest}#2048+lf` },
  ])('of $name is the same SHA-256 every time', ({ value }) => {
    const key = fieldPartitionKey(value, 'object');
    expect(key).toMatch(/^[0-9a-f]{64}$/);
    expect(fieldPartitionKey(value, 'other')).toBe(key);
  });
});
