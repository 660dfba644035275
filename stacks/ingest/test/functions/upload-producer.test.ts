import { describe, expect, it } from '@jest/globals';
import { dev } from '../../src/environments/dev.js';
import { synthesize } from '../synthesize.js';

const stack = synthesize();

describe('UploadProducer', () => {
  it('may read uploads, publish blocks, write receipts and read its own, record sources, write failures, logs and traces, invoke itself, and nothing else', () => {
    expect(stack.permissions('producer')).toEqual({
      WriteLog: {
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [
          'arn:aws:logs:us-east-1:111122223333:log-group:/aws/lambda/headwaters-ingest-dev-producer:*',
        ],
      },
      WriteTrace: { actions: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], resources: ['*'] },
      ReadUploads: {
        actions: ['s3:GetObjectVersion'],
        resources: ['arn:aws:s3:::headwaters-ingest-dev-source-111122223333-us-east-1/*'],
      },
      TellMissingFromDenied: {
        actions: ['s3:ListBucket'],
        resources: ['arn:aws:s3:::headwaters-ingest-dev-source-111122223333-us-east-1'],
      },
      ContinueInFreshInvocation: {
        actions: ['lambda:InvokeFunction'],
        resources: ['arn:aws:lambda:us-east-1:111122223333:function:headwaters-ingest-dev-producer'],
      },
      PublishBlocks: {
        actions: ['kinesis:PutRecords'],
        resources: ['arn:aws:kinesis:us-east-1:111122223333:stream/headwaters-ingest-dev-stream'],
      },
      WriteReceipts: {
        actions: ['s3:PutObject'],
        resources: ['arn:aws:s3:::headwaters-ingest-dev-ledger-111122223333-us-east-1/receipts/*'],
      },
      RecordSources: {
        actions: ['s3:PutObject'],
        resources: ['arn:aws:s3:::headwaters-ingest-dev-ledger-111122223333-us-east-1/sources/*'],
      },
      ListOwnReceipts: {
        actions: ['s3:ListBucket'],
        resources: ['arn:aws:s3:::headwaters-ingest-dev-ledger-111122223333-us-east-1'],
      },
      ReadOwnReceipts: {
        actions: ['s3:GetObject'],
        resources: ['arn:aws:s3:::headwaters-ingest-dev-ledger-111122223333-us-east-1/receipts/*/producer/*'],
      },
      KeepFailures: {
        actions: ['s3:PutObject'],
        resources: ['arn:aws:s3:::headwaters-ingest-dev-failures-111122223333-us-east-1/aws/lambda/*'],
      },
      FindFailureBucket: {
        actions: ['s3:ListBucket'],
        resources: ['arn:aws:s3:::headwaters-ingest-dev-failures-111122223333-us-east-1'],
      },
    });
  });

  it('may list its own receipts, but not those of the consumers', () => {
    const [list] = stack.statements('producer_permissions').filter(({ sid }) => sid === 'ListOwnReceipts');
    expect(list).toMatchObject({
      condition: [{ test: 'StringLike', variable: 's3:prefix', values: ['receipts/*/producer/*'] }],
    });
  });

  it('has its stream and its block settings in its environment variables', () => {
    expect(stack.resource('aws_lambda_function', 'producer')).toMatchObject({
      environment: {
        variables: {
          STREAM_NAME: '${aws_kinesis_stream.stream.name}',
          LEDGER_BUCKET: '${aws_s3_bucket.ledger.bucket}',
          CELL_BYTES: '786432',
          BLOCK_COMPRESSION: 'auto',
          RECORD_LAYOUT: 'lines',
          CSV_HEADER: 'none',
          PARTITION_STRATEGY: 'object',
          FAIR_SHARE_SECONDS: '60',
          LOG_LEVEL: 'INFO',
          METRICS_NAMESPACE: 'headwaters-ingest-dev',
        },
      },
    });
  });

  it('has the partition field and the number of slots in its environment variables', () => {
    const producer = {
      ...dev.producer,
      recordLayout: 'csv',
      csvHeader: 'first-row',
      partitionStrategy: 'field',
      partitionField: 'user id',
      partitionSlots: 32,
    } as const;
    expect(synthesize({ ...dev, producer }).resource('aws_lambda_function', 'producer')).toMatchObject({
      environment: {
        variables: {
          RECORD_LAYOUT: 'csv',
          CSV_HEADER: 'first-row',
          PARTITION_STRATEGY: 'field',
          PARTITION_FIELD: 'user id',
          PARTITION_SLOTS: '32',
        },
      },
    });
  });

  it('may invoke itself without the recursion limit', () => {
    expect(stack.resource('aws_lambda_function_recursion_config', 'producer_continuation')).toMatchObject({
      function_name: '${aws_lambda_function.producer.function_name}',
      recursive_loop: 'Allow',
    });
  });

  it('is retried twice within an hour; the failures bucket then receives the event', () => {
    expect(stack.resource('aws_lambda_function_event_invoke_config', 'producer_retries')).toMatchObject({
      function_name: '${aws_lambda_function.producer.function_name}',
      maximum_retry_attempts: 2,
      maximum_event_age_in_seconds: 3_600,
      destination_config: { on_failure: { destination: '${aws_s3_bucket.failures.arn}' } },
    });
  });
});

