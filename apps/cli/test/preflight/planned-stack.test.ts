import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfiguration } from '@headwaters/terraform-reader';
import { afterEach, describe, expect, it } from '@jest/globals';
import { readPlannedStack } from '../../src/preflight/planned-stack.js';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

async function plannedStackOf(document: object) {
  const folder = mkdtempSync(join(tmpdir(), 'planned-'));
  folders.push(folder);
  writeFileSync(join(folder, 'cdk.tf.json'), JSON.stringify(document));
  return readPlannedStack(await readConfiguration(folder), {
    id: '111122223333',
    partition: 'aws-cn',
    region: 'eu-west-1',
  });
}

const patternOf = (bucket: string) =>
  JSON.stringify({ source: ['aws.s3'], detail: { bucket: { name: [bucket] } } });

describe('readPlannedStack', () => {
  it('resolves names with the account, and leaves out what needs nothing', async () => {
    const stack = await plannedStackOf({
      provider: { aws: [{ region: 'eu-west-1', allowed_account_ids: ['111122223333'] }] },
      terraform: { backend: { s3: { bucket: 'states', region: 'us-east-1' } } },
      data: {
        aws_caller_identity: { me: {} },
        aws_kinesis_stream: { external: { name: 'external' } },
      },
      resource: {
        aws_lambda_function: {
          reserved: { function_name: 'reserved', reserved_concurrent_executions: 20 },
          throttled: { function_name: 'throttled', reserved_concurrent_executions: 0 },
          free: { function_name: 'free', reserved_concurrent_executions: -1 },
        },
        aws_kinesis_stream: {
          provisioned: { name: 'provisioned', shard_count: 11 },
          onDemand: { name: 'on-demand', stream_mode_details: { stream_mode: 'ON_DEMAND' } },
        },
        aws_kinesis_stream_consumer: {
          one: { name: 'one', stream_arn: '${aws_kinesis_stream.provisioned.arn}' },
          two: { name: 'two', stream_arn: '${data.aws_kinesis_stream.external.arn}' },
        },
        aws_s3_bucket: { own: { bucket: 'own' } },
        aws_s3_bucket_notification: {
          own: { bucket: '${aws_s3_bucket.own.bucket}', eventbridge: true },
        },
        aws_cloudwatch_event_rule: {
          own: { name: 'own', event_pattern: patternOf('${aws_s3_bucket.own.bucket}') },
          elsewhere: { name: 'elsewhere', event_pattern: patternOf('elsewhere') },
          nightly: { name: 'nightly', schedule_expression: 'rate(1 day)' },
        },
        aws_s3_bucket_logging: {
          a: {
            bucket: '${aws_s3_bucket.own.bucket}',
            target_bucket: 'logs-${data.aws_caller_identity.me.account_id}',
          },
          b: { bucket: 'b', target_bucket: 'logs-${data.aws_caller_identity.me.account_id}' },
          c: { bucket: 'c', target_bucket: '${aws_s3_bucket.own.id}' },
        },
      },
    });
    expect(stack).toEqual({
      allowedAccountIds: ['111122223333'],
      reservations: [
        { functionName: 'reserved', concurrency: 20 },
        { functionName: 'throttled', concurrency: 0 },
      ],
      streams: [
        { name: 'provisioned', mode: 'PROVISIONED', shards: 11 },
        { name: 'on-demand', mode: 'ON_DEMAND', shards: 0 },
      ],
      fanOutConsumers: [
        { streamName: 'provisioned', name: 'one' },
        { streamName: 'external', name: 'two' },
      ],
      accessLogBuckets: ['logs-111122223333'],
      eventBuckets: ['elsewhere'],
      state: { bucket: 'states', region: 'us-east-1' },
    });
  });

  it('has no state for a local backend, and no bucket if terraform init is to name it', async () => {
    expect(
      (await plannedStackOf({ terraform: { backend: { local: { path: 'x' } } } })).state,
    ).toBeUndefined();
    const named = await plannedStackOf({ terraform: { backend: { s3: { bucket: '', key: 'k' } } } });
    expect(named.state).toEqual({ bucket: undefined, region: 'eu-west-1' });
  });
});
