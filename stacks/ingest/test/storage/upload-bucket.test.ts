import { describe, expect, it } from '@jest/globals';
import { dev } from '../../src/environments/dev.js';
import { synthesize } from '../synthesize.js';

const keyArn = 'arn:aws:kms:us-east-1:111122223333:key/0000-1111';
const bucketArn = 'arn:aws:s3:::uploads-of-sales';

const stack = synthesize({
  ...dev,
  encryption: { key: 'existing', arn: keyArn },
  buckets: { ...dev.buckets, existingSource: { name: 'uploads-of-sales', keyArn } },
});

describe('ExistingBucket', () => {
  it('is looked up; the stack changes only its notification', () => {
    expect(stack.data('aws_s3_bucket', 'source')).toMatchObject({ bucket: 'uploads-of-sales' });
    expect(Object.keys(stack.resources('aws_s3_bucket'))).toEqual(['archive', 'failures', 'ledger']);
    expect(Object.keys(stack.resources('aws_s3_bucket_policy'))).not.toContain('source_policy');
    expect(stack.resource('aws_s3_bucket_notification', 'producer_notification')).toMatchObject({
      bucket: 'uploads-of-sales',
    });
  });

  it('may invoke the producer, by its ARN and account', () => {
    expect(stack.resource('aws_lambda_permission', 'producer_notification_permission')).toMatchObject({
      source_arn: expect.stringMatching(/:s3:::uploads-of-sales$/),
      source_account: '${data.aws_caller_identity.account.account_id}',
    });
  });

  it('grants reads by version and the use of its key for this bucket only, with and without bucket keys', () => {
    const statements = stack.statements('producer_permissions');
    expect(statements.filter(({ sid }) => /ReadUploads|TellMissing/.test(sid))).toMatchObject([
      { actions: ['s3:GetObjectVersion'], resources: [`${bucketArn}/*`] },
      {
        actions: ['kms:Decrypt'],
        resources: [keyArn],
        condition: [
          {
            test: 'StringLike',
            variable: 'kms:EncryptionContext:aws:s3:arn',
            values: [bucketArn, `${bucketArn}/*`],
          },
        ],
      },
      { actions: ['s3:ListBucket'], resources: [bucketArn] },
    ]);
  });

  it('lets its notification wait for the retries of the producer, but not for its own versioning', () => {
    expect(stack.resource('aws_s3_bucket_notification', 'producer_notification')['depends_on']).toEqual([
      'aws_lambda_permission.producer_notification_permission',
      'aws_lambda_function_event_invoke_config.producer_retries',
      'aws_lambda_function_recursion_config.producer_continuation',
    ]);
  });

  it('needs no key permission without a customer managed key', () => {
    const plain = synthesize({ ...dev, buckets: { ...dev.buckets, existingSource: { name: 'uploads' } } });
    expect(Object.keys(plain.permissions('producer'))).not.toContain('ReadUploadsDecrypt');
  });
});