describe('UploadProducer with versions', () => {
  const versioned = synthesize({ ...dev, versions: true });

  it('may invoke its alias live, and no other version of itself', () => {
    expect(versioned.permissions('producer')['ContinueInFreshInvocation']).toEqual({
      actions: ['lambda:InvokeFunction'],
      resources: ['arn:aws:lambda:us-east-1:111122223333:function:headwaters-ingest-dev-producer:live'],
    });
  });

  it('is retried as the settings say when the alias is invoked', () => {
    expect(versioned.resource('aws_lambda_function_event_invoke_config', 'producer_retries')).toMatchObject({
      function_name: '${aws_lambda_function.producer.function_name}',
      qualifier: '${aws_lambda_alias.producer_live.name}',
      destination_config: { on_failure: { destination: '${aws_s3_bucket.failures.arn}' } },
    });
  });

  it('may recurse in every version: the setting belongs to the function', () => {
    expect(versioned.resource('aws_lambda_function_recursion_config', 'producer_continuation')).toEqual(
      stack.resource('aws_lambda_function_recursion_config', 'producer_continuation'),
    );
  });

  it('is notified of uploads through the alias, which alone the bucket may invoke', () => {
    expect(versioned.resource('aws_s3_bucket_notification', 'producer_notification')).toMatchObject({
      lambda_function: [{ lambda_function_arn: '${aws_lambda_alias.producer_live.arn}' }],
    });
    expect(versioned.resource('aws_lambda_permission', 'producer_notification_permission')).toMatchObject({
      function_name: '${aws_lambda_function.producer.function_name}',
      qualifier: '${aws_lambda_alias.producer_live.name}',
      source_arn: '${aws_s3_bucket.source.arn}',
    });
  });
});

describe('UploadNotification', () => {
  it('starts the producer for every created object with the suffix .txt', () => {
    expect(stack.resource('aws_s3_bucket_notification', 'producer_notification')).toMatchObject({
      bucket: '${aws_s3_bucket.source.bucket}',
      lambda_function: [
        {
          events: ['s3:ObjectCreated:*'],
          filter_suffix: '.txt',
          lambda_function_arn: '${aws_lambda_function.producer.arn}',
        },
      ],
    });
  });

  it('has one filter per suffix', () => {
    const two = synthesize({ ...dev, buckets: { ...dev.buckets, suffixes: ['.txt', '.csv'] } });
    expect(two.resource('aws_s3_bucket_notification', 'producer_notification')).toMatchObject({
      lambda_function: [
        { id: 'uploads.txt', filter_suffix: '.txt' },
        { id: 'uploads.csv', filter_suffix: '.csv' },
      ],
    });
  });

  it('lets only the bucket of this account invoke the function, by a permission that is created first', () => {
    expect(stack.resource('aws_lambda_permission', 'producer_notification_permission')).toMatchObject({
      action: 'lambda:InvokeFunction',
      principal: 's3.amazonaws.com',
      source_arn: '${aws_s3_bucket.source.arn}',
      source_account: '${data.aws_caller_identity.account.account_id}',
    });
    expect(stack.resource('aws_s3_bucket_notification', 'producer_notification')['depends_on']).toContain(
      'aws_lambda_permission.producer_notification_permission',
    );
  });

  it('announces the first upload after versioning, encryption, retries and continuation are in place', () => {
    expect(stack.resource('aws_s3_bucket_notification', 'producer_notification')['depends_on']).toEqual([
      'aws_lambda_permission.producer_notification_permission',
      'aws_lambda_function_event_invoke_config.producer_retries',
      'aws_lambda_function_recursion_config.producer_continuation',
      'aws_s3_bucket_versioning.source_versioning',
      'aws_s3_bucket_server_side_encryption_configuration.source_encryption',
    ]);
  });
});
