import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { KinesisStreamEvent } from 'aws-lambda';
import { consumeBatch } from '../../src/batch/consume-batch.js';
import { SinkUnavailableError } from '../../src/errors.js';
import type { Delivery } from '../../src/record/delivery.js';
import { sequenceNumberOf, streamEvent } from '../events/stream-event.js';
import { blocksOf } from '../fakes/blocks-of.js';
import {
  FakeMarkers,
  enoughMillis,
  failing,
  fakeConsumer,
  type FakeConsumerOptions,
} from '../fakes/fake-consumer.js';
import { eventOf, sentRecords } from '../fakes/wire-entries.js';

/** Five blocks. */
const blocks = blocksOf({ bucket: 'uploads', key: 'notes.txt' }, 'a line\n'.repeat(700));
const sequenceNumbers = blocks.map((_, index) => sequenceNumberOf(index));
const keyOf = (index: number) => `attempts/audit/records/shardId-000000000000/${sequenceNumberOf(index)}`;
const batchKey = `${keyOf(0)}-batch`;
const ageSeconds = 3_600;

/**
 * Invokes a consumer whose sink kills the process at one Kinesis record, until it returns a response. A killed process stops where
 * it is; its markers survive.
 *
 * @returns the sequence numbers that reached the sink in each invocation, what was quarantined, and the response.
 */
async function invokeWithKiller(killerIndex: number, payloads: readonly Uint8Array[], age = ageSeconds) {
  const killer = sequenceNumberOf(killerIndex);
  return invokeUntilDone(streamEvent(...payloads), ({ sequenceNumber }) => sequenceNumber === killer, {
    ageSeconds: age,
  });
}

async function invokeUntilDone(
  event: KinesisStreamEvent,
  kills: (delivery: Delivery) => boolean,
  options: FakeConsumerOptions,
) {
  const markers = new FakeMarkers();
  const invocations: string[][] = [];
  for (;;) {
    const reached: string[] = [];
    invocations.push(reached);
    let kill: () => void = () => undefined;
    const killed = new Promise<undefined>((resolve) => {
      kill = () => {
        resolve(undefined);
      };
    });
    const consumer = fakeConsumer({
      ...options,
      markers,
      accept: (delivery) => {
        reached.push(delivery.sequenceNumber);
        if (!kills(delivery)) return undefined;
        kill();
        return new Promise(() => undefined);
      },
    });
    const response = await Promise.race([consumeBatch(event, consumer, enoughMillis), killed]);
    const quarantined = consumer.store.mock.calls.map(([{ record, reason }]) => [
      record.sequenceNumber,
      reason.kind,
    ]);
    if (response !== undefined) return { invocations, quarantined, response, markersLeft: [...markers.keys] };
    if (invocations.length === 10) throw new Error('killed 10 times');
  }
}

// A killed process leaves a timer behind.
beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

describe('consumeBatch, with old Kinesis records', () => {
  it('quarantines one that kills the process unseen in the third invocation, and accepts all others', async () => {
    const { invocations, quarantined, response, markersLeft } = await invokeWithKiller(2, blocks);
    expect(invocations).toEqual([
      sequenceNumbers.slice(0, 3),
      sequenceNumbers.slice(0, 3),
      sequenceNumbers.toSpliced(2, 1),
    ]);
    expect(quarantined).toEqual([[sequenceNumberOf(2), 'killed']]);
    expect(response).toEqual({ batchItemFailures: [] });
    expect(markersLeft).toEqual([]);
  });

  it('quarantines one that is alone in its batch in the second invocation', async () => {
    const { invocations, quarantined } = await invokeWithKiller(0, blocks.slice(0, 1));
    expect(invocations).toEqual([[sequenceNumberOf(0)], []]);
    expect(quarantined).toEqual([[sequenceNumberOf(0), 'killed']]);
  });

  it('quarantines one of several with the same sequence number, and accepts the others', async () => {
    const payloads = ['first', 'killer', 'last'];
    const event = streamEvent(...payloads.map((payload) => Buffer.from(payload)));
    for (const { kinesis } of event.Records) kinesis.sequenceNumber = sequenceNumberOf(0);
    const kills = ({ data }: Delivery) => Buffer.from(data).toString() === 'killer';
    const { invocations, quarantined, response } = await invokeUntilDone(event, kills, { ageSeconds });
    expect(invocations.map(({ length }) => length)).toEqual([2, 2, 2]);
    expect(quarantined).toEqual([[sequenceNumberOf(0), 'killed']]);
    expect(response).toEqual({ batchItemFailures: [] });
  });

  it('quarantines one plain record of a run that kills the process, and accepts the others', async () => {
    const source = { bucket: 'uploads', key: 'notes.txt' };
    const event = eventOf(sentRecords('plain', source, 'a\nb\nc\nd\n'));
    const kills = ({ carried }: Delivery) => Buffer.from(carried?.bytes() ?? []).includes('c');
    const findSource = () => Promise.resolve(source);
    const { invocations, quarantined } = await invokeUntilDone(event, kills, { ageSeconds, findSource });
    const [a, b, c, d] = [0, 1, 2, 3].map(sequenceNumberOf);
    expect(invocations).toEqual([[a], [a, b, c], [a, b, d]]);
    expect(quarantined).toEqual([[c, 'killed']]);
  });

  it('never quarantines one that kills the process and is 3,599 seconds old', async () => {
    await expect(invokeWithKiller(2, blocks, 3_599)).rejects.toThrow('killed 10 times');
  });

  it('does not decode one whose marker is found', async () => {
    const markers = new FakeMarkers(keyOf(0));
    const consumer = fakeConsumer({ ageSeconds, markers });
    const undecodable = Buffer.from(blocks[0] ?? []).subarray(0, -1);
    await consumeBatch(streamEvent(undecodable), consumer, enoughMillis);
    expect(consumer.store.mock.calls).toMatchObject([
      [{ reason: { kind: 'killed', code: 'HEADWATERS_RECORD_KILLED' }, carried: undefined }],
    ]);
  });

  it('keeps the marker of one that was killed until it is quarantined', async () => {
    const markers = new FakeMarkers(keyOf(0));
    const consumer = fakeConsumer({ ageSeconds, markers });
    consumer.store.mockRejectedValue(new Error('SlowDown'));
    await expect(consumeBatch(streamEvent(...blocks.slice(0, 1)), consumer, enoughMillis)).resolves.toEqual({
      batchItemFailures: [{ itemIdentifier: sequenceNumberOf(0) }],
    });
    expect([...markers.keys]).toEqual([keyOf(0)]);
  });

  it('deletes its markers after a passing failure, and after an error of the ledger', async () => {
    const accept = failing(new SinkUnavailableError('disk full'), sequenceNumberOf(1));
    const markers = new FakeMarkers(batchKey);
    await consumeBatch(streamEvent(...blocks), fakeConsumer({ ageSeconds, markers, accept }), enoughMillis);
    expect([...markers.keys]).toEqual([]);
    const consumer = fakeConsumer({ ageSeconds, markers });
    consumer.ledger.mockRejectedValue(new Error('SlowDown'));
    await expect(consumeBatch(streamEvent(...blocks), consumer, enoughMillis)).rejects.toThrow('SlowDown');
    expect([...markers.keys]).toEqual([]);
  });

  it('goes on without markers that can not be written', async () => {
    const markers = new FakeMarkers();
    markers.unavailable = true;
    const consumer = fakeConsumer({ ageSeconds, markers });
    await consumeBatch(streamEvent(...blocks), consumer, enoughMillis);
    expect(consumer.accepted).toEqual(sequenceNumbers);
  });
});
