import { describe, expect, it } from '@jest/globals';
import { dev } from '../../src/environments/dev.js';
import { prod } from '../../src/environments/prod.js';
import type { IngestSettingsInput } from '../../src/settings/ingest-settings.js';
import { synthesize } from '../synthesize.js';

const stack = synthesize();

describe.each(['source', 'archive', 'failures'])('PrivateBucket: the %s bucket', (bucket) => {
  const reference = `\${aws_s3_bucket.${bucket}.bucket}`;

  const arn = `arn:aws:s3:::headwaters-ingest-dev-${bucket}-111122223333-us-east-1`;

  it('is versioned', () => {
    expect(stack.resource('aws_s3_bucket_versioning', `${bucket}_versioning`)).toMatchObject({
      bucket: reference,
      versioning_configuration: { status: 'Enabled' },
    });
  });

  it('is encrypted with SSE-S3', () => {
    expect(
      stack.resource('aws_s3_bucket_server_side_encryption_configuration', `${bucket}_encryption`),
    ).toMatchObject({
      bucket: reference,
      rule: [{ apply_server_side_encryption_by_default: { sse_algorithm: 'AES256' } }],
    });
  });

  it('blocks public access in all four ways', () => {
    expect(stack.resource('aws_s3_bucket_public_access_block', `${bucket}_public-access`)).toMatchObject({
      bucket: reference,
      block_public_acls: true,
      block_public_policy: true,
      ignore_public_acls: true,
      restrict_public_buckets: true,
    });
  });

  it('has no access control lists', () => {
    expect(stack.resource('aws_s3_bucket_ownership_controls', `${bucket}_ownership`)).toMatchObject({
      bucket: reference,
      rule: { object_ownership: 'BucketOwnerEnforced' },
    });
  });

  it('denies every request without TLS, to everyone', () => {
    expect(stack.resource('aws_s3_bucket_policy', `${bucket}_policy`)).toMatchObject({
      bucket: reference,
      policy: `\${data.aws_iam_policy_document.${bucket}_tls-only.json}`,
    });
    expect(stack.statements(`${bucket}_tls-only`)[0]).toEqual({
      sid: 'TlsOnly',
      effect: 'Deny',
      actions: ['s3:*'],
      principals: [{ type: '*', identifiers: ['*'] }],
      resources: [arn, `${arn}/*`],
      condition: [{ test: 'Bool', variable: 'aws:SecureTransport', values: ['false'] }],
    });
  });

  it('expires replaced versions after 7 days and abandoned uploads after 3', () => {
    expect(stack.resource('aws_s3_bucket_lifecycle_configuration', `${bucket}_lifecycle`)).toMatchObject({
      rule: [
        {
          status: 'Enabled',
          noncurrent_version_expiration: [{ noncurrent_days: 7 }],
          abort_incomplete_multipart_upload: [{ days_after_initiation: 3 }],
        },
      ],
    });
  });
});

const keyHeader = 's3:x-amz-server-side-encryption-aws-kms-key-id';
const isPresent = (variable: string) => ({ test: 'Null', variable, values: ['false'] });

describe('PrivateBucket, uploads under other keys', () => {
  const denials = (settings: IngestSettingsInput, bucket = 'source') =>
    synthesize(settings).statements(`${bucket}_tls-only`).slice(1);
  const ofUploads = (environment: string) => ({
    effect: 'Deny',
    actions: ['s3:PutObject'],
    resources: [`arn:aws:s3:::headwaters-ingest-${environment}-source-111122223333-us-east-1/*`],
    principals: [{ type: '*', identifiers: ['*'] }],
  });

  it('are denied if the request names a KMS key that is not that of the bucket; one without a key gets that of the bucket', () => {
    expect(denials(prod)[0]).toEqual({
      ...ofUploads('prod'),
      sid: 'NoOtherKey',
      condition: [
        isPresent(keyHeader),
        { test: 'StringNotEquals', variable: keyHeader, values: ['${aws_kms_key.key.arn}'] },
      ],
    });
  });

  it('are denied if the request names any KMS key, and the bucket has none', () => {
    expect(denials(dev)[0]).toEqual({
      ...ofUploads('dev'),
      sid: 'NoOtherKey',
      condition: [isPresent(keyHeader)],
    });
  });

  it.each([
    ['with a KMS key', prod],
    ['with SSE-S3', dev],
  ])('are denied under a key of the sender (SSE-C), %s', (_, settings) => {
    expect(denials(settings)[1]).toEqual({
      ...ofUploads(settings.environment),
      sid: 'NoKeyOfSender',
      condition: [isPresent('s3:x-amz-server-side-encryption-customer-algorithm')],
    });
  });

  it('are accepted with denyOtherKeys false', () => {
    expect(denials({ ...prod, buckets: { ...prod.buckets, denyOtherKeys: false } })).toEqual([]);
  });

  it.each(['archive', 'failures', 'ledger'])(
    'need no denial on the %s bucket, which senders can not write',
    (bucket) => {
      expect(denials(prod, bucket)).toEqual([]);
    },
  );
});

describe('PrivateBucket', () => {
  it('expires failures after 14 days, but no uploads and no archived blocks', () => {
    const ruleOf = (bucket: string) => {
      const { rule } = stack.resource('aws_s3_bucket_lifecycle_configuration', `${bucket}_lifecycle`);
      return (rule as readonly unknown[])[0];
    };
    expect(ruleOf('failures')).toMatchObject({ expiration: [{ days: 14 }] });
    expect(ruleOf('source')).not.toHaveProperty('expiration');
    expect(ruleOf('archive')).not.toHaveProperty('expiration');
  });

  it('is destroyed with its contents only with destroyWithContents true', () => {
    const kept = synthesize({ ...dev, buckets: { ...dev.buckets, destroyWithContents: false } });
    expect(stack.resource('aws_s3_bucket', 'source')).toMatchObject({ force_destroy: true });
    expect(kept.resource('aws_s3_bucket', 'source')).toMatchObject({ force_destroy: false });
  });
});
