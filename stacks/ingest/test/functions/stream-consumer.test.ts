import { describe, expect, it } from '@jest/globals';
import { dev } from '../../src/environments/dev.js';
import { synthesize } from '../synthesize.js';

const stack = synthesize();

const everyConsumer = (name: string) => ({
  WriteLog: {
    actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    resources: [
      `arn:aws:logs:us-east-1:111122223333:log-group:/aws/lambda/headwaters-ingest-dev-consumer-${name}:*`,
    ],
  },
  WriteTrace: { actions: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], resources: ['*'] },
  ReadStream: {
    actions: [
      'kinesis:DescribeStream',
      'kinesis:DescribeStreamSummary',
      'kinesis:GetRecords',
      'kinesis:GetShardIterator',
      'kinesis:ListShards',
    ],
    resources: ['arn:aws:kinesis:us-east-1:111122223333:stream/headwaters-ingest-dev-stream'],
  },
  WriteReceipts: {
    actions: ['s3:PutObject'],
    resources: ['arn:aws:s3:::headwaters-ingest-dev-ledger-111122223333-us-east-1/receipts/*'],
  },
  ListSources: {
    actions: ['s3:ListBucket'],
    resources: ['arn:aws:s3:::headwaters-ingest-dev-ledger-111122223333-us-east-1'],
  },
  ReadSources: {
    actions: ['s3:GetObject'],
    resources: ['arn:aws:s3:::headwaters-ingest-dev-ledger-111122223333-us-east-1/sources/*'],
  },
  KeepFailures: {
    actions: ['s3:PutObject'],
    resources: ['arn:aws:s3:::headwaters-ingest-dev-failures-111122223333-us-east-1/aws/lambda/*'],
  },
  FindFailureBucket: {
    actions: ['s3:ListBucket'],
    resources: ['arn:aws:s3:::headwaters-ingest-dev-failures-111122223333-us-east-1'],
  },
  QuarantineRecords: {
    actions: ['s3:PutObject'],
    resources: [
      `arn:aws:s3:::headwaters-ingest-dev-failures-111122223333-us-east-1/quarantine/${name}/*`,
      `arn:aws:s3:::headwaters-ingest-dev-failures-111122223333-us-east-1/attempts/${name}/*`,
    ],
  },
  EndAttempts: {
    actions: ['s3:DeleteObject'],
    resources: [`arn:aws:s3:::headwaters-ingest-dev-failures-111122223333-us-east-1/attempts/${name}/*`],
  },
});

