import { describe, expect, it } from '@jest/globals';
import { serviceError } from '@headwaters/test-kit/fake-s3';
import { consumeBatch } from '../../src/batch/consume-batch.js';
import { SinkRefusalError, SinkUnavailableError } from '../../src/errors.js';
import { sequenceNumberOf, streamEvent } from '../events/stream-event.js';
import { blocksOf } from '../fakes/blocks-of.js';
import { enoughMillis, failing, fakeConsumer } from '../fakes/fake-consumer.js';

const source = { bucket: 'uploads', key: 'notes.txt', versionId: 'v1' };
/** Five blocks. */
const blocks = blocksOf(source, 'a line\n'.repeat(700));
const corrupt = Buffer.from(blocks[0] ?? []).subarray(0, -1);
const sequenceNumbers = blocks.map((_, index) => sequenceNumberOf(index));
const unavailable = new SinkUnavailableError('disk full');

describe('consumeBatch', () => {
  it('passes every Kinesis record to the sink, in order, and reports no failure', async () => {
    const consumer = fakeConsumer();
    await expect(consumeBatch(streamEvent(...blocks), consumer, enoughMillis)).resolves.toEqual({
      batchItemFailures: [],
    });
    expect(consumer.accepted).toEqual(sequenceNumbers);
    expect(consumer.reportCounts.mock.calls).toEqual([
      [
        {
          blocksAccepted: 5,
          recordsAccepted: 700,
          bytesAccepted: 4_900,
          blocksQuarantined: 0,
          blocksFailed: 0,
        },
      ],
    ]);
  });

  it('stops at the first Kinesis record that the sink can not accept now, and reports only that one', async () => {
    const consumer = fakeConsumer({ accept: failing(unavailable, sequenceNumberOf(2), sequenceNumberOf(3)) });
    await expect(consumeBatch(streamEvent(...blocks), consumer, enoughMillis)).resolves.toEqual({
      batchItemFailures: [{ itemIdentifier: sequenceNumberOf(2) }],
    });
    expect(consumer.accepted).toEqual([sequenceNumberOf(0), sequenceNumberOf(1)]);
    expect(consumer.reportCounts).toHaveBeenCalledWith(
      expect.objectContaining({ blocksAccepted: 2, blocksFailed: 1 }),
    );
    expect(consumer.store).not.toHaveBeenCalled();
  });

  it('logs the failure with its sequence number and error', async () => {
    const consumer = fakeConsumer({ accept: failing(unavailable, sequenceNumberOf(0)) });
    await consumeBatch(streamEvent(...blocks), consumer, enoughMillis);
    expect(consumer.logger.error.mock.calls).toEqual([
      [expect.any(String), { sequenceNumber: sequenceNumberOf(0), error: unavailable }],
    ]);
  });

  it('counts a Kinesis record that is not a block as one record', async () => {
    const consumer = fakeConsumer();
    await consumeBatch(streamEvent(Buffer.from('plain')), consumer, enoughMillis);
    expect(consumer.reportCounts).toHaveBeenCalledWith(
      expect.objectContaining({ blocksAccepted: 1, recordsAccepted: 1, bytesAccepted: 5 }),
    );
  });

  it('writes one ledger entry per object of what it accepted before the failure', async () => {
    const consumer = fakeConsumer({ accept: failing(unavailable, sequenceNumberOf(3)) });
    await consumeBatch(streamEvent(...blocks), consumer, enoughMillis);
    expect(consumer.ledger.mock.calls.map(([entry]) => entry)).toEqual([
      { source, outcome: 'accepted', offset: 0, endOffset: 3_073, isLast: false, recordCount: 439 },
    ]);
  });

  it('throws the error of the ledger: nothing is acknowledged without a receipt', async () => {
    const consumer = fakeConsumer();
    consumer.ledger.mockRejectedValue(new Error('SlowDown'));
    await expect(consumeBatch(streamEvent(...blocks), consumer, enoughMillis)).rejects.toThrow('SlowDown');
  });

  it.each([
    null,
    {},
    { Records: 'x' },
    { Records: [{}] },
    { Records: [{ kinesis: { sequenceNumber: '' } }] },
  ])('rejects %j without calling the sink', async (event) => {
    const consumer = fakeConsumer();
    await expect(consumeBatch(event, consumer, enoughMillis)).rejects.toMatchObject({
      code: 'HEADWATERS_STREAM_EVENT_INVALID',
    });
    expect(consumer.accepted).toEqual([]);
  });

  it('reports a record of the event without a readable position, which it can not quarantine', async () => {
    const event = streamEvent(...blocks);
    const records = event.Records.map((record, index) =>
      index === 1 ? { ...record, eventID: 'x' } : record,
    );
    const consumer = fakeConsumer({ ageSeconds: 100_000 });
    await expect(consumeBatch({ Records: records }, consumer, enoughMillis)).resolves.toEqual({
      batchItemFailures: [{ itemIdentifier: sequenceNumberOf(1) }],
    });
    expect(consumer.accepted).toEqual([sequenceNumberOf(0)]);
    expect(consumer.store).not.toHaveBeenCalled();
  });

  describe('a Kinesis record that can never be accepted', () => {
    const others = sequenceNumbers.toSpliced(2, 1);

    it('is quarantined between two neighbours, which the sink accepts in order', async () => {
      const consumer = fakeConsumer();
      const event = streamEvent(...blocks.toSpliced(2, 1, corrupt));
      await expect(consumeBatch(event, consumer, enoughMillis)).resolves.toEqual({ batchItemFailures: [] });
      expect(consumer.accepted).toEqual(others);
      expect(consumer.store.mock.calls).toEqual([
        [
          {
            record: expect.objectContaining({
              sequenceNumber: sequenceNumberOf(2),
              data: corrupt.toString('base64'),
            }),
            reason: { kind: 'permanent', code: 'HEADWATERS_RECORD_CORRUPT', message: expect.any(String) },
            block: undefined,
          },
        ],
      ]);
      expect(consumer.reportCounts).toHaveBeenCalledWith(
        expect.objectContaining({ blocksAccepted: 4, blocksQuarantined: 1, blocksFailed: 0 }),
      );
    });

    it('is quarantined with its block if the sink refuses it', async () => {
      const refusal = new SinkRefusalError('no such table');
      const consumer = fakeConsumer({ accept: failing(refusal, sequenceNumberOf(2)) });
      await expect(consumeBatch(streamEvent(...blocks), consumer, enoughMillis)).resolves.toEqual({
        batchItemFailures: [],
      });
      expect(consumer.accepted).toEqual(others);
      expect(consumer.store.mock.calls).toMatchObject([
        [
          {
            reason: { kind: 'permanent', code: 'HEADWATERS_SINK_REFUSED', message: 'no such table' },
            carried: { source, offset: 2_051 },
          },
        ],
      ]);
    });

    it('is not part of the receipt for what was accepted', async () => {
      const consumer = fakeConsumer();
      await consumeBatch(streamEvent(...blocks.toSpliced(1, 1, corrupt)), consumer, enoughMillis);
      const [[entry] = []] = consumer.ledger.mock.calls;
      expect(entry?.ranges).toEqual([
        [0, 1_029],
        [2_051, 4_900],
      ]);
    });

    it('is reported, and nothing after it is acknowledged, if it can not be stored', async () => {
      const consumer = fakeConsumer();
      consumer.store.mockRejectedValue(serviceError('SlowDown', 503));
      const event = streamEvent(...blocks.toSpliced(2, 1, corrupt));
      await expect(consumeBatch(event, consumer, enoughMillis)).resolves.toEqual({
        batchItemFailures: [{ itemIdentifier: sequenceNumberOf(2) }],
      });
      expect(consumer.accepted).toEqual([sequenceNumberOf(0), sequenceNumberOf(1)]);
      expect(consumer.logger.error.mock.calls).toMatchObject([
        [
          expect.any(String),
          { error: { code: 'HEADWATERS_QUARANTINE_FAILED', cause: { name: 'SlowDown' } } },
        ],
      ]);
    });

    it('is reported like any other failure without a failures bucket', async () => {
      const consumer = fakeConsumer({ quarantines: false, ageSeconds: 100_000 });
      await expect(consumeBatch(streamEvent(corrupt), consumer, enoughMillis)).resolves.toEqual({
        batchItemFailures: [{ itemIdentifier: sequenceNumberOf(0) }],
      });
    });
  });

  describe('a failure of unknown kind', () => {
    const accept = failing(new TypeError('x is not a function'), sequenceNumberOf(1));

    it('is reported while the Kinesis record is 3,599 seconds old', async () => {
      const consumer = fakeConsumer({ accept, ageSeconds: 3_599 });
      await expect(consumeBatch(streamEvent(...blocks), consumer, enoughMillis)).resolves.toEqual({
        batchItemFailures: [{ itemIdentifier: sequenceNumberOf(1) }],
      });
      expect(consumer.store).not.toHaveBeenCalled();
    });

    it.each([3_600, 3_601])(
      'is quarantined when the Kinesis record is %i seconds old',
      async (ageSeconds) => {
        const consumer = fakeConsumer({ accept, ageSeconds });
        await expect(consumeBatch(streamEvent(...blocks), consumer, enoughMillis)).resolves.toEqual({
          batchItemFailures: [],
        });
        expect(consumer.store.mock.calls).toMatchObject([
          [{ reason: { kind: 'unknown', code: 'TypeError', message: 'x is not a function' } }],
        ]);
        expect(consumer.accepted).toEqual(sequenceNumbers.toSpliced(1, 1));
      },
    );
  });

  it.each([3_599, 3_600])(
    'treats a thrown value that is no Error like any other, at %i seconds',
    async (ageSeconds) => {
      const accept = () => {
        // Throws the string.
        AbortSignal.abort('secret').throwIfAborted();
      };
      const consumer = fakeConsumer({ accept, ageSeconds });
      const response = await consumeBatch(streamEvent(...blocks.slice(0, 1)), consumer, enoughMillis);
      const message = 'The sink threw a string instead of an Error';
      if (ageSeconds === 3_600) {
        expect(consumer.store.mock.calls).toMatchObject([
          [{ reason: { kind: 'unknown', code: 'Error', message } }],
        ]);
      } else {
        expect(response).toEqual({ batchItemFailures: [{ itemIdentifier: sequenceNumberOf(0) }] });
        expect(consumer.logger.error.mock.calls).toMatchObject([
          [expect.any(String), { error: { message } }],
        ]);
      }
    },
  );

  it('fails a Kinesis record for which the sink can not say the lane, without calling the sink', async () => {
    const laneOf = () => {
      throw new TypeError('x is not a function');
    };
    const consumer = fakeConsumer({ laneOf });
    await expect(consumeBatch(streamEvent(...blocks), consumer, enoughMillis)).resolves.toEqual({
      batchItemFailures: [{ itemIdentifier: sequenceNumberOf(0) }],
    });
    expect(consumer.accepted).toEqual([]);
  });

  it('reports a passing failure at any age', async () => {
    const accept = failing(serviceError('AccessDenied', 403), sequenceNumberOf(0));
    const consumer = fakeConsumer({ accept, ageSeconds: 259_200 });
    await expect(consumeBatch(streamEvent(...blocks), consumer, enoughMillis)).resolves.toEqual({
      batchItemFailures: [{ itemIdentifier: sequenceNumberOf(0) }],
    });
    expect(consumer.store).not.toHaveBeenCalled();
  });
});
