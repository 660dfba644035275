import { describe, expect, it } from '@jest/globals';
import { dev } from '../../src/environments/dev.js';
import { prod } from '../../src/environments/prod.js';
import { synthesize } from '../synthesize.js';

const stack = synthesize(prod);
const key = '${aws_kms_key.key.arn}';

/** A statement of a role, with its conditions. */
const statement = (owner: string, sid: string) =>
  stack.statements(`${owner}_permissions`).find((candidate) => candidate.sid === sid);

/** A statement for one use of the key. Several values are alternatives. */
const useFor = (action: string, context: string, ...values: string[]): unknown => {
  const test = values.some((value) => value.includes('*')) ? 'StringLike' : 'StringEquals';
  return expect.objectContaining({
    actions: [action],
    resources: [key],
    condition: [{ test, variable: `kms:EncryptionContext:${context}`, values }],
  });
};

const streamArn = 'arn:aws:kinesis:us-east-1:111122223333:stream/headwaters-ingest-prod-stream';
const bucketArn = (purpose: string) =>
  `arn:aws:s3:::headwaters-ingest-prod-${purpose}-111122223333-us-east-1`;

describe('PipelineKey', () => {
  it('rotates every 365 days, and its deletion can be cancelled for 30 days', () => {
    expect(stack.resource('aws_kms_key', 'key')).toMatchObject({
      enable_key_rotation: true,
      rotation_period_in_days: 365,
      deletion_window_in_days: 30,
    });
  });

  it('delegates access to IAM, and lets CloudWatch Logs use it for the logs of this pipeline only', () => {
    expect(stack.keyPolicy()).toMatchObject({
      Statement: [
        { Sid: 'LetIamDecide', Principal: { AWS: 'arn:aws:iam::111122223333:root' }, Action: 'kms:*' },
        {
          Sid: 'EncryptLogs',
          Principal: { Service: 'logs.us-east-1.amazonaws.com' },
          Condition: {
            ArnLike: {
              'kms:EncryptionContext:aws:logs:arn':
                'arn:aws:logs:us-east-1:111122223333:log-group:/aws/lambda/headwaters-ingest-prod-*',
            },
          },
        },
        { Sid: 'EncryptAlarms', Principal: { Service: 'cloudwatch.amazonaws.com' } },
      ],
    });
  });

  it('is named * in its own policy, as AWS documents', () => {
    expect(stack.keyPolicy().Statement.map(({ Resource }) => Resource)).toEqual(['*', '*', '*']);
  });

  it('encrypts the stream, the buckets, the logs and the environment variables', () => {
    expect(stack.resource('aws_kinesis_stream', 'stream')).toMatchObject({ kms_key_id: key });
    for (const bucket of ['source', 'archive', 'failures', 'ledger']) {
      expect(
        stack.resource('aws_s3_bucket_server_side_encryption_configuration', `${bucket}_encryption`),
      ).toMatchObject({
        rule: [
          {
            apply_server_side_encryption_by_default: { sse_algorithm: 'aws:kms', kms_master_key_id: key },
            bucket_key_enabled: true,
          },
        ],
      });
    }
    for (const name of ['producer', 'consumer-archive', 'consumer-audit']) {
      expect(stack.resource('aws_cloudwatch_log_group', `${name}_log`)).toMatchObject({ kms_key_id: key });
      expect(stack.resource('aws_lambda_function', name)).toMatchObject({ kms_key_arn: key });
    }
  });

  it('may be used by the producer for its environment variables, uploads, the stream, receipts and failures, and nothing else', () => {
    const own = 'arn:aws:lambda:us-east-1:111122223333:function:headwaters-ingest-prod-producer';
    expect(
      stack.statements('producer_permissions').filter(({ resources }) => resources.includes(key)),
    ).toEqual([
      useFor('kms:Decrypt', 'aws:lambda:FunctionArn', own, `${own}:*`),
      useFor('kms:Decrypt', 'aws:s3:arn', bucketArn('source'), `${bucketArn('source')}/*`),
      useFor('kms:GenerateDataKey', 'aws:kinesis:arn', streamArn),
      useFor('kms:GenerateDataKey', 'aws:s3:arn', bucketArn('ledger')),
      useFor('kms:Decrypt', 'aws:s3:arn', bucketArn('ledger')),
      // Source records.
      useFor('kms:GenerateDataKey', 'aws:s3:arn', bucketArn('ledger')),
      useFor('kms:GenerateDataKey', 'aws:s3:arn', bucketArn('failures')),
    ]);
  });

  it('may be used by consumers to read the stream, and by the archive consumer only to write the archive', () => {
    expect(statement('consumer-audit', 'DecryptRecords')).toEqual(
      useFor('kms:Decrypt', 'aws:kinesis:arn', streamArn),
    );
    expect(statement('consumer-archive', 'ArchiveBlocksEncrypt')).toEqual(
      useFor('kms:GenerateDataKey', 'aws:s3:arn', bucketArn('archive')),
    );
    expect(statement('consumer-archive', 'ReadReferencesDecrypt')).toEqual(
      useFor('kms:Decrypt', 'aws:s3:arn', bucketArn('source'), `${bucketArn('source')}/*`),
    );
    expect(statement('consumer-archive', 'ArchiveReferencesDecrypt')).toEqual(
      useFor('kms:Decrypt', 'aws:s3:arn', bucketArn('archive')),
    );
    expect(statement('consumer-audit', 'ArchiveBlocksEncrypt')).toBeUndefined();
  });

  it('is absent with AWS managed keys and with an existing key', () => {
    expect(synthesize(dev).resources('aws_kms_key')).toEqual({});
    const arn = 'arn:aws:kms:us-east-1:111122223333:key/0000-1111';
    const existing = synthesize({ ...dev, encryption: { key: 'existing', arn } });
    expect(existing.resources('aws_kms_key')).toEqual({});
    expect(existing.resource('aws_kinesis_stream', 'stream')).toMatchObject({ kms_key_id: arn });
  });
});
