import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { consumeBatch } from '../../src/batch/consume-batch.js';
import { SinkRefusalError, SinkUnavailableError } from '../../src/errors.js';
import { sequenceNumberOf, streamEvent } from '../events/stream-event.js';
import { FakeMarkers, enoughMillis, fakeConsumer } from '../fakes/fake-consumer.js';
import type { Delivery } from '../../src/record/delivery.js';

/** What the sink does with a Kinesis record of a lane. */
interface Step {
  readonly lane: string;
  readonly millis: number;
  readonly result: 'accepted' | 'refused' | 'unavailable';
}

/** Consumes plain Kinesis records whose data is their step. */
async function consume(steps: readonly Step[]) {
  const running: string[] = [];
  const overlaps: string[] = [];
  let mostRunning = 0;
  const stepOf = (data: Uint8Array) => JSON.parse(Buffer.from(data).toString()) as Step;
  const consumer = fakeConsumer({
    laneOf: ({ data }) => stepOf(data).lane,
    accept: async ({ data }) => {
      const { lane, millis, result } = stepOf(data);
      if (running.includes(lane)) overlaps.push(lane);
      running.push(lane);
      mostRunning = Math.max(mostRunning, running.length);
      await sleep(millis);
      running.splice(running.indexOf(lane), 1);
      if (result === 'refused') throw new SinkRefusalError('never');
      if (result === 'unavailable') throw new SinkUnavailableError('not now');
    },
  });
  const event = streamEvent(...steps.map((step) => Buffer.from(JSON.stringify(step))));
  const { batchItemFailures } = await consumeBatch(event, consumer, enoughMillis);
  const quarantined = consumer.store.mock.calls.map(([{ record }]) => record.sequenceNumber);
  const [counts] = consumer.reportCounts.mock.calls[0] ?? [];
  return { batchItemFailures, accepted: consumer.accepted, quarantined, overlaps, mostRunning, counts };
}

const sequenceNumbersOf = (steps: readonly Step[]) => steps.map((_, index) => sequenceNumberOf(index));

describe('consumeBatch, with a sink that has lanes', () => {
  const step = fc.record({
    lane: fc.constantFrom('a', 'b', 'c'),
    millis: fc.integer({ min: 0, max: 3 }),
    result: fc.oneof(
      { weight: 10, arbitrary: fc.constant('accepted' as const) },
      { weight: 2, arbitrary: fc.constant('refused' as const) },
      { weight: 1, arbitrary: fc.constant('unavailable' as const) },
    ),
  });

  it('keeps the order of each lane and acknowledges exactly what precedes the first passing failure', async () => {
    const property = fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 24 }), async (steps) => {
      const { batchItemFailures, accepted, quarantined, overlaps, counts } = await consume(steps);
      const all = sequenceNumbersOf(steps);
      const stop = steps.findIndex(({ result }) => result === 'unavailable');
      const acknowledged = stop === -1 ? steps.length : stop;
      expect(batchItemFailures).toEqual(stop === -1 ? [] : [{ itemIdentifier: all[stop] }]);
      expect(overlaps).toEqual([]);
      for (const [index, { lane, result }] of steps.slice(0, acknowledged).entries()) {
        const settled = result === 'accepted' ? accepted : quarantined;
        expect([index, lane, settled.includes(all[index] ?? '')]).toEqual([index, lane, true]);
      }
      for (const lane of 'abc') {
        const ofLane = all.filter((_, index) => steps[index]?.lane === lane);
        const order = accepted.map((number) => ofLane.indexOf(number)).filter((place) => place !== -1);
        expect(order).toEqual([...order].sort((a, b) => a - b));
        // Nothing of a lane is accepted after a Kinesis record of the lane that must be delivered again.
        const failed = ofLane.findIndex((number) => steps[all.indexOf(number)]?.result === 'unavailable');
        if (failed !== -1) expect(order.filter((place) => place > failed)).toEqual([]);
      }
      const before = steps.slice(0, acknowledged);
      expect(counts).toMatchObject({
        blocksAccepted: before.filter(({ result }) => result === 'accepted').length,
        blocksQuarantined: before.filter(({ result }) => result === 'refused').length,
        blocksFailed: stop === -1 ? 0 : 1,
      });
    });
    await fc.assert(property, { numRuns: 100 });
  });

  it('has 16 Kinesis records of different lanes in flight, and not 17', async () => {
    const steps = Array.from({ length: 40 }, (_, index) => ({
      lane: String(index),
      millis: 10,
      result: 'accepted' as const,
    }));
    expect((await consume(steps)).mostRunning).toBe(16);
  });

  it('looks at no Kinesis record after a failure', async () => {
    let looked = 0;
    const consumer = fakeConsumer({
      laneOf: ({ sequenceNumber }) => {
        looked += 1;
        return sequenceNumber;
      },
      accept: () => sleep(5).then(() => Promise.reject(new SinkUnavailableError('not now'))),
    });
    await consumeBatch(
      streamEvent(...Array.from({ length: 40 }, () => Buffer.from('x'))),
      consumer,
      enoughMillis,
    );
    expect(looked).toBe(16);
  });

  it('has one Kinesis record in flight, and asks for no lane, after an attempt that was killed', async () => {
    let running = 0;
    let mostRunning = 0;
    const laneOf = jest.fn(({ sequenceNumber }: Delivery) => sequenceNumber);
    const batchKey = `attempts/audit/records/shardId-000000000000/${sequenceNumberOf(0)}-batch`;
    const consumer = fakeConsumer({
      ageSeconds: 3_600,
      markers: new FakeMarkers(batchKey),
      laneOf,
      accept: async () => {
        mostRunning = Math.max(mostRunning, ++running);
        await sleep(2);
        running -= 1;
      },
    });
    await consumeBatch(streamEvent(...[1, 2, 3].map((n) => Buffer.from([n]))), consumer, enoughMillis);
    expect([mostRunning, laneOf.mock.calls.length]).toEqual([1, 0]);
  });

  it('reports the first failure of the batch, also if a later one failed before it', async () => {
    const steps: Step[] = [
      { lane: 'a', millis: 20, result: 'unavailable' },
      { lane: 'b', millis: 0, result: 'unavailable' },
      { lane: 'c', millis: 0, result: 'accepted' },
    ];
    expect((await consume(steps)).batchItemFailures).toEqual([{ itemIdentifier: sequenceNumberOf(0) }]);
  });
});

describe('consumeBatch, with a sink without lanes', () => {
  it('has one Kinesis record in flight', async () => {
    let running = 0;
    let mostRunning = 0;
    const consumer = fakeConsumer({
      accept: async () => {
        running += 1;
        mostRunning = Math.max(mostRunning, running);
        await sleep(1);
        running -= 1;
      },
    });
    await consumeBatch(streamEvent(...[1, 2, 3].map((n) => Buffer.from([n]))), consumer, enoughMillis);
    expect(mostRunning).toBe(1);
  });
});
