import { describe, expect, it, jest } from '@jest/globals';
import { consumeBatch } from '../src/consume-batch.js';
import type { Delivery } from '../src/delivery.js';
import { SinkRefusalError } from '../src/errors.js';
import type { Ledger } from '../src/ledger.js';
import type { InvocationCounts } from '../src/invocation-counts.js';
import { sequenceNumberOf, streamEvent } from './events/stream-event.js';
import { blocksOf } from './fakes/blocks-of.js';

const source = { bucket: 'uploads', key: 'notes.txt', versionId: 'v1' };
const blocks = blocksOf(source, 'a line\n'.repeat(700));
const corrupt = Buffer.from(blocks[0] ?? []).subarray(0, -1);

/** A consumer whose sink accepts everything but the deliveries with these sequence numbers. */
function consumerFailing(failing: readonly string[], error: Error) {
  const accepted: string[] = [];
  const accept = ({ sequenceNumber }: Delivery) => {
    if (failing.includes(sequenceNumber)) return Promise.reject(error);
    accepted.push(sequenceNumber);
    return Promise.resolve();
  };
  const reportCounts = jest.fn<(counts: InvocationCounts) => void>();
  const ledger = jest.fn<Ledger>().mockResolvedValue();
  return { sink: { accept }, logger: { error: jest.fn() }, ledger, reportCounts, accepted };
}

const consumerRefusing = (...failing: string[]) => consumerFailing(failing, new Error('disk full'));

describe('consumeBatch', () => {
  it('passes every Kinesis record to the sink, in order, and reports no failure', async () => {
    const consumer = consumerRefusing();
    await expect(consumeBatch(streamEvent(...blocks), consumer)).resolves.toEqual({ batchItemFailures: [] });
    expect(consumer.accepted).toEqual(blocks.map((_, index) => sequenceNumberOf(index)));
    expect(consumer.reportCounts.mock.calls).toEqual([
      [{ blocksAccepted: blocks.length, recordsAccepted: 700, bytesAccepted: 4_900, blocksFailed: 0 }],
    ]);
  });

  it('stops at the first Kinesis record that the sink does not accept, and reports only that one', async () => {
    const consumer = consumerRefusing(sequenceNumberOf(2), sequenceNumberOf(3));
    await expect(consumeBatch(streamEvent(...blocks), consumer)).resolves.toEqual({
      batchItemFailures: [{ itemIdentifier: sequenceNumberOf(2) }],
    });
    expect(consumer.accepted).toEqual([sequenceNumberOf(0), sequenceNumberOf(1)]);
    expect(consumer.reportCounts).toHaveBeenCalledWith(
      expect.objectContaining({ blocksAccepted: 2, blocksFailed: 1 }),
    );
  });

  it('stops at a block whose last byte is missing', async () => {
    const consumer = consumerRefusing();
    const event = streamEvent(...blocks.slice(0, 1), corrupt, ...blocks.slice(1));
    await expect(consumeBatch(event, consumer)).resolves.toEqual({
      batchItemFailures: [{ itemIdentifier: sequenceNumberOf(1) }],
    });
    expect(consumer.accepted).toEqual([sequenceNumberOf(0)]);
  });

  it('logs the failure with its sequence number and error', async () => {
    const consumer = consumerRefusing(sequenceNumberOf(0));
    await consumeBatch(streamEvent(...blocks), consumer);
    expect(consumer.logger.error.mock.calls).toEqual([
      [expect.any(String), { sequenceNumber: sequenceNumberOf(0), error: new Error('disk full') }],
    ]);
  });

  it('counts a Kinesis record that is not a block as one record', async () => {
    const consumer = consumerRefusing();
    await consumeBatch(streamEvent(Buffer.from('plain')), consumer);
    expect(consumer.reportCounts).toHaveBeenCalledWith(
      expect.objectContaining({ blocksAccepted: 1, recordsAccepted: 1, bytesAccepted: 5 }),
    );
  });

  it('writes one ledger entry per object of what it accepted before the failure', async () => {
    const consumer = consumerRefusing(sequenceNumberOf(3));
    await consumeBatch(streamEvent(...blocks), consumer);
    expect(consumer.ledger.mock.calls.map(([entry]) => entry)).toEqual([
      { source, outcome: 'accepted', offset: 0, endOffset: 3_073, isLast: false, recordCount: 439 },
    ]);
  });

  it('throws the error of the ledger: nothing is acknowledged without a receipt', async () => {
    const consumer = consumerRefusing();
    consumer.ledger.mockRejectedValue(new Error('SlowDown'));
    await expect(consumeBatch(streamEvent(...blocks), consumer)).rejects.toThrow('SlowDown');
  });

  it('throws PoisonError if the first of several can never be accepted, so that Lambda splits the batch', async () => {
    const consumer = consumerRefusing();
    await expect(consumeBatch(streamEvent(corrupt, ...blocks), consumer)).rejects.toMatchObject({
      code: 'HEADWATERS_RECORD_POISON',
      cause: { code: 'HEADWATERS_RECORD_CORRUPT' },
    });
    expect(consumer.accepted).toEqual([]);
  });

  it('throws PoisonError if the sink throws SinkRefusalError for the first of several', async () => {
    const consumer = consumerFailing([sequenceNumberOf(0)], new SinkRefusalError('Its source is gone'));
    await expect(consumeBatch(streamEvent(...blocks), consumer)).rejects.toMatchObject({
      code: 'HEADWATERS_RECORD_POISON',
    });
  });

  it('reports a Kinesis record that can never be accepted if it is alone, so that only it is dead-lettered', async () => {
    await expect(consumeBatch(streamEvent(corrupt), consumerRefusing())).resolves.toEqual({
      batchItemFailures: [{ itemIdentifier: sequenceNumberOf(0) }],
    });
  });

  it('does not split a batch for a transient failure', async () => {
    const consumer = consumerRefusing(sequenceNumberOf(0));
    await expect(consumeBatch(streamEvent(...blocks), consumer)).resolves.toEqual({
      batchItemFailures: [{ itemIdentifier: sequenceNumberOf(0) }],
    });
  });

  it.each([
    null,
    {},
    { Records: 'x' },
    { Records: [{}] },
    { Records: [{ kinesis: { sequenceNumber: '' } }] },
  ])('rejects %j without calling the sink', async (event) => {
    await expect(consumeBatch(event, consumerRefusing())).rejects.toMatchObject({
      code: 'HEADWATERS_STREAM_EVENT_INVALID',
    });
  });
});
