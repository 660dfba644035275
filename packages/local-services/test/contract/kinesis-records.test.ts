import { randomBytes } from 'node:crypto';
import {
  GetRecordsCommand,
  GetShardIteratorCommand,
  PutRecordCommand,
  PutRecordsCommand,
  StartStreamEncryptionCommand,
  type GetShardIteratorCommandInput,
  type PutRecordsRequestEntry,
} from '@aws-sdk/client-kinesis';
import { expect } from '@jest/globals';
import { describeContract } from './subject.js';

const firstShard = 'shardId-000000000000';
const mebibyte = 1024 * 1024;

describeContract('records', (subject, claim) => {
  const makeStream = (shardCount = 1) => subject().makeStream(shardCount);

  const put = (StreamName: string, entry: PutRecordsRequestEntry) =>
    subject().kinesis.send(new PutRecordCommand({ StreamName, ...entry }));

  const putText = (StreamName: string, text: string) =>
    put(StreamName, { Data: Buffer.from(text), PartitionKey: 'key' });

  const putMany = (StreamName: string, Records: PutRecordsRequestEntry[]) =>
    subject().kinesis.send(new PutRecordsCommand({ StreamName, Records }));

  async function read(StreamName: string, place: Partial<GetShardIteratorCommandInput> = {}, Limit?: number) {
    const { kinesis } = subject();
    const { ShardIterator } = await kinesis.send(
      new GetShardIteratorCommand({
        StreamName,
        ShardId: firstShard,
        ShardIteratorType: 'TRIM_HORIZON',
        ...place,
      }),
    );
    return kinesis.send(new GetRecordsCommand({ ShardIterator, Limit }));
  }

  async function readTexts(StreamName: string, place?: Partial<GetShardIteratorCommandInput>) {
    const { Records } = await read(StreamName, place);
    return Records?.map(({ Data }) => Buffer.from(Data ?? []).toString());
  }

  claim('a record is read back with the same bytes, key and sequence number', async () => {
    const stream = await makeStream();
    const Data = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
    const { SequenceNumber, ShardId } = await put(stream, { Data, PartitionKey: 'naïve 😀' });
    expect(ShardId).toBe(firstShard);
    const { Records, MillisBehindLatest } = await read(stream);
    expect(Records).toHaveLength(1);
    expect(Records?.[0]).toMatchObject({ PartitionKey: 'naïve 😀', SequenceNumber });
    expect(Buffer.from(Records?.[0]?.Data ?? [])).toEqual(Data);
    expect(MillisBehindLatest).toBe(0);
  });

  claim('sequence numbers have 56 digits and increase within a shard', async () => {
    const stream = await makeStream();
    const { Records = [] } = await putMany(
      stream,
      Array.from({ length: 20 }, () => ({ Data: randomBytes(10), PartitionKey: 'key' })),
    );
    const numbers = Records.map(({ SequenceNumber }) => SequenceNumber ?? '');
    expect(numbers.filter((number) => !/^\d{56}$/.test(number))).toEqual([]);
    expect(numbers).toEqual([...numbers].sort());
    expect(new Set(numbers).size).toBe(20);
  });

  claim('the MD5 of the partition key selects the shard', async () => {
    const stream = await makeStream(2);
    // MD5("a") = 0cc1..., MD5("b") = 92eb...
    expect(await put(stream, { Data: Buffer.from('1'), PartitionKey: 'a' })).toMatchObject({
      ShardId: 'shardId-000000000000',
    });
    expect(await put(stream, { Data: Buffer.from('2'), PartitionKey: 'b' })).toMatchObject({
      ShardId: 'shardId-000000000001',
    });
  });

  claim('one request writes to several shards and returns results in the order of its records', async () => {
    const stream = await makeStream(2);
    // MD5("a") is in the lower half, MD5("b") in the upper.
    const keys = ['b', 'a', 'b', 'b', 'a'];
    const { Records } = await putMany(
      stream,
      keys.map((PartitionKey, index) => ({ Data: Buffer.from(String(index)), PartitionKey })),
    );
    expect(Records?.map(({ ShardId }) => ShardId?.at(-1))).toEqual(['1', '0', '1', '1', '0']);
    expect(await readTexts(stream, { ShardId: 'shardId-000000000000' })).toEqual(['1', '4']);
    expect(await readTexts(stream, { ShardId: 'shardId-000000000001' })).toEqual(['0', '2', '3']);
  });

  claim('an explicit hash key overrides the partition key', async () => {
    const stream = await makeStream(2);
    const half = 2n ** 127n;
    const shardOf = async (hashKey: bigint) =>
      (
        await put(stream, {
          Data: Buffer.from('x'),
          PartitionKey: 'a',
          ExplicitHashKey: String(hashKey),
        })
      ).ShardId;
    expect(await shardOf(0n)).toBe('shardId-000000000000');
    expect(await shardOf(half - 1n)).toBe('shardId-000000000000');
    expect(await shardOf(half)).toBe('shardId-000000000001');
    expect(await shardOf(2n ** 128n - 1n)).toBe('shardId-000000000001');
    await expect(shardOf(2n ** 128n)).rejects.toMatchObject({ name: 'InvalidArgumentException' });
  });

  claim('PutRecords accepts 500 records and rejects 501', async () => {
    const stream = await makeStream();
    const records = (count: number) =>
      Array.from({ length: count }, (_, index) => ({ Data: Buffer.from('x'), PartitionKey: String(index) }));
    const answer = await putMany(stream, records(500));
    expect(answer.FailedRecordCount).toBe(0);
    expect(answer.Records).toHaveLength(500);
    await expect(putMany(stream, records(501))).rejects.toThrow(/500/);
  });

  claim('a record of 1 MiB is accepted and one byte more is rejected', async () => {
    const stream = await makeStream();
    await put(stream, { Data: Buffer.alloc(mebibyte - 1), PartitionKey: 'k' });
    await expect(put(stream, { Data: Buffer.alloc(mebibyte), PartitionKey: 'k' })).rejects.toThrow();
    await expect(put(stream, { Data: Buffer.alloc(mebibyte + 1), PartitionKey: 'k' })).rejects.toThrow(
      /1048576/,
    );
    const { Records } = await read(stream);
    expect(Records?.map(({ Data }) => Data?.length)).toEqual([mebibyte - 1]);
  });

  claim('a partition key has 1 to 256 characters', async () => {
    const stream = await makeStream();
    await put(stream, { Data: Buffer.from('x'), PartitionKey: 'é'.repeat(256) });
    await expect(put(stream, { Data: Buffer.from('x'), PartitionKey: 'é'.repeat(257) })).rejects.toThrow(
      /256/,
    );
    await expect(put(stream, { Data: Buffer.from('x'), PartitionKey: '' })).rejects.toThrow();
  });

  claim('an empty record is stored and read', async () => {
    const stream = await makeStream();
    await put(stream, { Data: Buffer.alloc(0), PartitionKey: 'k' });
    const { Records } = await read(stream);
    expect(Records).toHaveLength(1);
    expect(Records?.[0]?.Data ?? Buffer.alloc(0)).toHaveLength(0);
  });

  claim('the next iterator continues after the last record', async () => {
    const stream = await makeStream();
    for (const text of ['1', '2', '3']) await putText(stream, text);
    const first = await read(stream, {}, 2);
    const second = await subject().kinesis.send(
      new GetRecordsCommand({ ShardIterator: first.NextShardIterator }),
    );
    expect(first.Records).toHaveLength(2);
    expect(second.Records?.map(({ Data }) => Buffer.from(Data ?? []).toString())).toEqual(['3']);
    expect(second.MillisBehindLatest).toBe(0);
  });

  claim('LATEST returns only later records', async () => {
    const stream = await makeStream();
    await putText(stream, 'before');
    const latest = await read(stream, { ShardIteratorType: 'LATEST' });
    expect(latest.Records).toEqual([]);
    await putText(stream, 'after');
    const next = await subject().kinesis.send(
      new GetRecordsCommand({ ShardIterator: latest.NextShardIterator }),
    );
    expect(next.Records?.map(({ Data }) => Buffer.from(Data ?? []).toString())).toEqual(['after']);
  });

  claim('AT_SEQUENCE_NUMBER includes the record and AFTER_SEQUENCE_NUMBER does not', async () => {
    const stream = await makeStream();
    await putText(stream, '1');
    const { SequenceNumber: StartingSequenceNumber } = await putText(stream, '2');
    await putText(stream, '3');
    const at = { ShardIteratorType: 'AT_SEQUENCE_NUMBER', StartingSequenceNumber } as const;
    expect(await readTexts(stream, at)).toEqual(['2', '3']);
    const after = { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', StartingSequenceNumber } as const;
    expect(await readTexts(stream, after)).toEqual(['3']);
  });

  claim('AT_TIMESTAMP starts at the first record of that time or later', async () => {
    const stream = await makeStream();
    await putText(stream, '1');
    await new Promise((resolve) => setTimeout(resolve, 20));
    await putText(stream, '2');
    const { Records } = await read(stream);
    const Timestamp = Records?.[1]?.ApproximateArrivalTimestamp;
    expect(await readTexts(stream, { ShardIteratorType: 'AT_TIMESTAMP', Timestamp })).toEqual(['2']);
    const past = new Date(Date.now() - 3_600_000);
    expect(await readTexts(stream, { ShardIteratorType: 'AT_TIMESTAMP', Timestamp: past })).toEqual([
      '1',
      '2',
    ]);
  });

  claim('an invalid iterator is InvalidArgumentException', async () => {
    const made = subject().kinesis.send(new GetRecordsCommand({ ShardIterator: 'A'.repeat(56) }));
    await expect(made).rejects.toMatchObject({ name: 'InvalidArgumentException' });
  });

  claim('a missing shard is ResourceNotFoundException', async () => {
    const reading = read(await makeStream(), { ShardId: 'shardId-000000000009' });
    await expect(reading).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  claim('one read returns at most 10 MiB', async () => {
    const stream = await makeStream();
    for (let request = 0; request < 3; request++) {
      await putMany(
        stream,
        Array.from({ length: 4 }, () => ({ Data: Buffer.alloc(1_000_000), PartitionKey: 'k' })),
      );
    }
    const first = await read(stream);
    expect(first.Records).toHaveLength(10);
    expect(first.MillisBehindLatest).toBeGreaterThanOrEqual(0);
    const rest = await subject().kinesis.send(
      new GetRecordsCommand({ ShardIterator: first.NextShardIterator }),
    );
    expect(rest.Records).toHaveLength(2);
  });

  claim('records of an encrypted stream are reported as encrypted', async () => {
    const stream = await makeStream();
    await putText(stream, 'open');
    await subject().kinesis.send(
      new StartStreamEncryptionCommand({
        StreamName: stream,
        EncryptionType: 'KMS',
        KeyId: 'alias/aws/kinesis',
      }),
    );
    expect(await putText(stream, 'encrypted')).toMatchObject({ EncryptionType: 'KMS' });
    const { Records } = await read(stream);
    expect(Records?.map(({ EncryptionType }) => EncryptionType)).toEqual([undefined, 'KMS']);
  });
});
