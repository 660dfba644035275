import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { runCli } from '../support/run-cli.js';
import { startAccount, type Answers } from './account-server.js';

const streamArn = 'arn:aws:kinesis:us-east-1:111122223333:stream/orders';
const stack = {
  '//': { metadata: { stackName: 'orders' } },
  provider: { aws: [{ region: 'us-east-1', allowed_account_ids: ['111122223333'] }] },
  terraform: { backend: { s3: { bucket: 'orders-state', key: 'k', region: 'us-east-1' } } },
  resource: {
    aws_lambda_function: { reader: { function_name: 'reader', reserved_concurrent_executions: 50 } },
    aws_kinesis_stream: { orders: { name: 'orders', shard_count: 11 } },
    aws_kinesis_stream_consumer: { lane: { name: 'lane', stream_arn: '${aws_kinesis_stream.orders.arn}' } },
    aws_s3_bucket_logging: { logs: { bucket: 'b', target_bucket: 'orders-logs' } },
  },
};

/** Answers in the form of the AWS API reference, for an account where the stack is deployed with 4 shards. */
const answers: Answers = {
  GetAccountSettings: [
    200,
    { AccountLimit: { ConcurrentExecutions: 1_000, UnreservedConcurrentExecutions: 950 } },
  ],
  'GetFunctionConcurrency reader': [200, { ReservedConcurrentExecutions: 50 }],
  DescribeLimits: [
    200,
    { ShardLimit: 500, OpenShardCount: 4, OnDemandStreamCount: 0, OnDemandStreamCountLimit: 50 },
  ],
  DescribeStreamSummary: [
    200,
    {
      StreamDescriptionSummary: {
        StreamName: 'orders',
        StreamARN: streamArn,
        StreamStatus: 'ACTIVE',
        OpenShardCount: 4,
        StreamModeDetails: { StreamMode: 'PROVISIONED' },
      },
    },
  ],
  ListStreamConsumers: [
    200,
    {
      Consumers: [
        { ConsumerName: 'lane', ConsumerARN: `${streamArn}/consumer/lane:1`, ConsumerStatus: 'ACTIVE' },
      ],
    },
  ],
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'preflight-'));
  writeFileSync(join(folder, 'cdk.tf.json'), JSON.stringify(stack));
});
const accounts: { stop: () => Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(accounts.splice(0).map((account) => account.stop()));
  rmSync(folder, { recursive: true });
});

async function preflight(
  changes: Answers = {},
  { buckets = ['orders-state', 'orders-logs'], words = [] as string[] } = {},
) {
  const account = await startAccount({ ...answers, ...changes });
  accounts.push(account);
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const s3 = new S3Client({
    endpoint: account.endpoint,
    region: 'us-east-1',
    credentials,
    forcePathStyle: true,
  });
  for (const Bucket of buckets) await s3.send(new CreateBucketCommand({ Bucket }));
  s3.destroy();
  return runCli(['preflight', '--stack', folder, ...words], { variables: account.variables });
}

describe('headwaters preflight', () => {
  it('prints a line per check and exits with 0 if the account has room', async () => {
    expect(await preflight()).toEqual({
      code: 0,
      stderr: '',
      stdout: [
        'ok       account            Account 111122223333 is one of allowedAccountIds.',
        'ok       concurrency        The functions reserve 50 of 1000 concurrent executions; 950 stay for functions without a reservation.',
        'ok       shards             orders has 11 shards. The account uses 4 of 500 shards and 0 of 50 on-demand streams.',
        'ok       fan-out            orders will have 1 of 20 consumers with enhanced fan-out.',
        'ok       access-log-bucket  orders-logs receives access logs.',
        'ok       event-bridge       No rule of EventBridge depends on a bucket that is managed elsewhere.',
        'ok       state-bucket       orders-state keeps the Terraform state.',
        '',
      ].join('\n'),
    });
  });

  it('exits with 1 and says what to do for a quota that is too small and a missing bucket', async () => {
    const limits = { ConcurrentExecutions: 10, UnreservedConcurrentExecutions: 10 };
    const absent = [404, { __type: 'ResourceNotFoundException', Message: 'no' }] as const;
    const { code, stdout } = await preflight(
      {
        GetAccountSettings: [200, { AccountLimit: limits }],
        'GetFunctionConcurrency reader': absent,
      },
      { buckets: ['orders-state'] },
    );
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /^failed +concurrency +The functions reserve 50 .* leaves -40 of 10;.*\n +Fix: .*at least 150\.\n/m,
    );
    expect(stdout).toMatch(
      /^failed +access-log-bucket +orders-logs, .* is missing\.\n +Fix: .*state:bootstrap/m,
    );
  });

  it('prints not run, with the reason, for a missing permission, and exits with 0', async () => {
    const denied = [
      400,
      { __type: 'AccessDeniedException', message: 'kinesis:DescribeLimits is not allowed' },
    ] as const;
    const { code, stdout } = await preflight({ DescribeLimits: denied });
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^not run +shards +AccessDeniedException: kinesis:DescribeLimits is not allowed$/m,
    );
  });

  it('prints the results as JSON, with stack, account and region', async () => {
    const { stdout } = await preflight({}, { words: ['--json'] });
    expect(JSON.parse(stdout)).toMatchObject({
      stack: 'orders',
      account: '111122223333',
      region: 'us-east-1',
      results: [
        { check: 'account', status: 'ok' },
        { check: 'concurrency', status: 'ok' },
        { check: 'shards', status: 'ok' },
        { check: 'fan-out', status: 'ok' },
        { check: 'access-log-bucket', status: 'ok' },
        { check: 'event-bridge', status: 'ok' },
        { check: 'state-bucket', status: 'ok' },
      ],
    });
  });

  it.each([
    ['no stack', [], /^Name the stack: either --env NAME or --stack FOLDER\.\n$/],
    ['two stacks', ['--env', 'dev', '--stack', '.'], /^Name the stack:.*\n$/],
    ['a folder without a stack', ['--stack', '/nowhere'], /Run `npm run synth` first\.\n$/],
  ])('exits with 2 for %s', async (_, words, message) => {
    expect(await runCli(['preflight', ...words])).toEqual({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(message),
    });
  });

  it('exits with 2 without credentials', async () => {
    const variables = { AWS_EC2_METADATA_DISABLED: 'true', HOME: folder };
    const { code, stderr } = await runCli(['preflight', '--stack', folder], { variables });
    expect([code, stderr]).toEqual([
      2,
      expect.stringMatching(/^The AWS account can't be determined: .*AWS_PROFILE\.\n$/),
    ]);
  });
});
