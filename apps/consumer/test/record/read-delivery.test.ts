import { describe, expect, it } from '@jest/globals';
import { readDelivery } from '../../src/record/read-delivery.js';
import type { Run } from '../../src/record/plain-runs.js';
import { readStreamRecord } from '../../src/record/stream-record.js';
import { sequenceNumberOf, streamEventRecord } from '../events/stream-event.js';
import { blocksOf } from '../fakes/blocks-of.js';
import { sentRecords, streamRecordsOf, wires } from '../fakes/wire-entries.js';

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

describe('readDelivery, of any wire', () => {
  const text = 'one\r\ntwo\n\nlast';
  const known = (): Promise<typeof source> => Promise.resolve(source);
  const runOf = (...options: Parameters<typeof sentRecords>) => streamRecordsOf(sentRecords(...options));
  const read = (run: readonly unknown[], findSource?: typeof known) =>
    readDelivery(run as unknown as Run, findSource);

  it.each(wires)('%s: has the same range, bytes and records', async (wire) => {
    for (const terminator of ['keep', 'remove'] as const) {
      const delivery = await read(runOf(wire, source, text, { terminator }), known);
      const { carried } = delivery;
      expect(carried).toMatchObject({ wire, source, offset: 0, rawLength: 14, recordCount: 4 });
      expect(Buffer.from(carried?.bytes() ?? []).toString()).toBe(text);
      const found = [...delivery.records()].map(({ id, bytes, offset }) => [
        id,
        Buffer.from(bytes).toString(),
        offset,
      ]);
      expect(found).toEqual([
        ['uploads/notes.txt@v1#0', 'one', 0],
        ['uploads/notes.txt@v1#5', 'two', 5],
        ['uploads/notes.txt@v1#9', '', 9],
        ['uploads/notes.txt@v1#10', 'last', 10],
      ]);
    }
  });

  it('plain: is a run of 4 Kinesis records, at the position of the first; each record has its own sequence number', async () => {
    const delivery = await read(runOf('plain', source, text), known);
    expect(delivery).toMatchObject({ sequenceNumber: sequenceNumberOf(0), kinesisRecordCount: 4 });
    const numbers = [...delivery.records()].map(({ sequenceNumber }) => sequenceNumber);
    expect(numbers).toEqual([0, 1, 2, 3].map(sequenceNumberOf));
  });

  it.each([
    ['is not known', () => Promise.resolve(undefined)],
    ["can't be looked up, without a ledger", undefined],
  ])('plain: is foreign if the object %s', async (_, findSource) => {
    const [record] = runOf('plain', source, text);
    const delivery = await read([record], findSource as typeof known | undefined);
    expect(delivery.carried).toBeUndefined();
    expect([...delivery.records()]).toEqual([
      { id: sequenceNumberOf(0), bytes: Buffer.from('one\r\n'), sequenceNumber: sequenceNumberOf(0) },
    ]);
  });

  it('plain: rejects a run of an unknown object: each of its Kinesis records is a foreign record', async () => {
    await expect(read(runOf('plain', source, text), undefined)).rejects.toMatchObject({
      code: 'HEADWATERS_STREAM_EVENT_INVALID',
    });
  });

  it('plain: throws the error of the lookup, so that the Kinesis record is delivered again', async () => {
    const denied = () => Promise.reject(new Error('AccessDenied'));
    await expect(read(runOf('plain', source, text), denied)).rejects.toThrow('AccessDenied');
  });

  it('kpl: part of a divided range', async () => {
    const records = runOf('kpl', source, 'a1\nb1\na2\n', { divided: true });
    const { carried } = await read(records.slice(0, 1));
    expect(carried?.part).toMatchObject({ index: 0, count: 2, rangeOffset: 0, rangeLength: 9 });
    expect(Buffer.from(carried?.bytes() ?? []).toString()).toBe('a1\na2\n');
  });

  it('asks for no object of blocks, aggregates and foreign records', async () => {
    const failing = () => Promise.reject(new Error('asked'));
    for (const wire of ['block', 'kpl'] as const) {
      expect((await read(runOf(wire, source, text), failing)).carried?.source).toEqual(source);
    }
    expect(
      (await read(streamRecordsOf([{ partitionKey: 'key', data: Buffer.from('x') }]), failing)).carried,
    ).toBe(undefined);
  });

  it('rejects a run in which a Kinesis record is not plain: they are then attempted one by one', async () => {
    const [plain] = runOf('plain', source, text);
    const block = runOf('block', source, text);
    await expect(read([plain, ...block], known)).rejects.toMatchObject({
      code: 'HEADWATERS_STREAM_EVENT_INVALID',
    });
  });
});
