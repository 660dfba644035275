import { describe, expect, it } from '@jest/globals';
import { dev } from '../../src/environments/dev.js';
import type { IngestSettingsInput } from '../../src/settings/ingest-settings.js';
import { synthesize } from '../synthesize.js';
import { operated } from './operated.js';
import { variablesOf } from './variables.js';

const stack = synthesize(operated);
const bucket = (purpose: string) => `arn:aws:s3:::headwaters-ingest-dev-${purpose}-111122223333-us-east-1`;
const followed = (settings: IngestSettingsInput): unknown =>
  JSON.parse(String(variablesOf(synthesize(settings), 'canary').values['CONSUMERS']));

describe('Canary', () => {
  it('has exactly the variables that its code reads', () => {
    const { declared, values } = variablesOf(stack, 'canary');
    expect(Object.keys(values).sort()).toEqual(declared.sort());
    expect(values).toMatchObject({
      CANARY_PREFIX: 'canary/',
      SOURCE_BUCKET: '${aws_s3_bucket.source.bucket}',
    });
  });

  it('waits for the consumers that write a receipt for everything, and that are enabled', () => {
    expect(followed(operated)).toEqual(['archive', 'audit', 'latest']);
    const [archive, audit] = dev.consumers;
    if (archive === undefined || audit === undefined) throw new Error('dev has two consumers');
    expect(followed({ ...operated, consumers: [archive, { ...audit, enabled: false }] })).toEqual([
      'archive',
    ]);
  });

  it.each([
    [1, 'rate(1 minute)', 60],
    [4, 'rate(4 minutes)', 240],
    [5, 'rate(5 minutes)', 300],
    [60, 'rate(60 minutes)', 300],
  ])('with everyMinutes %i runs at %s, for at most %i s', (everyMinutes, schedule, timeout) => {
    const other = synthesize({ ...dev, canary: { everyMinutes } });
    expect(other.resource('aws_cloudwatch_event_rule', 'canary_schedule')).toMatchObject({
      schedule_expression: schedule,
    });
    expect(other.resource('aws_lambda_function', 'canary')).toMatchObject({
      timeout,
      reserved_concurrent_executions: 1,
    });
  });

  it('may upload under its prefix, and list and read receipts', () => {
    const own = Object.entries(stack.permissions('canary')).filter(
      ([sid, { actions }]) => !actions.join().startsWith('kms:') && !['WriteLog', 'WriteTrace'].includes(sid),
    );
    expect(Object.fromEntries(own)).toEqual({
      UploadCanary: { actions: ['s3:PutObject'], resources: [`${bucket('source')}/canary/*`] },
      ListReceipts: { actions: ['s3:ListBucket'], resources: [bucket('ledger')] },
      ReadReceipts: { actions: ['s3:GetObject'], resources: [`${bucket('ledger')}/receipts/*`] },
      KeepFailures: { actions: ['s3:PutObject'], resources: [`${bucket('failures')}/aws/lambda/*`] },
      FindFailureBucket: { actions: ['s3:ListBucket'], resources: [bucket('failures')] },
    });
  });

  it('may use the key of an existing source bucket, with a bucket key or without', () => {
    const existingSource = { name: 'team-uploads', keyArn: 'arn:aws:kms:us-east-1:111122223333:key/1' };
    const existing = synthesize({ ...operated, buckets: { ...dev.buckets, existingSource } });
    const use = existing.statements('canary_permissions').find(({ sid }) => sid === 'UploadCanaryEncrypt');
    expect(use).toMatchObject({
      actions: ['kms:GenerateDataKey'],
      condition: [
        {
          test: 'StringLike',
          variable: 'kms:EncryptionContext:aws:s3:arn',
          values: ['arn:aws:s3:::team-uploads', 'arn:aws:s3:::team-uploads/canary/*'],
        },
      ],
    });
  });

  it('lets its uploads expire after a day in the source bucket, and what the archive has of them', () => {
    const ruleOf = (of: string) => {
      const { rule } = stack.resource('aws_s3_bucket_lifecycle_configuration', `${of}_lifecycle`);
      return (rule as object[])[1];
    };
    const expiring = { expiration: [{ days: 1 }], noncurrent_version_expiration: [{ noncurrent_days: 1 }] };
    expect(ruleOf('source')).toMatchObject({ filter: [{ prefix: 'canary/' }], ...expiring });
    expect(ruleOf('archive')).toMatchObject({
      filter: [
        {
          prefix:
            'headwaters-ingest-dev-source-${data.aws_caller_identity.account.account_id}-us-east-1/canary/',
        },
      ],
      ...expiring,
    });
    expect(ruleOf('ledger')).toBeUndefined();
    const existing = synthesize({
      ...operated,
      buckets: { ...dev.buckets, existingSource: { name: 'team-uploads' } },
    });
    expect(
      existing.resource('aws_s3_bucket_lifecycle_configuration', 'archive_lifecycle')['rule'],
    ).toMatchObject([{}, { filter: [{ prefix: 'team-uploads/canary/' }] }]);
  });

  it('is kept from the sinks that skip it, by default those that write records', () => {
    const prefixes = Object.entries(stack.resources('aws_lambda_function'))
      .filter(([name]) => name.startsWith('consumer-'))
      .map(([name, { environment }]) => [
        name,
        (environment as { variables: Record<string, string> }).variables['CANARY_PREFIX'],
      ]);
    expect(Object.fromEntries(prefixes)).toEqual({
      'consumer-archive': undefined,
      'consumer-audit': undefined,
      'consumer-latest': 'canary/',
      'consumer-search': undefined,
    });
  });

  it('is kept from the sinks that the settings say, or reaches them', () => {
    const consumers = operated.consumers.map((consumer) => {
      if (consumer.sink === 'log') return { ...consumer, canary: 'skip' as const };
      return consumer.sink === 'dynamodb' ? { ...consumer, canary: 'store' as const } : consumer;
    });
    const functions = synthesize({ ...operated, consumers }).resources('aws_lambda_function');
    expect(functions['consumer-audit']).toMatchObject({
      environment: { variables: { CANARY_PREFIX: 'canary/' } },
    });
    expect(JSON.stringify(functions['consumer-latest'])).not.toContain('CANARY_PREFIX');
  });

  it('is absent without the setting, as is all that is about it', () => {
    const without = JSON.stringify(synthesize({ ...operated, canary: undefined }));
    expect(without).not.toContain('canary/');
    expect(stack.outputs()).toMatchObject({ 'canary-prefix': 'canary/' });
    expect(Object.keys(synthesize().outputs())).not.toContain('canary-prefix');
  });
});
