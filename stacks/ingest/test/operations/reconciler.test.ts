import { describe, expect, it } from '@jest/globals';
import { synthesize } from '../synthesize.js';
import { operated } from './operated.js';
import { variablesOf } from './variables.js';

const stack = synthesize(operated);
const bucket = (purpose: string) => `arn:aws:s3:::headwaters-ingest-dev-${purpose}-111122223333-us-east-1`;

describe('Reconciler', () => {
  it('has exactly the variables that its code reads, of which lists are JSON', () => {
    const { declared, values } = variablesOf(stack, 'reconciler');
    expect(Object.keys(values).sort()).toEqual(declared.sort());
    expect(values).toMatchObject({
      SOURCE_BUCKET: '${aws_s3_bucket.source.bucket}',
      LEDGER_BUCKET: '${aws_s3_bucket.ledger.bucket}',
      FAILURES_BUCKET: '${aws_s3_bucket.failures.bucket}',
      PRODUCER_FUNCTION: 'headwaters-ingest-dev-producer',
      SINCE_DAYS: '3',
      RECEIPT_DAYS: '14',
      CANARY_PREFIX: 'canary/',
      METRICS_NAMESPACE: 'headwaters-ingest-dev',
    });
    expect(JSON.parse(String(values['UPLOAD_FILTERS']))).toEqual([{ prefix: '', suffix: '.txt' }]);
  });

  it('compares with the consumers that write a receipt for everything, so not with the code of another team', () => {
    const { values } = variablesOf(stack, 'reconciler');
    expect(JSON.parse(String(values['CONSUMERS']))).toEqual(
      ['archive', 'audit', 'latest'].map((name) => ({
        name,
        functionName: `headwaters-ingest-dev-consumer-${name}`,
      })),
    );
  });

  it('runs by a rule with the schedule of the settings, through its alias, which only this rule may invoke', () => {
    expect(stack.resource('aws_cloudwatch_event_rule', 'reconciler_schedule')).toMatchObject({
      name: 'headwaters-ingest-dev-reconciler',
      schedule_expression: 'cron(0 6 * * ? *)',
    });
    expect(stack.resource('aws_cloudwatch_event_target', 'reconciler_target')).toMatchObject({
      rule: '${aws_cloudwatch_event_rule.reconciler_schedule.name}',
      arn: '${aws_lambda_alias.reconciler_live.arn}',
      depends_on: [
        'aws_lambda_permission.reconciler_permission',
        'aws_lambda_function_event_invoke_config.reconciler_retries',
      ],
    });
    expect(stack.resource('aws_lambda_permission', 'reconciler_permission')).toMatchObject({
      principal: 'events.amazonaws.com',
      qualifier: '${aws_lambda_alias.reconciler_live.name}',
      source_arn: '${aws_cloudwatch_event_rule.reconciler_schedule.arn}',
    });
  });

  it('does not repeat a run that failed: the next one sees the same', () => {
    expect(stack.resource('aws_lambda_function_event_invoke_config', 'reconciler_retries')).toMatchObject({
      maximum_retry_attempts: 0,
      maximum_event_age_in_seconds: 3_600,
    });
    expect(stack.resource('aws_lambda_function', 'reconciler')).toMatchObject({
      timeout: 900,
      reserved_concurrent_executions: 1,
      architectures: ['arm64'],
      runtime: 'nodejs24.x',
    });
  });

  it('may list uploads, the ledger and failures, read receipts and failures, and write its report; it may read no upload', () => {
    const { WriteLog, WriteTrace, ...own } = stack.permissions('reconciler');
    expect({ WriteLog, WriteTrace }).toEqual({
      WriteLog: expect.anything(),
      WriteTrace: expect.anything(),
    });
    const onBuckets = Object.entries(own).filter(([, { actions }]) => !actions.join().startsWith('kms:'));
    expect(Object.fromEntries(onBuckets)).toEqual({
      ListUploads: { actions: ['s3:ListBucketVersions'], resources: [bucket('source')] },
      ListReceipts: { actions: ['s3:ListBucket'], resources: [bucket('ledger')] },
      ReadReceipts: {
        actions: ['s3:GetObject'],
        resources: [`${bucket('ledger')}/receipts/*`, `${bucket('ledger')}/sources/*`],
      },
      WriteReport: { actions: ['s3:PutObject'], resources: [`${bucket('ledger')}/reports/reconcile/*`] },
      ReadFailures: {
        actions: ['s3:GetObject'],
        resources: [`${bucket('failures')}/aws/lambda/*`, `${bucket('failures')}/quarantine/*`],
      },
      KeepFailures: { actions: ['s3:PutObject'], resources: [`${bucket('failures')}/aws/lambda/*`] },
      FindFailureBucket: { actions: ['s3:ListBucket'], resources: [bucket('failures')] },
    });
  });

  it('is absent without the setting', () => {
    expect(Object.keys(synthesize().resources('aws_lambda_function'))).not.toContain('reconciler');
    expect(synthesize().resources('aws_cloudwatch_event_rule')).toEqual({});
  });
});
