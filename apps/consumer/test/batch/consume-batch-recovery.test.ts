import { outOfTimeCode, parseRecoveryAnswer, recoveryKinds } from '@headwaters/pipeline-contract';
import { describe, expect, it } from '@jest/globals';
import type { KinesisStreamEvent } from 'aws-lambda';
import { consumeBatch } from '../../src/batch/consume-batch.js';
import { SinkRefusalError, SinkUnavailableError } from '../../src/errors.js';
import type { Delivery } from '../../src/record/delivery.js';
import { sequenceNumberOf, streamEvent } from '../events/stream-event.js';
import { blocksOf } from '../fakes/blocks-of.js';
import { enoughMillis, failing, fakeConsumer, FakeMarkers } from '../fakes/fake-consumer.js';
import { eventOf, sentRecords } from '../fakes/wire-entries.js';

const source = { bucket: 'uploads', key: 'notes.txt', versionId: 'v1' };
/** Five blocks. */
const blocks = blocksOf(source, 'a line\n'.repeat(700));
const corrupt = Buffer.from(blocks[0] ?? []).subarray(0, -1);
/** Older than any age limit. */
const ageSeconds = 1_000_000;

/** The event of a recovery command. */
const recovered = (event: KinesisStreamEvent) => ({ ...event, headwatersRecovery: { kind: 'redrive' } });
const failedAt = (index: number) => [{ itemIdentifier: sequenceNumberOf(index) }];

describe('consumeBatch, of a recovery command', () => {
  it.each(recoveryKinds)(
    'of the kind %s accepts old Kinesis records, with receipts, without markers',
    async (kind) => {
      const markers = new FakeMarkers();
      const consumer = fakeConsumer({ ageSeconds, markers });
      const event = { ...streamEvent(...blocks), headwatersRecovery: { kind } };
      await expect(consumeBatch(event, consumer, enoughMillis)).resolves.toEqual({ batchItemFailures: [] });
      expect(consumer.ledger.mock.calls.map(([entry]) => entry)).toEqual([
        { source, outcome: 'accepted', offset: 0, endOffset: 4_900, isLast: true, recordCount: 700 },
      ]);
      expect(markers.calls).toEqual([]);
    },
  );

  it.each([
    ['the sink refuses', new SinkRefusalError('no such table'), 'HEADWATERS_SINK_REFUSED'],
    ['fails for an unknown reason', new Error('no such table'), 'Error'],
    ['the sink can not accept now', new SinkUnavailableError('no such table'), 'HEADWATERS_SINK_UNAVAILABLE'],
  ])('reports the first one that %s, and why, and quarantines nothing', async (_, error, code) => {
    const consumer = fakeConsumer({ ageSeconds, accept: failing(error, sequenceNumberOf(2)) });
    const answer = await consumeBatch(recovered(streamEvent(...blocks)), consumer, enoughMillis);
    expect(answer).toEqual({ batchItemFailures: failedAt(2), failure: { code, message: 'no such table' } });
    expect(parseRecoveryAnswer(JSON.parse(JSON.stringify(answer)))).toEqual(answer);
    expect(consumer.store).not.toHaveBeenCalled();
    expect(consumer.ledger.mock.calls).toMatchObject([[{ outcome: 'accepted', offset: 0 }]]);
  });

  it('reports one that is corrupt', async () => {
    const consumer = fakeConsumer({ ageSeconds });
    const event = recovered(streamEvent(...blocks.toSpliced(1, 1, corrupt)));
    await expect(consumeBatch(event, consumer, enoughMillis)).resolves.toMatchObject({
      batchItemFailures: failedAt(1),
      failure: { code: 'HEADWATERS_RECORD_CORRUPT' },
    });
    expect(consumer.store).not.toHaveBeenCalled();
  });

  it('ignores the marker of an attempt that was killed, and leaves it', async () => {
    const key = `attempts/audit/records/shardId-000000000000/${sequenceNumberOf(0)}`;
    const markers = new FakeMarkers(key);
    const consumer = fakeConsumer({ ageSeconds, markers });
    const event = recovered(streamEvent(...blocks.slice(0, 1)));
    await expect(consumeBatch(event, consumer, enoughMillis)).resolves.toEqual({ batchItemFailures: [] });
    expect([...markers.keys]).toEqual([key]);
  });

  it('reports one plain record of a run, not the run', async () => {
    const event = recovered(eventOf(sentRecords('plain', source, 'a\nb\nc\nd\n')));
    const consumer = fakeConsumer({
      ageSeconds,
      findSource: () => Promise.resolve(source),
      accept: ({ carried }) => {
        if (Buffer.from(carried?.bytes() ?? []).includes('c')) throw new SinkRefusalError('c');
      },
    });
    await expect(consumeBatch(event, consumer, enoughMillis)).resolves.toEqual({
      batchItemFailures: failedAt(2),
      failure: { code: 'HEADWATERS_SINK_REFUSED', message: 'c' },
    });
  });

  it('reports a record of the event without a readable position', async () => {
    const event = recovered(streamEvent(...blocks));
    const Records = event.Records.map((record, index) =>
      index === 1 ? { ...record, eventID: 'x' } : record,
    );
    await expect(consumeBatch({ ...event, Records }, fakeConsumer(), enoughMillis)).resolves.toMatchObject({
      batchItemFailures: failedAt(1),
      failure: { code: 'HEADWATERS_STREAM_EVENT_INVALID' },
    });
  });

  it.each([1_000, 1_001])('cuts a message of %i characters to 1,000', async (length) => {
    const accept = failing(new SinkRefusalError('x'.repeat(length)), sequenceNumberOf(0));
    const { failure } = await consumeBatch(
      recovered(streamEvent(...blocks)),
      fakeConsumer({ accept }),
      enoughMillis,
    );
    expect(failure?.message).toBe('x'.repeat(1_000));
  });

  it.each([
    ['first', 0],
    ['second', 1],
  ])('says that the time was used up before the %s one', async (_, index) => {
    const accept = ({ sequenceNumber }: Delivery) =>
      sequenceNumber === sequenceNumberOf(index) ? new Promise<void>(() => undefined) : undefined;
    const consumer = fakeConsumer({ ageSeconds, accept });
    await expect(consumeBatch(recovered(streamEvent(...blocks)), consumer, 100)).resolves.toMatchObject({
      batchItemFailures: failedAt(index),
      failure: { code: outOfTimeCode },
    });
    expect(consumer.store).not.toHaveBeenCalled();
  });

  it('throws the error of the ledger: nothing is acknowledged without a receipt', async () => {
    const consumer = fakeConsumer();
    consumer.ledger.mockRejectedValue(new Error('SlowDown'));
    await expect(consumeBatch(recovered(streamEvent(...blocks)), consumer, enoughMillis)).rejects.toThrow(
      'SlowDown',
    );
  });

  it('gives Lambda no reason, and an unknown marker is one of Lambda', async () => {
    const accept = failing(new SinkUnavailableError('disk full'), sequenceNumberOf(0));
    const event = { ...streamEvent(...blocks), headwatersRecovery: { kind: 'other' } };
    await expect(consumeBatch(event, fakeConsumer({ accept }), enoughMillis)).resolves.toEqual({
      batchItemFailures: failedAt(0),
    });
  });
});
