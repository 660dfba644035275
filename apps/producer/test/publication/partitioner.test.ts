import { crc32 } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { parseProducerEnvironment, uploadRulesOf } from '@headwaters/pipeline-contract';
import {
  BlockSplitter,
  decodeRecord,
  encodeBlock,
  maxBlockRawBytes,
  type Block,
} from '@headwaters/record-codec';
import fc from 'fast-check';
import { Findings } from '../../src/publication/findings.js';
import {
  PartitionKeys,
  fieldReader,
  partitioner,
  partitioningOf,
  type Partitioning,
} from '../../src/publication/partitioner.js';

const source = { bucket: 'uploads', key: 'events.txt', versionId: 'v1' };
const byUser: Partitioning = { strategy: 'field', field: '/user', slotCount: 4 };

function blocksOf(content: string): Block[] {
  const splitter = new BlockSplitter({ source, cellBytes: 256 });
  return [...splitter.push(Buffer.from(content)), ...splitter.end()];
}

function recordsOf(block: Block): { offset: number; text: string }[] {
  const decoded = decodeRecord(encodeBlock(block));
  if (decoded.profile !== 'block') throw new Error('not a block');
  return [...decoded.records()].map(({ offset, bytes }) => ({ offset, text: Buffer.from(bytes).toString() }));
}

const event = fc.record({ user: fc.constantFrom('ann', 'bob', 'cy', 'dee', 'eve'), number: fc.nat() });
const events = fc
  .array(event, { minLength: 1, maxLength: 60 })
  .map((list) => list.map((one) => `${JSON.stringify(one)}\n`).join(''));

describe('partitioner', () => {
  it('object: gives all blocks of an object one partition key', () => {
    const partition = partitioner(source, { strategy: 'object' });
    const sent = blocksOf('a line\n'.repeat(100)).flatMap(partition);
    expect(sent.length).toBeGreaterThan(2);
    expect(new Set(sent.map(({ partitionKey }) => partitionKey)).size).toBe(1);
  });

  it('spread: gives each block its own partition key', () => {
    const partition = partitioner(source, { strategy: 'spread' });
    const sent = blocksOf('a line\n'.repeat(100)).flatMap(partition);
    expect(new Set(sent.map(({ partitionKey }) => partitionKey)).size).toBe(sent.length);
  });

  it('field: records with the same value share a partition key, in order, and none is lost', () => {
    const property = fc.property(events, (content) => {
      const sent = blocksOf(content).flatMap(partitioner(source, byUser));
      const records = sent.flatMap(({ partitionKey, block }) =>
        recordsOf(block).map((record) => ({ ...record, partitionKey })),
      );
      const keys = new Map<string, Set<string>>();
      const last = new Map<string, number>();
      for (const { offset, text, partitionKey } of records) {
        const { user } = JSON.parse(text) as { user: string };
        keys.set(user, (keys.get(user) ?? new Set()).add(partitionKey));
        expect(offset).toBeGreaterThan(last.get(user) ?? -1);
        last.set(user, offset);
      }
      expect([...keys].filter(([, partitionKeys]) => partitionKeys.size > 1)).toEqual([]);
      const inOrder = [...records].sort((a, b) => a.offset - b.offset);
      expect(inOrder.map(({ text }) => `${text}\n`).join('')).toBe(content);
    });
    fc.assert(property, { numRuns: 100 });
  });

  it('field: divides the same block into the same parts again', () => {
    const [block] = blocksOf('{"user":"ann"}\n{"user":"bob"}\n') as [Block];
    expect(partitioner(source, byUser)(block)).toEqual(partitioner(source, byUser)(block));
  });

  it('field: keeps a reference unchanged, with the partition key of its object', () => {
    const [reference] = blocksOf('x'.repeat(maxBlockRawBytes + 1)) as [Block];
    const [ofObject] = partitioner(source, { strategy: 'object' })(reference);
    expect(reference.isReference).toBe(true);
    expect(partitioner(source, byUser)(reference)).toEqual([ofObject]);
  });
});

describe('partitioner, records without the field', () => {
  const tanks = '{"tank":"a"}\n{"Tank":"b"}\nnot JSON\n{"tank":""}\n{"tank":null}\n';
  const byTank: Partitioning = { strategy: 'field', field: '/tank', slotCount: 4 };

  it('counts records that are not JSON, and those in which the value is absent, empty or null', () => {
    const findings = new Findings();
    blocksOf(tanks).flatMap(partitioner(source, byTank, findings));
    expect(findings.recordsWithoutField).toBe(4);
  });

  it('keeps records with null in the slot of the string "null", as before they counted as missing', () => {
    const findings = new Findings();
    const nulls = blocksOf('{"tank":null}\n{"tank":"null"}\n').flatMap(partitioner(source, byTank, findings));
    expect(nulls.map(({ block }) => [block.part?.slot, block.recordCount])).toEqual([[crc32('null') % 4, 2]]);
    expect(findings.recordsWithoutField).toBe(1);
  });

  it('counts none of a reference, whose field can not be read', () => {
    const findings = new Findings();
    blocksOf('x'.repeat(maxBlockRawBytes + 1)).flatMap(partitioner(source, byTank, findings));
    expect(findings.recordsWithoutField).toBe(0);
  });

  it('counts every record, the header too, if no column has the name', () => {
    const findings = new Findings();
    const byColumn: Partitioning = { strategy: 'field', field: 'tank', slotCount: 4 };
    const splitter = new BlockSplitter({ source, layout: 'csv', header: 'first-row' });
    const blocks = [...splitter.push(Buffer.from('Tank,level\na,1\nb,2\n')), ...splitter.end()];
    blocks.flatMap(partitioner(source, byColumn, findings));
    expect(findings.recordsWithoutField).toBe(3);
  });

  it('reject: refuses the block, with counts, offset and field in the message', () => {
    const partition = partitioner(source, { ...byTank, missing: 'reject' });
    expect(() => blocksOf(tanks).flatMap(partition)).toThrow(
      expect.objectContaining({
        code: 'HEADWATERS_FIELD_MISSING',
        message: expect.stringMatching(
          /^4 of the 5 records from byte 0 on have no value in the field "\/tank"/,
        ),
      }),
    );
    expect(blocksOf('{"tank":"a"}\n').flatMap(partition)).toHaveLength(1);
  });
});

