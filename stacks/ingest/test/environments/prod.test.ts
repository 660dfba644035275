import { describe, expect, it } from '@jest/globals';
import { dev } from '../../src/environments/dev.js';
import { prod } from '../../src/environments/prod.js';
import { synthesize } from '../synthesize.js';

const stack = synthesize(prod);
const functions = ['producer', 'consumer-archive', 'consumer-audit'];

describe('the prod environment', () => {
  it('retains Kinesis records for 168 h', () => {
    expect(stack.resource('aws_kinesis_stream', 'stream')).toMatchObject({ retention_period: 168 });
  });

  it.each([
    ['aws_kinesis_stream', 'stream'],
    ['aws_kms_key', 'key'],
    ['aws_s3_bucket', 'source'],
    ['aws_s3_bucket', 'archive'],
    ['aws_s3_bucket', 'failures'],
    ['aws_s3_bucket', 'ledger'],
  ])('protects %s.%s from deletion by Terraform', (type, name) => {
    expect(stack.resource(type, name)).toMatchObject({ lifecycle: { prevent_destroy: true } });
  });

  it('keeps buckets that contain objects on destroy, while dev deletes them', () => {
    expect(stack.resource('aws_s3_bucket', 'archive')).toMatchObject({ force_destroy: false });
    expect(synthesize(dev).resource('aws_s3_bucket', 'archive')).toMatchObject({ force_destroy: true });
  });

  it('writes the access logs of every bucket to a bucket outside the stack, with the bucket name as prefix', () => {
    for (const bucket of ['source', 'archive', 'failures', 'ledger']) {
      const account = '${data.aws_caller_identity.account.account_id}';
      expect(stack.resource('aws_s3_bucket_logging', `${bucket}_access-log`)).toMatchObject({
        bucket: `\${aws_s3_bucket.${bucket}.bucket}`,
        target_bucket: `headwaters-access-logs-${account}-us-east-1`,
        target_prefix: `headwaters-ingest-prod-${bucket}-${account}-us-east-1/`,
      });
    }
    expect(synthesize(dev).resources('aws_s3_bucket_logging')).toEqual({});
  });

  it('moves uploads and the archive to STANDARD_IA after 90 days; failures expire after 90 days, receipts after 365', () => {
    const ruleOf = (bucket: string) =>
      stack.resource('aws_s3_bucket_lifecycle_configuration', `${bucket}_lifecycle`)['rule'];
    for (const bucket of ['source', 'archive']) {
      expect(ruleOf(bucket)).toMatchObject([
        { transition: [{ days: 90, storage_class: 'STANDARD_IA' }] },
        { id: 'expire-canary' },
      ]);
    }
    expect(ruleOf('failures')).toMatchObject([{ expiration: [{ days: 90 }] }]);
    expect(ruleOf('ledger')).toMatchObject([{ expiration: [{ days: 365 }] }]);
  });

  it.each([
    ['dev', dev],
    ['prod', prod],
  ])('%s sends no object events to EventBridge, which bills each', (_, environment) => {
    const notifications = synthesize(environment).resources('aws_s3_bucket_notification');
    expect(Object.keys(notifications)).toEqual(['producer_notification']);
    expect(notifications['producer_notification']).not.toHaveProperty('eventbridge');
  });

  it('sends the object events of every bucket to EventBridge with eventBridge true, by one notification each', () => {
    const announced = synthesize({ ...prod, buckets: { ...prod.buckets, eventBridge: true } });
    const notifications = Object.values(announced.resources('aws_s3_bucket_notification'));
    expect(notifications.map(({ bucket }) => bucket).sort()).toEqual(
      ['archive', 'failures', 'ledger', 'source'].map((bucket) => `\${aws_s3_bucket.${bucket}.bucket}`),
    );
    for (const notification of notifications) expect(notification).toMatchObject({ eventbridge: true });
  });

  it('lets the first consumer share the reads of the shards, and gives the second its own throughput', () => {
    const sources = Object.entries(stack.resources('aws_lambda_event_source_mapping'));
    expect(Object.fromEntries(sources.map(([name, { event_source_arn: arn }]) => [name, arn]))).toEqual({
      'consumer-archive_mapping': '${aws_kinesis_stream.stream.arn}',
      'consumer-audit_mapping': '${aws_kinesis_stream_consumer.consumer-audit_lane.arn}',
    });
  });

  it('keeps its state in a bucket that terraform init is told, locked while Terraform runs', () => {
    expect(stack.backend()).toMatchObject({ s3: { bucket: '', region: 'us-east-1', use_lockfile: true } });
  });

  it.each(functions)('reserves concurrency for %s and traces it with X-Ray', (name) => {
    expect(stack.resource('aws_lambda_function', name)).toMatchObject({
      reserved_concurrent_executions: name === 'producer' ? 50 : 20,
      tracing_config: { mode: 'Active' },
    });
  });

  it('has a wildcard resource for X-Ray only, which supports no other', () => {
    const wide = functions.flatMap((name) =>
      Object.entries(stack.permissions(name))
        .filter(([, { resources }]) => resources.includes('*'))
        .map(([sid]) => sid),
    );
    expect(wide).toEqual(['WriteTrace', 'WriteTrace', 'WriteTrace']);
    const untraced = synthesize({ ...prod, tracing: false });
    expect(untraced.permissions('producer')).not.toHaveProperty('WriteTrace');
    expect(untraced.resource('aws_lambda_function', 'producer')).not.toHaveProperty('tracing_config');
  });
});
