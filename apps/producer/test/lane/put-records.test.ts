import type { KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { describe, expect, it } from '@jest/globals';
import { kinesisPutRecords, type KinesisRecord } from '../../src/lane/put-records.js';
import { kinesisRecordOf } from '../fakes/fake-stream.js';

const records = [kinesisRecordOf('a', 0), kinesisRecordOf('b', 1)];

function clientReturning(response: unknown) {
  const commands: PutRecordsCommand[] = [];
  const send = (command: PutRecordsCommand) => {
    commands.push(command);
    return Promise.resolve(response);
  };
  return { client: { send } as unknown as Pick<KinesisClient, 'send'>, commands };
}

const stored = { SequenceNumber: '49', ShardId: 'shardId-000000000000' };
const throttled = { ErrorCode: 'ProvisionedThroughputExceededException', ErrorMessage: 'Rate exceeded' };

describe('kinesisPutRecords', () => {
  it('sends data and partition keys to the stream, in order', async () => {
    const { client, commands } = clientReturning({ FailedRecordCount: 0, Records: [stored, stored] });
    await kinesisPutRecords(client, 'records')(records, 1_000);
    expect(commands[0]?.input).toEqual({
      StreamName: 'records',
      Records: records.map(({ partitionKey, data }) => ({ PartitionKey: partitionKey, Data: data })),
    });
  });

  it('sends the explicit hash key of a Kinesis record that has one', async () => {
    const { client, commands } = clientReturning({ FailedRecordCount: 0, Records: [stored, stored] });
    const list: KinesisRecord[] = [
      { ...kinesisRecordOf('a', 0), explicitHashKey: '7' },
      kinesisRecordOf('b', 1),
    ];
    await kinesisPutRecords(client, 'records')(list, 1_000);
    expect(commands[0]?.input.Records?.map(({ ExplicitHashKey: key }) => key)).toEqual(['7', undefined]);
  });

  it('returns one outcome per Kinesis record, in order', async () => {
    const { client } = clientReturning({ FailedRecordCount: 1, Records: [throttled, stored] });
    await expect(kinesisPutRecords(client, 'records')(records, 1_000)).resolves.toEqual([
      { errorCode: 'ProvisionedThroughputExceededException' },
      'stored',
    ]);
  });

  it.each([
    ['no entries', {}],
    ['one entry too few', { Records: [stored] }],
    ['one entry too many', { Records: [stored, stored, stored] }],
    ['an entry that is empty', { Records: [stored, {}] }],
  ])('throws on a response with %s', async (_, response) => {
    const { client } = clientReturning(response);
    await expect(kinesisPutRecords(client, 'records')(records, 1_000)).rejects.toMatchObject({
      code: 'HEADWATERS_PUT_RECORDS_ANSWER_INVALID',
    });
  });
});
