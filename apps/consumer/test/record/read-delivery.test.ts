import { describe, expect, it } from '@jest/globals';
import { readDelivery } from '../../src/record/read-delivery.js';
import { readStreamRecord } from '../../src/record/stream-record.js';
import { sequenceNumberOf, streamEventRecord } from '../events/stream-event.js';
import { blocksOf } from '../fakes/blocks-of.js';

const source = { bucket: 'uploads', key: 'notes.txt', versionId: 'v1' };
const [block = Buffer.alloc(0)] = blocksOf(source, 'one\ntwo\n');

const deliver = (eventRecord: unknown) => readDelivery([readStreamRecord(eventRecord)], undefined);

describe('readDelivery', () => {
  it('returns the block and its position in the stream', async () => {
    const delivery = await deliver(streamEventRecord(block, 7));
    expect(delivery).toMatchObject({
      stream: 'records',
      shardId: 'shardId-000000000000',
      sequenceNumber: sequenceNumberOf(7),
      record: { profile: 'block', block: { source, offset: 0, recordCount: 2 } },
    });
    expect(Buffer.from(delivery.data)).toEqual(Buffer.from(block));
  });

  it('returns the name of the stream if the event has the ARN of a consumer with enhanced fan-out', async () => {
    const eventRecord = streamEventRecord(block);
    const eventSourceARN = `${eventRecord.eventSourceARN}/consumer/archive:1795392000`;
    expect((await deliver({ ...eventRecord, eventSourceARN })).stream).toBe('records');
  });

  it('returns data that is not a block unchanged', async () => {
    const { record } = await deliver(streamEventRecord(Buffer.from('plain')));
    expect(record).toEqual({ profile: 'plain', bytes: Buffer.from('plain') });
  });

  it('rejects a block with a corrupt byte', async () => {
    const damaged = Buffer.from(block);
    damaged.writeUInt8(damaged.readUInt8(damaged.length - 10) ^ 1, damaged.length - 10);
    await expect(deliver(streamEventRecord(damaged))).rejects.toThrow(
      expect.objectContaining({ name: 'CorruptRecordError' }),
    );
  });

  it.each(['secret', 'c2VjcmV0!', 'c2Vj cmV0', 'c2VjcmV'])(
    'rejects data that is not base64: %s',
    async (data) => {
      const record = streamEventRecord(block);
      const broken = { ...record, kinesis: { ...record.kinesis, data } };
      await expect(deliver(broken)).rejects.toThrow(/not base64/);
    },
  );

  it.each([
    ['null', null, /it must be an object/],
    [
      'a record without kinesis',
      { ...streamEventRecord(block), kinesis: undefined },
      /kinesis must be an object/,
    ],
    ['another event id', { ...streamEventRecord(block), eventID: 'secret' }, /eventID must be shardId-/],
    [
      'another source',
      { ...streamEventRecord(block), eventSourceARN: 'secret' },
      /must be the ARN of a stream/,
    ],
  ])('rejects %s and never quotes it', (_, record, message) => {
    expect(() => deliver(record)).toThrow(message);
    expect(() => deliver(record)).not.toThrow(/secret/);
  });
});
