import type { KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { describe, expect, it } from '@jest/globals';
import { kinesisPutRecords } from '../../src/lane/put-records.js';
import { streamRecordOf } from '../fakes/stream-record-of.js';

const records = [streamRecordOf('a', 0), streamRecordOf('b', 1)];

function clientAnswering(answer: unknown) {
  const commands: PutRecordsCommand[] = [];
  const send = (command: PutRecordsCommand) => {
    commands.push(command);
    return Promise.resolve(answer);
  };
  return { client: { send } as unknown as Pick<KinesisClient, 'send'>, commands };
}

const stored = { SequenceNumber: '49', ShardId: 'shardId-000000000000' };
const throttled = { ErrorCode: 'ProvisionedThroughputExceededException', ErrorMessage: 'Rate exceeded' };

describe('kinesisPutRecords', () => {
  it('sends data and partition keys in order to the stream', async () => {
    const { client, commands } = clientAnswering({ FailedRecordCount: 0, Records: [stored, stored] });
    await kinesisPutRecords(client, 'records')(records, 1_000);
    expect(commands[0]?.input).toEqual({
      StreamName: 'records',
      Records: records.map(({ partitionKey, data }) => ({ PartitionKey: partitionKey, Data: data })),
    });
  });

  it('gives one outcome a record, in order', async () => {
    const { client } = clientAnswering({ FailedRecordCount: 1, Records: [throttled, stored] });
    await expect(kinesisPutRecords(client, 'records')(records, 1_000)).resolves.toEqual([
      { errorCode: 'ProvisionedThroughputExceededException' },
      'stored',
    ]);
  });

  it.each([
    ['nothing', {}],
    ['one entry too few', { Records: [stored] }],
    ['one entry too many', { Records: [stored, stored, stored] }],
    ['an entry that says nothing', { Records: [stored, {}] }],
  ])('takes an answer with %s for an error, never for success', async (_, answer) => {
    const { client } = clientAnswering(answer);
    await expect(kinesisPutRecords(client, 'records')(records, 1_000)).rejects.toMatchObject({
      code: 'HEADWATERS_PUT_RECORDS_ANSWER_INVALID',
    });
  });
});