describe('StreamConsumer', () => {
  it('with the log sink may read the stream, write receipts, failures, quarantined records, its attempt markers, logs and traces, look up sources, and nothing else', () => {
    expect(stack.permissions('consumer-audit')).toEqual(everyConsumer('audit'));
  });

  it('with the archive sink may also write to the archive, and read oversize records from the source bucket, where it sees which objects exist', () => {
    expect(stack.permissions('consumer-archive')).toEqual({
      ...everyConsumer('archive'),
      ArchiveBlocks: {
        actions: ['s3:PutObject'],
        resources: ['arn:aws:s3:::headwaters-ingest-dev-archive-111122223333-us-east-1/*'],
      },
      ReadReferences: {
        actions: ['s3:GetObjectVersion'],
        resources: ['arn:aws:s3:::headwaters-ingest-dev-source-111122223333-us-east-1/*'],
      },
      FindReferences: {
        actions: ['s3:ListBucket'],
        resources: ['arn:aws:s3:::headwaters-ingest-dev-source-111122223333-us-east-1'],
      },
      ArchiveReferences: {
        actions: ['s3:AbortMultipartUpload'],
        resources: ['arn:aws:s3:::headwaters-ingest-dev-archive-111122223333-us-east-1/*'],
      },
    });
  });

  it.each(['KeepFailures', 'QuarantineRecords', 'EndAttempts'])(
    'may use the failures bucket only if it belongs to this account: %s',
    (sid) => {
      expect(stack.statements('consumer-audit_permissions')).toContainEqual(
        expect.objectContaining({
          sid,
          condition: [{ test: 'StringEquals', variable: 's3:ResourceAccount', values: ['111122223333'] }],
        }),
      );
    },
  );

  it.each(['consumer-archive', 'consumer-audit'])(
    '%s reads the stream from its start, retries without a limit of their number until 12 hours, and has a failure destination',
    (name) => {
      expect(stack.resource('aws_lambda_event_source_mapping', `${name}_mapping`)).toMatchObject({
        event_source_arn: '${aws_kinesis_stream.stream.arn}',
        function_name: `\${aws_lambda_function.${name}.arn}`,
        starting_position: 'TRIM_HORIZON',
        batch_size: 100,
        maximum_batching_window_in_seconds: 1,
        parallelization_factor: 1,
        maximum_retry_attempts: -1,
        maximum_record_age_in_seconds: 43_200,
        bisect_batch_on_function_error: true,
        function_response_types: ['ReportBatchItemFailures'],
        destination_config: { on_failure: { destination_arn: '${aws_s3_bucket.failures.arn}' } },
      });
    },
  );

  it('has its name and sink in its environment variables', () => {
    expect(stack.resource('aws_lambda_function', 'consumer-archive')['environment']).toEqual({
      variables: {
        CONSUMER_NAME: 'archive',
        FAILURES_BUCKET: '${aws_s3_bucket.failures.bucket}',
        QUARANTINE_AFTER_SECONDS: '3600',
        LEDGER_BUCKET: '${aws_s3_bucket.ledger.bucket}',
        LOG_LEVEL: 'INFO',
        METRICS_NAMESPACE: 'headwaters-ingest-dev',
        SINK: 'archive',
        ARCHIVE_BUCKET: '${aws_s3_bucket.archive.bucket}',
        SOURCE_BUCKET: '${aws_s3_bucket.source.bucket}',
      },
    });
    expect(stack.resource('aws_lambda_function', 'consumer-audit')['environment']).toEqual({
      variables: {
        CONSUMER_NAME: 'audit',
        FAILURES_BUCKET: '${aws_s3_bucket.failures.bucket}',
        QUARANTINE_AFTER_SECONDS: '3600',
        LEDGER_BUCKET: '${aws_s3_bucket.ledger.bucket}',
        LOG_LEVEL: 'INFO',
        METRICS_NAMESPACE: 'headwaters-ingest-dev',
        SINK: 'log',
        LOG_PAYLOAD: 'false',
      },
    });
  });

  it('retries at most maxRetries times if it is set', () => {
    const consumers = dev.consumers.map((consumer) => ({ ...consumer, maxRetries: 6 }));
    const mappings = synthesize({ ...dev, consumers }).resources('aws_lambda_event_source_mapping');
    expect(mappings['consumer-audit_mapping']).toMatchObject({ maximum_retry_attempts: 6 });
  });

  it('logs payloads with logPayload true', () => {
    const consumers = dev.consumers.map((consumer) =>
      consumer.sink === 'log' ? { ...consumer, logPayload: true } : consumer,
    );
    expect(synthesize({ ...dev, consumers }).resource('aws_lambda_function', 'consumer-audit')).toMatchObject(
      {
        environment: { variables: { LOG_PAYLOAD: 'true' } },
      },
    );
  });

  it('starts at a time with AT_TIMESTAMP', () => {
    const consumers = dev.consumers.map((consumer) => ({
      ...consumer,
      startingPosition: 'AT_TIMESTAMP' as const,
      startingTimestamp: '2026-11-28T09:00:00Z',
    }));
    const mappings = synthesize({ ...dev, consumers }).resources('aws_lambda_event_source_mapping');
    expect(mappings['consumer-audit_mapping']).toMatchObject({
      starting_position: 'AT_TIMESTAMP',
      starting_position_timestamp: '2026-11-28T09:00:00Z',
    });
    expect(stack.resource('aws_lambda_event_source_mapping', 'consumer-audit_mapping')).not.toHaveProperty(
      'starting_position_timestamp',
    );
  });

  it('reads through an enhanced fan-out consumer with fanOut true', () => {
    const consumers = dev.consumers.map((consumer) => ({ ...consumer, fanOut: consumer.name === 'audit' }));
    const fannedOut = synthesize({ ...dev, consumers });
    expect(fannedOut.resource('aws_kinesis_stream_consumer', 'consumer-audit_lane')).toMatchObject({
      name: 'headwaters-ingest-dev-consumer-audit',
      stream_arn: '${aws_kinesis_stream.stream.arn}',
    });
    const sources = Object.values(fannedOut.resources('aws_lambda_event_source_mapping')).map(
      (mapping) => mapping['event_source_arn'],
    );
    expect(sources).toEqual([
      '${aws_kinesis_stream.stream.arn}',
      '${aws_kinesis_stream_consumer.consumer-audit_lane.arn}',
    ]);
    expect(fannedOut.permissions('consumer-audit')['ReadOwnLane']).toEqual({
      actions: ['kinesis:DescribeStreamConsumer', 'kinesis:SubscribeToShard'],
      resources: [
        'arn:aws:kinesis:us-east-1:111122223333:stream/headwaters-ingest-dev-stream/consumer/headwaters-ingest-dev-consumer-audit:*',
      ],
    });
    expect(fannedOut.permissions('consumer-archive')).not.toHaveProperty('ReadOwnLane');
  });

  it('runs the archive of another team with its environment variables', () => {
    const [first] = dev.consumers;
    if (first?.sink !== 'archive') throw new Error('dev has no archive consumer');
    const consumers = [
      {
        ...first,
        name: 'billing',
        sink: 'own',
        archiveFile: 'apps/producer/dist/producer.zip',
        variables: { TABLE: 'bills' },
      },
    ] as const;
    const billing = synthesize({ ...dev, consumers: [...consumers] }).resource(
      'aws_lambda_function',
      'consumer-billing',
    );
    expect(billing).toMatchObject({
      filename: expect.stringMatching(/producer\.zip$/),
      environment: { variables: { CONSUMER_NAME: 'billing', TABLE: 'bills' } },
    });
  });

  it('with versions, reads the stream through the alias live, which a rollback points back', () => {
    const mappings = synthesize({ ...dev, versions: true }).resources('aws_lambda_event_source_mapping');
    expect(mappings['consumer-audit_mapping']).toMatchObject({
      function_name: '${aws_lambda_alias.consumer-audit_live.arn}',
    });
  });

  it('has a filter with the patterns of the settings', () => {
    const consumers = dev.consumers.map((consumer) =>
      consumer.name === 'audit' ? { ...consumer, filter: [{ data: { level: ['error'] } }] } : consumer,
    );
    const stream = { capacity: { mode: 'existing', name: 'orders' }, retentionHours: 24 } as const;
    const mappings = synthesize({ ...dev, stream, consumers }).resources('aws_lambda_event_source_mapping');
    expect(mappings['consumer-audit_mapping']).toMatchObject({
      filter_criteria: { filter: [{ pattern: '{"data":{"level":["error"]}}' }] },
    });
    expect(mappings['consumer-archive_mapping']).not.toHaveProperty('filter_criteria');
  });

  it('reads the stream unless it is disabled, and then has no alarm that it has stopped', () => {
    const [archive, audit] = dev.consumers;
    if (archive === undefined || audit === undefined) throw new Error('dev has two consumers');
    const paused = synthesize({ ...dev, consumers: [archive, { ...audit, enabled: false }] });
    const mappingOf = (name: string) =>
      paused.resource('aws_lambda_event_source_mapping', `consumer-${name}_mapping`);
    expect(mappingOf('audit')).toMatchObject({ enabled: false });
    expect(mappingOf('archive')).not.toHaveProperty('enabled');
    const stopped = Object.keys(paused.resources('aws_cloudwatch_metric_alarm')).filter((name) =>
      name.includes('stopped'),
    );
    expect(stopped).toEqual(['alarm_consumer-archive-stopped', 'alarm_consumer-archive-stopped-hours']);
  });
});
