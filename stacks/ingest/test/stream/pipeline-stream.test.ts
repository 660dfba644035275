import { describe, expect, it } from '@jest/globals';
import { dev } from '../../src/environments/dev.js';
import { synthesize } from '../synthesize.js';

describe('EncryptedStream', () => {
  const stream = synthesize().resource('aws_kinesis_stream', 'stream');

  it('encrypts Kinesis records with the AWS managed key', () => {
    expect(stream).toMatchObject({ encryption_type: 'KMS', kms_key_id: 'alias/aws/kinesis' });
  });

  it('has the shards and the retention of the settings', () => {
    expect(stream).toMatchObject({
      shard_count: 1,
      retention_period: 24,
      stream_mode_details: { stream_mode: 'PROVISIONED' },
    });
  });

  it('has 17 shards for a load of 10 blocks of 1 MiB per second, of which it uses at most 60 %', () => {
    const capacity = { mode: 'provisioned-by-load', recordBytes: 1_048_576, recordsPerSecond: 10 } as const;
    const loaded = synthesize({ ...dev, stream: { ...dev.stream, capacity } });
    expect(loaded.resource('aws_kinesis_stream', 'stream')).toMatchObject({ shard_count: 17 });
  });

  it('sends the metrics of each shard that find a hot shard, with stream.shardLevelMetrics', () => {
    const detailed = synthesize({ ...dev, stream: { ...dev.stream, shardLevelMetrics: true } });
    expect(detailed.resource('aws_kinesis_stream', 'stream')).toMatchObject({
      shard_level_metrics: ['IncomingBytes', 'IncomingRecords', 'IteratorAgeMilliseconds'],
    });
    expect(stream).not.toHaveProperty('shard_level_metrics');
  });

  it('has no shard count in on-demand mode', () => {
    const onDemand = synthesize({ ...dev, stream: { ...dev.stream, capacity: { mode: 'on-demand' } } });
    const elastic = onDemand.resource('aws_kinesis_stream', 'stream');
    expect(elastic).toMatchObject({ stream_mode_details: { stream_mode: 'ON_DEMAND' } });
    expect(elastic).not.toHaveProperty('shard_count');
  });
});

describe('ExistingStream', () => {
  const keyArn = 'arn:aws:kms:us-east-1:111122223333:key/0000-1111';
  const streamArn = 'arn:aws:kinesis:us-east-1:111122223333:stream/orders';
  const stack = synthesize({
    ...dev,
    stream: { capacity: { mode: 'existing', name: 'orders', keyArn }, retentionHours: 48 },
  });

  const keyUse = (action: string): unknown =>
    expect.objectContaining({
      actions: [action],
      resources: [keyArn],
      condition: [
        { test: 'StringEquals', variable: 'kms:EncryptionContext:aws:kinesis:arn', values: [streamArn] },
      ],
    });

  it('is looked up, and fails the plan if its retention is shorter than in the settings', () => {
    expect(stack.resources('aws_kinesis_stream')).toEqual({});
    expect(stack.data('aws_kinesis_stream', 'stream')).toMatchObject({
      name: 'orders',
      lifecycle: { postcondition: [{ condition: '${self.retention_period >= 48}' }] },
    });
  });

  it('is written and read by name, with the use of its key for this stream only', () => {
    expect(stack.statements('producer_permissions')).toContainEqual(keyUse('kms:GenerateDataKey'));
    expect(stack.statements('consumer-audit_permissions')).toContainEqual(keyUse('kms:Decrypt'));
    expect(stack.resource('aws_lambda_function', 'producer')).toMatchObject({
      environment: { variables: { STREAM_NAME: 'orders' } },
    });
    expect(stack.resource('aws_lambda_event_source_mapping', 'consumer-audit_mapping')).toMatchObject({
      event_source_arn: expect.stringMatching(/:stream\/orders$/),
    });
  });

  it('has an alarm for throttling, but none for its capacity, which is unknown', () => {
    const alarms = Object.keys(stack.resources('aws_cloudwatch_metric_alarm'));
    expect(alarms).toContain('alarm_stream-throttled');
    expect(alarms).not.toContain('alarm_stream-nearly-full');
  });
});
