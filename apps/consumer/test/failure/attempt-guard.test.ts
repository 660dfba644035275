import { describe, expect, it } from '@jest/globals';
import { guardAttempts } from '../../src/failure/attempt-guard.js';
import { readStreamRecord } from '../../src/record/stream-record.js';
import { sequenceNumberOf, streamEventRecord } from '../events/stream-event.js';
import { FakeMarkers } from '../fakes/fake-consumer.js';

const records = [0, 1, 2].map((index) => readStreamRecord(streamEventRecord(Buffer.from('x'), index)));
const keyOf = (index: number) => `attempts/audit/records/shardId-000000000000/${sequenceNumberOf(index)}`;
const batchKey = `${keyOf(0)}-batch`;

/** Guards a batch in which the Kinesis records at these places are old, and goes through it. */
async function guardBatch(batch: typeof records, oldPlaces: readonly number[], markers = new FakeMarkers()) {
  const old = new Set(oldPlaces.map((place) => records[place]));
  const isOld = (record: (typeof records)[number]) => old.has(record);
  const guard = await guardAttempts(batch, { consumer: 'audit', markers, isOld });
  const started: boolean[] = [];
  for (const record of batch) {
    started.push(await guard.startRecord(record));
    await guard.endRecord(record);
  }
  await guard.endBatch();
  return { oneByOne: guard.oneByOne, started, calls: markers.calls };
}

describe('guardAttempts', () => {
  it('writes no marker for a batch without old Kinesis records', async () => {
    expect(await guardBatch(records, [])).toEqual({
      oneByOne: false,
      started: [true, true, true],
      calls: [],
    });
  });

  it('writes no marker for an empty batch', async () => {
    expect(await guardBatch([], [])).toEqual({ oneByOne: false, started: [], calls: [] });
  });

  it('writes one marker for a batch with an old Kinesis record, under the first sequence number, and deletes it at the end', async () => {
    expect(await guardBatch(records, [2])).toEqual({
      oneByOne: false,
      started: [true, true, true],
      calls: [`start ${batchKey}`, `end ${batchKey}`],
    });
  });

  it('with the marker of the batch found, goes one by one and writes a marker for each old Kinesis record', async () => {
    const markers = new FakeMarkers(batchKey);
    expect(await guardBatch(records, [0, 2], markers)).toEqual({
      oneByOne: true,
      started: [true, true, true],
      calls: [
        `start ${batchKey}`,
        `start ${keyOf(0)}`,
        `end ${keyOf(0)}`,
        `start ${keyOf(2)}`,
        `end ${keyOf(2)}`,
        `end ${batchKey}`,
      ],
    });
    expect([...markers.keys]).toEqual([]);
  });

  it('does not start a Kinesis record whose own marker is found', async () => {
    const { started } = await guardBatch(records, [0, 1, 2], new FakeMarkers(batchKey, keyOf(1)));
    expect(started).toEqual([true, false, true]);
  });

  it('uses the marker of the Kinesis record for a batch of one', async () => {
    const [first] = records;
    expect(await guardBatch(first ? [first] : [], [0])).toEqual({
      oneByOne: true,
      started: [true],
      calls: [`start ${keyOf(0)}`, `end ${keyOf(0)}`],
    });
  });

  it('goes on without a marker that can not be written, and deletes it in case that the response was lost', async () => {
    const markers = new FakeMarkers();
    markers.unavailable = true;
    expect(await guardBatch(records, [0], markers)).toEqual({
      oneByOne: false,
      started: [true, true, true],
      calls: [`start ${batchKey}`, `end ${batchKey}`],
    });
    const [first] = records;
    expect(await guardBatch(first ? [first] : [], [0], markers)).toMatchObject({ started: [true] });
  });
});
