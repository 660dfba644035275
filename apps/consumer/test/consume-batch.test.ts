import { describe, expect, it, jest } from '@jest/globals';
import { consumeBatch } from '../src/consume-batch.js';
import type { Delivery } from '../src/delivery/delivery.js';
import type { Tally } from '../src/tally/tally.js';
import { sequenceNumberOf, streamEvent } from './events/stream-event.js';
import { blocksOf } from './fakes/blocks-of.js';

const source = { bucket: 'uploads', key: 'notes.txt', versionId: 'v1' };
const blocks = blocksOf(source, 'a line\n'.repeat(700));
const corrupt = Buffer.from(blocks[0] ?? []).subarray(0, -1);

/** A consumer whose sink takes everything but the deliveries with these sequence numbers. */
function consumerRefusing(...refused: string[]) {
  const accepted: string[] = [];
  const accept = ({ sequenceNumber }: Delivery) => {
    if (refused.includes(sequenceNumber)) return Promise.reject(new Error('disk full'));
    accepted.push(sequenceNumber);
    return Promise.resolve();
  };
  const report = jest.fn<(tally: Tally) => void>();
  return { sink: { accept }, logger: { error: jest.fn() }, report, accepted };
}

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
