import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { consumeBatch } from '../../src/batch/consume-batch.js';
import { SinkRefusalError, SinkUnavailableError } from '../../src/errors.js';
import { sequenceNumberOf } from '../events/stream-event.js';
import { FakeMarkers, enoughMillis, fakeConsumer, type FakeConsumerOptions } from '../fakes/fake-consumer.js';
import { eventOf, sentRecords, type SentRecord } from '../fakes/wire-entries.js';
import type { Delivery } from '../../src/record/delivery.js';

const source = { bucket: 'uploads', key: 'notes.txt', versionId: 'v1' };
/** 10 lines of 2 bytes. */
const lines = Array.from('abcdefghij');
const text = lines.map((line) => `${line}\n`).join('');
const records = sentRecords('plain', source, text);

const textOf = ({ carried }: Delivery) => Buffer.from(carried?.bytes() ?? []).toString();

/** Consumes plain records. `deliveries`: their content, in the order in which the sink received them. */
async function consume(sent: readonly SentRecord[], options: FakeConsumerOptions = {}) {
  const deliveries: string[] = [];
  const consumer = fakeConsumer({
    findSource: () => Promise.resolve(source),
    ...options,
    accept: async (delivery, signal) => {
      deliveries.push(textOf(delivery).replaceAll('\n', ''));
      await options.accept?.(delivery, signal);
    },
  });
  const { batchItemFailures } = await consumeBatch(eventOf(sent), consumer, enoughMillis);
  const [[counts] = []] = consumer.reportCounts.mock.calls;
  const quarantined = consumer.store.mock.calls.map(([{ record, carried }]) => ({
    sequenceNumber: record.sequenceNumber,
    offset: carried?.offset,
    rawLength: carried?.rawLength,
  }));
  const entries = consumer.ledger.mock.calls.map(([entry]) => entry);
  return { deliveries, batchItemFailures, counts, quarantined, entries };
}

/** A sink that fails every delivery with a line. */
const failsWith =
  (error: Error, ...lines: readonly string[]) =>
  (delivery: Delivery) => {
    if (lines.some((line) => textOf(delivery).includes(line))) throw error;
  };

