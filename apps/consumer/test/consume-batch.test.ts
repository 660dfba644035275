import { describe, expect, it, jest } from '@jest/globals';
import { consumeBatch } from '../src/consume-batch.js';
import type { Delivery } from '../src/delivery.js';
import { SinkRefusalError } from '../src/errors.js';
import type { Ledger } from '../src/ledger.js';
import type { Tally } from '../src/tally.js';
import { sequenceNumberOf, streamEvent } from './events/stream-event.js';
import { blocksOf } from './fakes/blocks-of.js';

const source = { bucket: 'uploads', key: 'notes.txt', versionId: 'v1' };
const blocks = blocksOf(source, 'a line\n'.repeat(700));
const corrupt = Buffer.from(blocks[0] ?? []).subarray(0, -1);

/** A consumer whose sink takes everything but the deliveries with these sequence numbers. */
function consumerFailing(failing: readonly string[], error: Error) {
  const accepted: string[] = [];
  const accept = ({ sequenceNumber }: Delivery) => {
    if (failing.includes(sequenceNumber)) return Promise.reject(error);
    accepted.push(sequenceNumber);
    return Promise.resolve();
  };
  const report = jest.fn<(tally: Tally) => void>();
  const ledger = jest.fn<Ledger>().mockResolvedValue();
  return { sink: { accept }, logger: { error: jest.fn() }, ledger, report, accepted };
}

const consumerRefusing = (...failing: string[]) => consumerFailing(failing, new Error('disk full'));

describe('consumeBatch', () => {
  it('gives every record to the sink, in order, and reports no failure', async () => {
    const consumer = consumerRefusing();
    await expect(consumeBatch(streamEvent(...blocks), consumer)).resolves.toEqual({ batchItemFailures: [] });
    expect(consumer.accepted).toEqual(blocks.map((_, index) => sequenceNumberOf(index)));
    expect(consumer.report.mock.calls).toEqual([
      [{ blocksAccepted: blocks.length, recordsAccepted: 700, bytesAccepted: 4_900, blocksFailed: 0 }],
    ]);
  });

  it('stops at the first record that the sink does not take, and reports that one alone', async () => {
    const consumer = consumerRefusing(sequenceNumberOf(2), sequenceNumberOf(3));
    await expect(consumeBatch(streamEvent(...blocks), consumer)).resolves.toEqual({
      batchItemFailures: [{ itemIdentifier: sequenceNumberOf(2) }],
    });
    expect(consumer.accepted).toEqual([sequenceNumberOf(0), sequenceNumberOf(1)]);
    expect(consumer.report).toHaveBeenCalledWith(
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

  it('logs the failure with its sequence number and cause, without payload', async () => {
    const consumer = consumerRefusing(sequenceNumberOf(0));
    await consumeBatch(streamEvent(...blocks), consumer);
    expect(consumer.logger.error.mock.calls).toEqual([
      [expect.any(String), { sequenceNumber: sequenceNumberOf(0), error: new Error('disk full') }],
    ]);
  });

  it('counts a record that is not a block as one record', async () => {
    const consumer = consumerRefusing();
    await consumeBatch(streamEvent(Buffer.from('plain')), consumer);
    expect(consumer.report).toHaveBeenCalledWith(
      expect.objectContaining({ blocksAccepted: 1, recordsAccepted: 1, bytesAccepted: 5 }),
    );
  });

  it('writes down what it accepted up to the failure, one entry an object, before it answers', async () => {
    const consumer = consumerRefusing(sequenceNumberOf(3));
    await consumeBatch(streamEvent(...blocks), consumer);
    expect(consumer.ledger.mock.calls.map(([entry]) => entry)).toEqual([
      { source, outcome: 'accepted', offset: 0, endOffset: 3_073, isLast: false, recordCount: 439 },
    ]);
  });

  it('fails as a whole if the ledger does: what is acknowledged is always written down', async () => {
    const consumer = consumerRefusing();
    consumer.ledger.mockRejectedValue(new Error('SlowDown'));
    await expect(consumeBatch(streamEvent(...blocks), consumer)).rejects.toThrow('SlowDown');
  });

  it('throws when the first of several can never be accepted, so that Lambda splits it off', async () => {
    const consumer = consumerRefusing();
    await expect(consumeBatch(streamEvent(corrupt, ...blocks), consumer)).rejects.toMatchObject({
      code: 'HEADWATERS_RECORD_POISON',
      cause: { code: 'HEADWATERS_RECORD_CORRUPT' },
    });
    expect(consumer.accepted).toEqual([]);
  });

  it('takes the word of the sink for it that a record can never be accepted', async () => {
    const consumer = consumerFailing([sequenceNumberOf(0)], new SinkRefusalError('Its source is gone'));
    await expect(consumeBatch(streamEvent(...blocks), consumer)).rejects.toMatchObject({
      code: 'HEADWATERS_RECORD_POISON',
    });
  });

  it('reports a record that can never be accepted once it is alone, so that it alone is given up', async () => {
    await expect(consumeBatch(streamEvent(corrupt), consumerRefusing())).resolves.toEqual({
      batchItemFailures: [{ itemIdentifier: sequenceNumberOf(0) }],
    });
  });

  it('does not split a batch for a failure that may pass', async () => {
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
  ])('throws on %j, before the sink gets anything', async (event) => {
    await expect(consumeBatch(event, consumerRefusing())).rejects.toMatchObject({
      code: 'HEADWATERS_STREAM_EVENT_INVALID',
    });
  });
});