describe('partitioningOf', () => {
  const of = (variables: Record<string, string>) =>
    uploadRulesOf(parseProducerEnvironment({ STREAM_NAME: 'records', ...variables })).map(partitioningOf);

  it('defaults to object', () => {
    expect(of({})).toEqual([{ strategy: 'object' }]);
  });

  it('reads field and slots', () => {
    const variables = { PARTITION_STRATEGY: 'field', PARTITION_FIELD: '/user', PARTITION_SLOTS: '32' };
    expect(of(variables)).toEqual([{ strategy: 'field', field: '/user', slotCount: 32, missing: 'slot' }]);
  });
});

describe('PartitionKeys', () => {
  const source = { bucket: 'uploads', key: 'notes.txt', versionId: 'v1' };

  it('are 64 hexadecimal digits, also for an object key of 1,024 bytes', () => {
    const keys = new PartitionKeys({ bucket: 'uploads', key: 'k'.repeat(1_024) });
    for (const key of [keys.ofObject(), keys.ofOffset(0), keys.ofSlot(0)]) {
      expect(key).toMatch(/^[0-9a-f]{64}$/);
    }
  });

  it('give an object the same key in every release: order depends on it', () => {
    expect(new PartitionKeys(source).ofObject()).toBe(
      '562adff38c28fdea05ffc7cb49442377b37f40057ccd2b51378000baf533bb54',
    );
  });

  it('give each offset its own key, the same on every retry', () => {
    const [first, again] = [new PartitionKeys(source), new PartitionKeys(source)];
    expect(first.ofOffset(0)).toBe(again.ofOffset(0));
    expect(first.ofOffset(0)).not.toBe(first.ofOffset(786_432));
  });

  it('give each slot its own key, the same for all objects', () => {
    const [one, other] = [new PartitionKeys(source), new PartitionKeys({ ...source, key: 'other.txt' })];
    expect(one.ofSlot(3)).toBe(other.ofSlot(3));
    expect(new Set([one.ofSlot(3), one.ofSlot(4), one.ofOffset(3), one.ofObject()]).size).toBe(4);
  });

  it('distinguish objects whose concatenated names are equal', () => {
    const objects = [
      { bucket: 'a', key: 'b/c' },
      { bucket: 'a/b', key: 'c' },
      { bucket: 'a', key: 'b/c', versionId: '1' },
      { bucket: 'a', key: 'b/c1' },
    ].map((object) => new PartitionKeys(object));
    expect(new Set(objects.map((keys) => keys.ofObject())).size).toBe(4);
    expect(new Set(objects.map((keys) => keys.ofOffset(0))).size).toBe(4);
  });
});

describe('fieldReader', () => {
  function read(field: string, block: Partial<Block>, record: string): string {
    return fieldReader(field)(block as Block)(Buffer.from(record));
  }

  const csv = (header?: string): Partial<Block> => ({
    layout: 'csv',
    ...(header !== undefined && { header: Buffer.from(header) }),
  });

  it('reads a JSON field by pointer', () => {
    expect(read('/user/id', { layout: 'lines' }, '{"user":{"id":"ann"}}')).toBe('ann');
  });

  it.each([
    ['by number', '1', { block: csv(), row: 'a,ann,c', value: 'ann' }],
    ['by name', 'user', { block: csv('id,user\n'), row: '7,ann', value: 'ann' }],
    [
      'by the last name of a header that ends in CRLF',
      'user',
      { block: csv('id,user\r\n'), row: '7,ann', value: 'ann' },
    ],
    ['by a quoted name', 'a, b', { block: csv('id,"a, b"\n'), row: '7,"ann, ""b"""', value: 'ann, "b"' }],
    ['by a name after a byte order mark', 'id', { block: csv('\ufeffid,user\n'), row: '7,ann', value: '7' }],
  ])('reads a CSV column %s', (_, field, { block, row, value }) => {
    expect(read(field, block, row)).toBe(value);
  });

  it.each([
    ['a line is not JSON', '/user', { layout: 'lines' }, 'user'],
    ['JSON has no such field', '/user', { layout: 'lines' }, '{}'],
    ['a row is too short', '3', csv(), 'a,b'],
    ['the header has no such column', 'user', csv('id,name\n'), '7,ann'],
    ['there is no header', 'user', csv(), '7,ann'],
  ] as const)('returns an empty string if %s', (_, field, block, record) => {
    expect(read(field, block, record)).toBe('');
  });
});
