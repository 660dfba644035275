import { describe, expect, it } from '@jest/globals';
import {
  BlockSplitter,
  decodeRecord,
  encodeBlock,
  maxBlockRawBytes,
  type Block,
} from '@headwaters/record-codec';
import fc from 'fast-check';
import { partitioner, type Partitioning } from '../../src/publication/partitioner.js';

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
  it('gives all blocks of an object one key', () => {
    const partition = partitioner(source, { strategy: 'object' });
    const sent = blocksOf('a line\n'.repeat(100)).flatMap(partition);
    expect(sent.length).toBeGreaterThan(2);
    expect(new Set(sent.map(({ partitionKey }) => partitionKey)).size).toBe(1);
  });

  it('spreads an object over one key a block', () => {
    const partition = partitioner(source, { strategy: 'spread' });
    const sent = blocksOf('a line\n'.repeat(100)).flatMap(partition);
    expect(new Set(sent.map(({ partitionKey }) => partitionKey)).size).toBe(sent.length);
  });

  it('divides by a field: what shares a value shares a partition key, in order, and nothing is lost', () => {
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
      expect([...keys.values()].every(({ size }) => size === 1)).toBe(true);
      const inOrder = [...records].sort((a, b) => a.offset - b.offset);
      expect(inOrder.map(({ text }) => `${text}\n`).join('')).toBe(content);
    });
    fc.assert(property, { numRuns: 100 });
  });

  it('makes the same blocks of the same object again', () => {
    const [block] = blocksOf('{"user":"ann"}\n{"user":"bob"}\n') as [Block];
    expect(partitioner(source, byUser)(block)).toEqual(partitioner(source, byUser)(block));
  });

  it('sends a reference, whose field it can not read, as it is, with the key of its object', () => {
    const [reference] = blocksOf('x'.repeat(maxBlockRawBytes + 1)) as [Block];
    const [ofObject] = partitioner(source, { strategy: 'object' })(reference);
    expect(reference.isReference).toBe(true);
    expect(partitioner(source, byUser)(reference)).toEqual([ofObject]);
  });
});