describe('consumeBatch, with plain records', () => {
  it('passes a run to the sink at once, and writes one receipt; each Kinesis record counts', async () => {
    const { deliveries, entries, counts } = await consume(records);
    expect(deliveries).toEqual(['abcdefghij']);
    expect(entries).toEqual([
      { source, outcome: 'accepted', offset: 0, endOffset: 20, isLast: false, recordCount: 10 },
    ]);
    expect(counts).toMatchObject({ blocksAccepted: 10, recordsAccepted: 10, bytesAccepted: 20 });
  });

  it('attempts a refused run record by record: only the bad one is quarantined, with its range', async () => {
    const accept = failsWith(new SinkRefusalError('never'), 'd');
    const { deliveries, quarantined, entries, batchItemFailures, counts } = await consume(records, {
      accept,
    });
    expect(deliveries).toEqual(['abcdefghij', ...lines]);
    expect(quarantined).toEqual([{ sequenceNumber: sequenceNumberOf(3), offset: 6, rawLength: 2 }]);
    const ranges = [
      [0, 6],
      [8, 20],
    ];
    expect(entries).toMatchObject([{ offset: 0, endOffset: 20, recordCount: 9, ranges }]);
    expect(batchItemFailures).toEqual([]);
    expect(counts).toMatchObject({ blocksAccepted: 9, blocksQuarantined: 1, blocksFailed: 0 });
  });

  it('reports the first Kinesis record of a run at a passing failure, which every record of it would have', async () => {
    const accept = failsWith(new SinkUnavailableError('not now'), 'd');
    const { deliveries, batchItemFailures, entries } = await consume(records, { accept });
    expect(deliveries).toEqual(['abcdefghij']);
    expect(batchItemFailures).toEqual([{ itemIdentifier: sequenceNumberOf(0) }]);
    expect(entries).toEqual([]);
  });

  it('reports the Kinesis record that fails for an unknown reason, and acknowledges those before it', async () => {
    const accept = failsWith(new Error('?'), 'd');
    const { deliveries, batchItemFailures, entries } = await consume(records, { accept });
    expect(deliveries).toEqual(['abcdefghij', 'a', 'b', 'c', 'd']);
    expect(batchItemFailures).toEqual([{ itemIdentifier: sequenceNumberOf(3) }]);
    expect(entries).toMatchObject([{ offset: 0, endOffset: 6, recordCount: 3 }]);
  });

  it('quarantines that record alone once it is old', async () => {
    const { quarantined, entries } = await consume(records, {
      ageSeconds: 3_600,
      accept: failsWith(new Error('?'), 'd'),
    });
    expect(quarantined).toEqual([{ sequenceNumber: sequenceNumberOf(3), offset: 6, rawLength: 2 }]);
    expect(entries).toMatchObject([{ recordCount: 9 }]);
  });

  it('without a failures bucket, reports the bad Kinesis record', async () => {
    const accept = failsWith(new SinkRefusalError('never'), 'd');
    const { batchItemFailures } = await consume(records, { accept, quarantines: false });
    expect(batchItemFailures).toEqual([{ itemIdentifier: sequenceNumberOf(3) }]);
  });

  it('quarantines a Kinesis record that is not base64, and accepts the others', async () => {
    const event = eventOf(records);
    const bad = event.Records[4];
    if (bad) bad.kinesis.data = 'ZZ!!';
    const consumer = fakeConsumer({ findSource: () => Promise.resolve(source) });
    await consumeBatch(event, consumer, enoughMillis);
    expect(consumer.store.mock.calls).toMatchObject([
      [
        {
          record: { sequenceNumber: sequenceNumberOf(4) },
          reason: { code: 'HEADWATERS_STREAM_EVENT_INVALID' },
        },
      ],
    ]);
    expect(consumer.ledger.mock.calls).toMatchObject([[{ recordCount: 9 }]]);
  });

  it('has no runs after an attempt that was killed: a marker names one Kinesis record', async () => {
    const batchKey = `attempts/audit/records/shardId-000000000000/${sequenceNumberOf(0)}-batch`;
    const { deliveries } = await consume(records, { ageSeconds: 3_600, markers: new FakeMarkers(batchKey) });
    expect(deliveries).toEqual(lines);
  });

  it('counts a Kinesis record that occurs twice in a batch once in the receipt', async () => {
    const again = [...records.slice(0, 6), ...records.slice(4, 8)];
    const { deliveries, entries } = await consume(again);
    expect(deliveries).toEqual(['abcdef', 'efgh']);
    expect(entries).toMatchObject([{ offset: 0, endOffset: 16, recordCount: 8 }]);
  });

  it('looks up each object once per batch, and delivers again if that fails', async () => {
    const asked: string[] = [];
    const unavailable = Object.assign(new Error('SlowDown'), {
      name: 'SlowDown',
      $metadata: { httpStatusCode: 503 },
    });
    const findSource = (digest: string) => {
      asked.push(digest);
      return Promise.reject(unavailable);
    };
    const { batchItemFailures, quarantined } = await consume(records, { findSource, ageSeconds: 3_600 });
    expect(asked.length).toBe(1);
    expect(quarantined).toEqual([]);
    expect(batchItemFailures).toEqual([{ itemIdentifier: sequenceNumberOf(0) }]);
  });

  it('of an unknown object passes each as a foreign record, without a receipt', async () => {
    const received: string[] = [];
    const { entries, counts } = await consume(records, {
      findSource: () => Promise.resolve(undefined),
      accept: ({ data }) => void received.push(Buffer.from(data).toString()),
    });
    expect(received.join('')).toBe(text);
    expect(entries).toEqual([]);
    expect(counts).toMatchObject({ blocksAccepted: 10, recordsAccepted: 10 });
  });

  it('settles each record once and in order, whatever fails, with and without lanes', async () => {
    const outcome = fc.oneof(
      { weight: 8, arbitrary: fc.constant('accepted' as const) },
      { weight: 1, arbitrary: fc.constant('refused' as const) },
      { weight: 1, arbitrary: fc.constant('unavailable' as const) },
    );
    const property = fc.asyncProperty(
      fc.array(outcome, { minLength: 10, maxLength: 10 }),
      fc.boolean(),
      fc.integer({ min: 0, max: 9 }),
      async (outcomes, hasLanes, cut) => {
        const linesWith = (kind: string) => lines.filter((_, index) => outcomes[index] === kind);
        const accept = (delivery: Delivery) => {
          failsWith(new SinkUnavailableError('not now'), ...linesWith('unavailable'))(delivery);
          failsWith(new SinkRefusalError('never'), ...linesWith('refused'))(delivery);
        };
        // Two runs: the second is before the first in the object.
        const sent = [...records.slice(cut), ...records.slice(0, cut)];
        const laneOf = ({ sequenceNumber }: Delivery) => sequenceNumber;
        const { batchItemFailures, entries, quarantined } = await consume(sent, {
          accept,
          ...(hasLanes && { laneOf }),
        });
        const placeOf = (index: number) => (index - cut + 10) % 10;
        const bad = outcomes.flatMap((kind, index) => (kind === 'unavailable' ? [placeOf(index)] : []));
        const stop = batchItemFailures[0]?.itemIdentifier;
        const end =
          stop === undefined ? 10 : Array.from({ length: 10 }, (_, i) => sequenceNumberOf(i)).indexOf(stop);
        // Nothing after a passing failure is acknowledged; at most the rest of its run before it is delivered again.
        expect(end).toBeLessThanOrEqual(Math.min(10, ...bad));
        expect(stop === undefined).toBe(bad.length === 0);
        const settled = entries.reduce((sum, { recordCount }) => sum + recordCount, 0);
        const refused = quarantined.filter(({ sequenceNumber }) => sequenceNumber < sequenceNumberOf(end));
        expect(settled + refused.length).toBe(end);
      },
    );
    await fc.assert(property, { numRuns: 60 });
  });
});

