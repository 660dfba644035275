import { describe, expect, it } from '@jest/globals';
import { dev } from '../../src/environments/dev.js';
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

  it('denies every request without TLS', () => {
    expect(stack.resource('aws_s3_bucket_policy', `${bucket}_policy`)).toMatchObject({
      bucket: reference,
      policy: `\${data.aws_iam_policy_document.${bucket}_tls-only.json}`,
    });
    expect(stack.statements(`${bucket}_tls-only`)).toEqual([
      {
        sid: 'TlsOnly',
        effect: 'Deny',
        actions: ['s3:*'],
        principals: [{ type: '*', identifiers: ['*'] }],
        resources: [arn, `${arn}/*`],
        condition: [{ test: 'Bool', variable: 'aws:SecureTransport', values: ['false'] }],
      },
    ]);
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
