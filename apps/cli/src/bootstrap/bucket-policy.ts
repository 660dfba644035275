import type { FoundationBucket } from './foundation-bucket.js';

/**
 * TLS for everyone; for access logs also the right of S3 to write them, for buckets of this account alone.
 * Source: S3 user guide, enable-server-access-logging.
 */
export function bucketPolicy({ name, purpose, account }: FoundationBucket): string {
  const arn = `arn:${account.partition}:s3:::${name}`;
  const tlsOnly = {
    Sid: 'TlsOnly',
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:*',
    Resource: [arn, `${arn}/*`],
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  };
  const writeLogs = {
    Sid: 'WriteAccessLogs',
    Effect: 'Allow',
    Principal: { Service: 'logging.s3.amazonaws.com' },
    Action: 's3:PutObject',
    Resource: `${arn}/*`,
    Condition: { StringEquals: { 'aws:SourceAccount': account.id } },
  };
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: purpose === 'access-logs' ? [tlsOnly, writeLogs] : [tlsOnly],
  });
}