describe('consumeBatch, when a run takes all the time', () => {
  /** Never resolves for a delivery with this line. */
  const hangsAt = (line: string) => (delivery: Delivery) =>
    textOf(delivery).includes(line) ? new Promise<void>(() => undefined) : undefined;

  async function consumeFor(invocationMillis: number, options: FakeConsumerOptions) {
    const consumer = fakeConsumer({ findSource: () => Promise.resolve(source), ...options });
    const { batchItemFailures } = await consumeBatch(eventOf(records), consumer, invocationMillis);
    const quarantined = consumer.store.mock.calls.map(([{ record }]) => record.sequenceNumber);
    return { batchItemFailures, quarantined, accepted: consumer.accepted };
  }

  it('attempts old Kinesis records one by one in the second half, and reports the one that hangs', async () => {
    const { accepted, batchItemFailures } = await consumeFor(1_200, {
      ageSeconds: 3_600,
      accept: hangsAt('d'),
    });
    expect(accepted).toEqual([0, 1, 2].map(sequenceNumberOf));
    expect(batchItemFailures).toEqual([{ itemIdentifier: sequenceNumberOf(3) }]);
  });

  it('quarantines an old one that hangs at the start of the batch', async () => {
    const { quarantined } = await consumeFor(1_200, { ageSeconds: 3_600, accept: hangsAt('a') });
    expect(quarantined).toEqual([sequenceNumberOf(0)]);
  });

  it('reports the run if its Kinesis records are not old', async () => {
    const { quarantined, batchItemFailures } = await consumeFor(1_200, { accept: hangsAt('d') });
    expect(quarantined).toEqual([]);
    expect(batchItemFailures).toEqual([{ itemIdentifier: sequenceNumberOf(0) }]);
  });
});
