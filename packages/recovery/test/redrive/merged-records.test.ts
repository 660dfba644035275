import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { comparePositions, type FailureReference } from '../../src/redrive/failure-index.js';
import { mergeRecords } from '../../src/redrive/merged-records.js';
import type { InspectedRecord } from '../../src/redrive/settlement.js';

/** Sequence numbers of a failure, in one shard. */
interface TestFailure {
  readonly shard: number;
  readonly numbers: readonly number[];
}

function inspected({ shard }: TestFailure, number: number): InspectedRecord {
  const position = { stream: 's', shardId: `shardId-00${shard}`, sequenceNumber: String(number) };
  const record = { ...position, partitionKey: 'key', arrivedAtMillis: 0, data: `data ${number}` };
  return { record, content: 'foreign', failedAtMillis: 0 };
}

function reference(failure: TestFailure, index: number): FailureReference {
  const [first, last] = [Math.min(...failure.numbers), Math.max(...failure.numbers)];
  return {
    ...{ key: String(index), shardId: `shardId-00${failure.shard}`, isSelected: true },
    ...{ first: String(first), last: String(last) },
  };
}

/** Returns the positions in order, with the failures of each. */
async function merge(failures: readonly TestFailure[]) {
  const references = failures
    .map(reference)
    .sort((a, b) => comparePositions({ ...a, sequenceNumber: a.first }, { ...b, sequenceNumber: b.first }));
  const merged: { position: string; owners: string[] }[] = [];
  const open = ({ key }: FailureReference) => {
    const failure = failures[Number(key)];
    return Promise.resolve(failure?.numbers.map((number) => inspected(failure, number)));
  };
  for await (const { record, owners } of mergeRecords(references, open)) {
    const position = `${record.shardId} ${record.sequenceNumber}`;
    merged.push({ position, owners: owners.map((owner) => owner.reference.key).sort() });
  }
  return merged;
}

const testFailure = fc.record({
  shard: fc.integer({ min: 0, max: 2 }),
  // From 8 on, sequence numbers have more digits.
  numbers: fc.uniqueArray(fc.integer({ min: 1, max: 14 }), { minLength: 1, maxLength: 5 }),
});

describe('mergeRecords', () => {
  it('returns each record once, in the order of shards and sequence numbers, with all failures that contain it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(testFailure, { maxLength: 8 }), async (failures) => {
        const expected = new Map<string, { shard: number; number: number; owners: string[] }>();
        for (const [index, { shard, numbers }] of failures.entries()) {
          for (const number of numbers) {
            const id = `shardId-00${shard} ${number}`;
            const known = expected.get(id) ?? { shard, number, owners: [] };
            expected.set(id, known);
            known.owners.push(String(index));
          }
        }
        const ordered = [...expected].sort(([, a], [, b]) => a.shard - b.shard || a.number - b.number);
        expect(await merge(failures)).toEqual(
          ordered.map(([position, { owners }]) => ({ position, owners: owners.sort() })),
        );
      }),
    );
  });

  it('reads a failure when the one before it is at its first sequence number, and skips those that are gone', async () => {
    const failures = [
      { shard: 0, numbers: [1, 9] },
      { shard: 0, numbers: [5] },
      { shard: 0, numbers: [20] },
      { shard: 1, numbers: [3] },
    ];
    const log: string[] = [];
    const open = ({ key }: FailureReference) => {
      log.push(`read ${key}`);
      const failure = key === '2' ? undefined : failures[Number(key)];
      return Promise.resolve(failure?.numbers.map((number) => inspected(failure, number)));
    };
    for await (const { record } of mergeRecords(failures.map(reference), open))
      log.push(record.sequenceNumber);
    expect(log).toEqual(['read 0', '1', 'read 1', '5', '9', 'read 2', 'read 3', '3']);
  });

  it('keeps records apart that have the same sequence number and other data', async () => {
    const failure = { shard: 0, numbers: [1] };
    const [record] = [inspected(failure, 1)];
    const other = { ...record, record: { ...record.record, data: 'another of the aggregate' } };
    const numbers: string[] = [];
    for await (const { record: each } of mergeRecords([reference(failure, 0)], () =>
      Promise.resolve([record, other]),
    ))
      numbers.push(each.data);
    expect(numbers).toEqual(['data 1', 'another of the aggregate']);
  });
});
