import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { consumeBatch } from '../../src/batch/consume-batch.js';
import { sequenceNumberOf, streamEvent } from '../events/stream-event.js';
import { FakeMarkers, fakeConsumer } from '../fakes/fake-consumer.js';

const payloads = [0, 1, 2, 3].map((n) => Buffer.from([n]));

/** Three quarters of an invocation this short may be used: 150 ms. */
const invocationMillis = 200;

describe('consumeBatch, near the timeout of the function', () => {
  it('starts no Kinesis record after its time, and reports the first that it has not started, not as a failure', async () => {
    const consumer = fakeConsumer({ accept: () => sleep(100) });
    await expect(consumeBatch(streamEvent(...payloads), consumer, invocationMillis)).resolves.toEqual({
      batchItemFailures: [{ itemIdentifier: sequenceNumberOf(1) }],
    });
    expect(consumer.accepted).toEqual([sequenceNumberOf(0)]);
    expect(consumer.reportCounts).toHaveBeenCalledWith(
      expect.objectContaining({ blocksAccepted: 1, blocksFailed: 0 }),
    );
    expect(consumer.logger.error).not.toHaveBeenCalled();
    expect(consumer.logger.info.mock.calls).toEqual([
      [expect.any(String), { sequenceNumber: sequenceNumberOf(1) }],
    ]);
  });

  it('stops a sink that never waits, so that no timer runs', async () => {
    const busy = () => {
      const start = performance.now();
      while (performance.now() - start < 60);
    };
    const consumer = fakeConsumer({ accept: busy });
    const many = Array.from({ length: 10 }, (_, n) => Buffer.from([n]));
    const { batchItemFailures } = await consumeBatch(streamEvent(...many), consumer, invocationMillis);
    expect(consumer.accepted.length).toBeLessThanOrEqual(3);
    expect(batchItemFailures).toEqual([{ itemIdentifier: sequenceNumberOf(consumer.accepted.length) }]);
  });

  it('does not call the sink for a Kinesis record whose lane became free too late', async () => {
    const called: string[] = [];
    const consumer = fakeConsumer({
      laneOf: () => 'one lane',
      accept: async ({ sequenceNumber }) => {
        called.push(sequenceNumber);
        await sleep(400);
      },
    });
    await consumeBatch(streamEvent(...payloads), consumer, invocationMillis);
    expect(called).toEqual([sequenceNumberOf(0)]);
  });

  it('starts the first Kinesis record however little time there is', async () => {
    const consumer = fakeConsumer();
    await expect(consumeBatch(streamEvent(...payloads.slice(0, 1)), consumer, 0)).resolves.toEqual({
      batchItemFailures: [],
    });
  });

  it('aborts a call of the sink that does not end; what has had less than the whole time is delivered again, not quarantined', async () => {
    const signals: boolean[] = [];
    const markers = new FakeMarkers();
    const consumer = fakeConsumer({
      markers,
      ageSeconds: 100_000,
      accept: async ({ sequenceNumber }, signal) => {
        if (sequenceNumber === sequenceNumberOf(0)) return;
        await new Promise((_, reject) => {
          signal.addEventListener('abort', () => {
            signals.push(signal.aborted);
            reject(new Error('stopped'));
          });
        });
      },
    });
    await expect(consumeBatch(streamEvent(...payloads), consumer, invocationMillis)).resolves.toEqual({
      batchItemFailures: [{ itemIdentifier: sequenceNumberOf(1) }],
    });
    expect(signals).toEqual([true]);
    expect(consumer.store).not.toHaveBeenCalled();
    expect([...markers.keys]).toEqual([]);
  });

  describe('if the first Kinesis record has used all the time', () => {
    const never = () => new Promise<void>(() => undefined);

    it('reports it as a failure while it is 3,599 seconds old', async () => {
      const consumer = fakeConsumer({ accept: never, ageSeconds: 3_599 });
      await expect(consumeBatch(streamEvent(...payloads), consumer, invocationMillis)).resolves.toEqual({
        batchItemFailures: [{ itemIdentifier: sequenceNumberOf(0) }],
      });
      expect(consumer.logger.error.mock.calls).toMatchObject([
        [expect.any(String), { error: { code: 'HEADWATERS_OUT_OF_TIME' } }],
      ]);
    });

    it('quarantines it when it is 3,600 seconds old, leaves no marker, and has the rest delivered again', async () => {
      const markers = new FakeMarkers();
      const consumer = fakeConsumer({ accept: never, ageSeconds: 3_600, markers });
      await expect(consumeBatch(streamEvent(...payloads), consumer, invocationMillis)).resolves.toEqual({
        batchItemFailures: [{ itemIdentifier: sequenceNumberOf(1) }],
      });
      expect(consumer.store.mock.calls).toMatchObject([
        [{ reason: { kind: 'unknown', code: 'HEADWATERS_OUT_OF_TIME' } }],
      ]);
      expect([...markers.keys]).toEqual([]);
    });
  });
});
