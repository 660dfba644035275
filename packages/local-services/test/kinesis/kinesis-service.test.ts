import {
  CreateStreamCommand,
  DeleteStreamCommand,
  PutRecordCommand,
  SplitShardCommand,
  StartStreamEncryptionCommand,
} from '@aws-sdk/client-kinesis';
import type { ShardPosition } from '@headwaters/local-services';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type TestServices, startForTest } from '../start-for-test.js';

const streamName = 'in-process';
const shardId = 'shardId-000000000000';

describe('KinesisService', () => {
  let running: TestServices;

  beforeEach(async () => {
    running = await startForTest({ accountId: '123456789012', region: 'eu-central-1' });
    await running.kinesis.send(new CreateStreamCommand({ StreamName: streamName, ShardCount: 1 }));
  });
  afterEach(() => running.stop());

  const put = (text: string) =>
    running.kinesis.send(
      new PutRecordCommand({ StreamName: streamName, Data: Buffer.from(text), PartitionKey: 'key' }),
    );

  const read = (position: ShardPosition, bounds: { maxRecords?: number; maxBytes?: number } = {}) =>
    running.services.kinesis.readShard({ streamName, shardId, position, ...bounds });

  const readTexts = (...parameters: Parameters<typeof read>) =>
    read(...parameters).records.map(({ data }) => data.toString());

  it('describes a stream, and returns undefined for a missing one', async () => {
    const KeyId = 'alias/aws/kinesis';
    await running.kinesis.send(
      new StartStreamEncryptionCommand({ StreamName: streamName, EncryptionType: 'KMS', KeyId }),
    );
    expect(running.services.kinesis.describe(streamName)).toEqual({
      name: streamName,
      arn: 'arn:aws:kinesis:eu-central-1:123456789012:stream/in-process',
      mode: 'PROVISIONED',
      openShardCount: 1,
      retentionHours: 24,
      encryptionKeyId: KeyId,
    });
    expect(running.services.kinesis.describe('none')).toBeUndefined();
  });

  it('continues after the last record of a page, limited by records or bytes', async () => {
    for (const text of ['1', '2', '3']) await put(text);
    const first = read({ type: 'TRIM_HORIZON' }, { maxRecords: 2 });
    expect(first.records.map(({ data }) => data.toString())).toEqual(['1', '2']);
    const rest = { type: 'AFTER_SEQUENCE_NUMBER', sequenceNumber: first.afterSequenceNumber } as const;
    expect(readTexts(rest)).toEqual(['3']);
    expect(readTexts({ type: 'TRIM_HORIZON' }, { maxBytes: 8 })).toEqual(['1', '2']);
    expect(readTexts({ type: 'TRIM_HORIZON' }, { maxBytes: 1 })).toEqual(['1']);
  });

  it('returns a position for LATEST of an empty shard, from which the next record is read', async () => {
    const { afterSequenceNumber, records } = read({ type: 'LATEST' });
    expect(records).toEqual([]);
    await put('next');
    expect(readTexts({ type: 'AFTER_SEQUENCE_NUMBER', sequenceNumber: afterSequenceNumber })).toEqual([
      'next',
    ]);
  });

  it('returns a record with the sequence number, key and arrival time of its put', async () => {
    const { SequenceNumber } = await put('x');
    const [record] = read({ type: 'TRIM_HORIZON' }).records;
    expect(record).toMatchObject({ sequenceNumber: SequenceNumber, partitionKey: 'key', encrypted: false });
    expect(Math.abs((record?.approximateArrivalMillis ?? 0) - Date.now())).toBeLessThan(60_000);
  });

  it('calls listeners for records and resharding until they are removed', async () => {
    const calls: string[] = [];
    const leave = running.services.kinesis.onRecords(streamName, (id) => calls.push(id));
    await put('x');
    expect(calls).toEqual([shardId]);
    await running.kinesis.send(
      new SplitShardCommand({ StreamName: streamName, ShardToSplit: shardId, NewStartingHashKey: '1000' }),
    );
    expect(calls.slice(1)).toEqual([shardId, 'shardId-000000000001', 'shardId-000000000002']);
    leave();
    await put('y');
    expect(calls).toHaveLength(4);
  });

  it('reports drained only at the end of a closed shard', async () => {
    await put('1');
    await put('2');
    expect(read({ type: 'TRIM_HORIZON' }).drained).toBe(false);
    await running.kinesis.send(
      new SplitShardCommand({ StreamName: streamName, ShardToSplit: shardId, NewStartingHashKey: '1000' }),
    );
    expect(read({ type: 'TRIM_HORIZON' }, { maxRecords: 1 }).drained).toBe(false);
    expect(read({ type: 'TRIM_HORIZON' }, { maxRecords: 2 }).drained).toBe(true);
    expect(running.services.kinesis.shards(streamName)[1]).toMatchObject({ parentShardId: shardId });
  });

  it('counts records, bytes, PUT payload units of 25,000 bytes and KB of each record', async () => {
    for (const bytes of [1, 24_997, 24_998, 50_000]) await put('x'.repeat(bytes));
    expect(running.services.kinesis.statistics(streamName)).toEqual({
      records: 4,
      bytes: 1 + 24_997 + 24_998 + 50_000 + 4 * 3,
      putPayloadUnits: 1 + 1 + 2 + 3,
      kilobytes: 1 + 25 + 25 + 49,
      throttledRecords: 0,
    });
  });

  it('throws ResourceNotFoundException for a missing stream', async () => {
    const notFound = expect.objectContaining({ code: 'ResourceNotFoundException' });
    expect(() => running.services.kinesis.shards('none')).toThrow(notFound);
    await running.kinesis.send(new DeleteStreamCommand({ StreamName: streamName }));
    expect(() => read({ type: 'TRIM_HORIZON' })).toThrow(notFound);
  });
});
