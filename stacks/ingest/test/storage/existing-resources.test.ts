import { describe, expect, it } from '@jest/globals';
import { dev } from '../../src/environments/dev.js';
import { synthesize } from '../synthesize.js';

const keyArn = 'arn:aws:kms:us-east-1:111122223333:key/0000-1111';
const bucketArn = 'arn:aws:s3:::uploads-of-sales';
const streamArn = 'arn:aws:kinesis:us-east-1:111122223333:stream/orders';

const stack = synthesize({
  ...dev,
  encryption: { key: 'existing', arn: keyArn },
  buckets: { ...dev.buckets, existingSource: { name: 'uploads-of-sales', keyArn } },
  stream: { capacity: { mode: 'existing', name: 'orders', keyArn }, retentionHours: 48 },
});

const useFor = (action: string, context: string, value: string): unknown =>
  expect.objectContaining({
    actions: [action],
    resources: [keyArn],
    condition: [{ test: 'StringEquals', variable: `kms:EncryptionContext:${context}`, values: [value] }],
  });

const producerStatements = stack.statements('producer_permissions');

describe('ExistingBucket', () => {
  it('is looked up, and neither made nor changed but for its notification', () => {
    expect(stack.data('aws_s3_bucket', 'source')).toMatchObject({ bucket: 'uploads-of-sales' });
    expect(Object.keys(stack.resources('aws_s3_bucket'))).toEqual(['archive', 'failures', 'ledger']);
    expect(Object.keys(stack.resources('aws_s3_bucket_policy'))).not.toContain('source_policy');
    expect(stack.resource('aws_s3_bucket_notification', 'producer_notification')).toMatchObject({
      bucket: 'uploads-of-sales',
    });
  });

  it('may start the producer, by its ARN and account', () => {
    expect(stack.resource('aws_lambda_permission', 'producer_notification_permission')).toMatchObject({
      source_arn: expect.stringMatching(/:s3:::uploads-of-sales$/),
      source_account: '${data.aws_caller_identity.account.account_id}',
    });
  });

  it('is read by version, with its own key, and by nothing more', () => {
    const forUploads = producerStatements.filter(({ sid }) => /ReadUploads|TellMissing/.test(sid));
    expect(forUploads).toMatchObject([
      { actions: ['s3:GetObjectVersion'], resources: [`${bucketArn}/*`] },
      { actions: ['kms:Decrypt'], resources: [keyArn] },
      { actions: ['s3:ListBucket'], resources: [bucketArn] },
    ]);
    expect(producerStatements).toContainEqual(useFor('kms:Decrypt', 'aws:s3:arn', bucketArn));
  });

  it('needs no permission for a key where AWS holds it', () => {
    const plain = synthesize({ ...dev, buckets: { ...dev.buckets, existingSource: { name: 'uploads' } } });
    expect(Object.keys(plain.permissions('producer'))).not.toContain('ReadUploadsDecrypt');
  });
});

describe('ExistingStream', () => {
  it('is looked up, and fails the plan if it forgets sooner than the settings say', () => {
    expect(stack.resources('aws_kinesis_stream')).toEqual({});
    expect(stack.data('aws_kinesis_stream', 'stream')).toMatchObject({
      name: 'orders',
      lifecycle: { postcondition: [{ condition: '${self.retention_period >= 48}' }] },
    });
  });

  it('is written and read by name, with its own key', () => {
    expect(producerStatements).toContainEqual(useFor('kms:GenerateDataKey', 'aws:kinesis:arn', streamArn));
    expect(stack.statements('consumer-audit_permissions')).toContainEqual(
      useFor('kms:Decrypt', 'aws:kinesis:arn', streamArn),
    );
    expect(stack.resource('aws_lambda_function', 'producer')).toMatchObject({
      environment: { variables: { STREAM_NAME: 'orders' } },
    });
    expect(stack.resource('aws_lambda_event_source_mapping', 'consumer-audit_mapping')).toMatchObject({
      event_source_arn: expect.stringMatching(/:stream\/orders$/),
    });
  });

  it('is not watched for its shards, which somebody else counts', () => {
    const alarms = Object.keys(stack.resources('aws_cloudwatch_metric_alarm'));
    expect(alarms).toContain('alarm_stream-throttled');
    expect(alarms).not.toContain('alarm_stream-nearly-full');
  });
});
