import { parseQuarantinedRecord } from '@headwaters/pipeline-contract';
import { FakeS3, failingS3, serviceError } from '@headwaters/test-kit/fake-s3';
import { describe, expect, it, jest } from '@jest/globals';
import { s3Quarantine, type RejectedRecord } from '../../src/failure/quarantine.js';
import type { Ledger } from '../../src/ledger/ledger.js';
import { readStreamRecord } from '../../src/record/stream-record.js';
import { sequenceNumberOf, streamEventRecord } from '../events/stream-event.js';
import { blocksOf, framedBlocksOf } from '../fakes/blocks-of.js';
import { deliveryOf, deliveryOfRun } from '../fakes/delivery-of.js';
import { sentRecords, streamRecordsOf } from '../fakes/wire-entries.js';

const source = { bucket: 'uploads', key: 'notes.txt', versionId: 'v1' };
const reason = { kind: 'permanent', code: 'HEADWATERS_SINK_REFUSED', message: 'no such table' } as const;
const key = `quarantine/audit/at=2026-11-23/records/shardId-000000000000/${sequenceNumberOf(0)}.json`;

function rejected(data: Uint8Array): RejectedRecord {
  const { carried } = deliveryOf(data);
  return { record: readStreamRecord(streamEventRecord(data)), reason, carried };
}

function quarantineIn(s3: FakeS3, ledger?: Ledger) {
  const now = () => Date.parse('2026-11-23T01:02:03Z');
  return s3Quarantine(s3.client, { bucket: 'failures', consumer: 'audit', ledger, now });
}

const stored = (s3: FakeS3) => parseQuarantinedRecord(String(s3.objects.get(`failures/${key}`)?.body));

const [block = Buffer.alloc(0)] = blocksOf(source, 'one\ntwo\n');

describe('s3Quarantine', () => {
  it('stores the Kinesis record with its position, arrival, reason, object and range', async () => {
    const s3 = new FakeS3();
    await quarantineIn(s3)(rejected(block));
    expect(stored(s3)).toEqual({
      quarantineVersion: 1,
      consumer: 'audit',
      at: '2026-11-23T01:02:03.000Z',
      reason,
      stream: 'records',
      shardId: 'shardId-000000000000',
      sequenceNumber: sequenceNumberOf(0),
      partitionKey: '562adff38c28fdea05ffc7cb49442377b37f40057ccd2b51378000baf533bb54',
      arrivedAt: '2026-11-23T00:00:00.123Z',
      source,
      offset: 0,
      endOffset: 8,
      data: Buffer.from(block).toString('base64'),
    });
  });

  it('stores one without a block without object and range, and writes no receipt', async () => {
    const s3 = new FakeS3();
    const ledger = jest.fn<Ledger>().mockResolvedValue();
    await quarantineIn(s3, ledger)(rejected(Buffer.from('foreign')));
    expect(stored(s3)).not.toHaveProperty('source');
    expect(ledger).not.toHaveBeenCalled();
  });

  it('stores data that is not base64 as it was received', async () => {
    const s3 = new FakeS3();
    const record = { ...rejected(block).record, data: 'not base64' };
    await quarantineIn(s3)({ record, reason, carried: undefined });
    expect(Buffer.from(stored(s3)?.data ?? '', 'base64').toString()).toBe('not base64');
  });

  it('writes a receipt with the reason after the object is stored', async () => {
    const s3 = new FakeS3();
    const storedBefore: boolean[] = [];
    const ledger = jest.fn<Ledger>().mockImplementation(() => {
      storedBefore.push(stored(s3) !== undefined);
      return Promise.resolve();
    });
    await quarantineIn(s3, ledger)(rejected(block));
    expect(storedBefore).toEqual([true]);
    const { code, message } = reason;
    expect(ledger.mock.calls).toEqual([
      [
        {
          source,
          outcome: 'quarantined',
          offset: 0,
          endOffset: 8,
          isLast: true,
          recordCount: 2,
          reason: { code, message },
        },
      ],
    ]);
  });

  it('writes a receipt for a part with its range and index', async () => {
    const ledger = jest.fn<Ledger>().mockResolvedValue();
    const [, second = Buffer.alloc(0)] = framedBlocksOf(source, 'a1\nb1\na2\n');
    const s3 = new FakeS3();
    await quarantineIn(s3, ledger)(rejected(second));
    expect(stored(s3)).toMatchObject({ source, offset: 0, endOffset: 9 });
    expect(ledger.mock.calls).toMatchObject([
      [
        {
          outcome: 'quarantined',
          ranges: [],
          divided: [{ offset: 0, endOffset: 9, count: 2, indexes: [1] }],
        },
      ],
    ]);
  });

  it('writes no receipt and throws if the object can not be stored', async () => {
    const ledger = jest.fn<Ledger>().mockResolvedValue();
    const quarantine = quarantineIn(failingS3(serviceError('AccessDenied', 403)), ledger);
    await expect(quarantine(rejected(block))).rejects.toThrow('AccessDenied');
    expect(ledger).not.toHaveBeenCalled();
  });

  it('throws if the receipt can not be written', async () => {
    const ledger = jest.fn<Ledger>().mockRejectedValue(new Error('SlowDown'));
    await expect(quarantineIn(new FakeS3(), ledger)(rejected(block))).rejects.toThrow('SlowDown');
  });

  it.each(['kpl', 'plain'] as const)('%s: stores object and range, and writes a receipt', async (wire) => {
    const sent = sentRecords(wire, source, 'one\r\ntwo\n', { terminator: 'remove' });
    const [record] = streamRecordsOf(sent);
    if (record === undefined) throw new Error('no record');
    const s3 = new FakeS3();
    const ledger = jest.fn<Ledger>().mockResolvedValue();
    const { carried } = deliveryOfRun([record], source);
    await quarantineIn(s3, ledger)({ record, reason, carried });
    const endOffset = wire === 'kpl' ? 9 : 5;
    expect(stored(s3)).toMatchObject({ source, offset: 0, endOffset, partitionKey: record.partitionKey });
    expect(ledger.mock.calls).toMatchObject([[{ source, outcome: 'quarantined', offset: 0, endOffset }]]);
  });

  it('stores records of the same sequence number separately', async () => {
    const s3 = new FakeS3();
    const { record } = rejected(Buffer.from('x'));
    for (const sibling of ['a1', 'b2']) {
      await quarantineIn(s3)({ record: { ...record, sibling }, reason, carried: undefined });
    }
    const keys = [...s3.objectsIn('failures').keys()];
    expect(keys).toEqual(['a1', 'b2'].map((sibling) => key.replace('.json', `-${sibling}.json`)));
  });
});
