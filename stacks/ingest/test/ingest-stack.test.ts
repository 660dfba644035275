import { describe, expect, it } from '@jest/globals';
import { dev } from '../src/environments/dev.js';
import { synthesize } from './synthesize.js';

const stack = synthesize();

describe('IngestStack', () => {
  it('has one role per function', () => {
    const roles = Object.values(stack.resources('aws_lambda_function')).map(({ role }) => role);
    expect(roles).toEqual([
      '${aws_iam_role.consumer-archive_role.arn}',
      '${aws_iam_role.consumer-audit_role.arn}',
      '${aws_iam_role.producer_role.arn}',
    ]);
  });

  it('names resources by prefix and environment', () => {
    expect(stack.resource('aws_kinesis_stream', 'stream')).toMatchObject({
      name: 'headwaters-ingest-dev-stream',
    });
    expect(stack.resource('aws_lambda_function', 'consumer-audit')).toMatchObject({
      function_name: 'headwaters-ingest-dev-consumer-audit',
    });
    expect(stack.resource('aws_s3_bucket', 'source')).toMatchObject({
      bucket: 'headwaters-ingest-dev-source-${data.aws_caller_identity.account.account_id}-us-east-1',
    });
  });

  it('adds a consumer without a change to the others', () => {
    const [first] = dev.consumers;
    if (!first) throw new Error('dev has no consumer');
    const wider = synthesize({ ...dev, consumers: [...dev.consumers, { ...first, name: 'replay' }] });
    const mappings = wider.resources('aws_lambda_event_source_mapping');
    expect(Object.keys(mappings)).toEqual([
      'consumer-archive_mapping',
      'consumer-audit_mapping',
      'consumer-replay_mapping',
    ]);
    expect(mappings).toMatchObject(stack.resources('aws_lambda_event_source_mapping'));
  });

  it('outputs the names of its buckets, stream and functions', () => {
    expect(stack.outputs()).toEqual({
      'source-bucket': '${aws_s3_bucket.source.bucket}',
      'archive-bucket': '${aws_s3_bucket.archive.bucket}',
      'failures-bucket': '${aws_s3_bucket.failures.bucket}',
      'ledger-bucket': '${aws_s3_bucket.ledger.bucket}',
      'stream-name': '${aws_kinesis_stream.stream.name}',
      'producer-function': '${aws_lambda_function.producer.function_name}',
      'consumer-functions': [
        '${aws_lambda_function.consumer-archive.function_name}',
        '${aws_lambda_function.consumer-audit.function_name}',
      ],
      'consumer-names': ['archive', 'audit'],
      'consumer-mapping-ids': [
        '${aws_lambda_event_source_mapping.consumer-archive_mapping.uuid}',
        '${aws_lambda_event_source_mapping.consumer-audit_mapping.uuid}',
      ],
      'archive-consumer': 'archive',
      'stream-arn': '${aws_kinesis_stream.stream.arn}',
      'upload-filters': [{ prefix: '', suffix: '.txt' }],
      'receipt-days': 14,
      'retention-hours': 24,
    });
    expect(synthesize({ ...dev, versions: true }).outputs()).toMatchObject({
      'function-alias': '${aws_lambda_alias.producer_live.name}',
    });
  });
});
