import { describe, expect, it } from '@jest/globals';
import { dev } from '../../src/environments/dev.js';
import { synthesize } from '../synthesize.js';

describe('EncryptedStream', () => {
  it("keeps records encrypted with AWS's own key", () => {
    expect(synthesize().resource('aws_kinesis_stream', 'stream')).toMatchObject({
      encryption_type: 'KMS',
      kms_key_id: 'alias/aws/kinesis',
    });
  });

  it('has the shards and the retention that the settings say', () => {
    expect(synthesize().resource('aws_kinesis_stream', 'stream')).toMatchObject({
      shard_count: 1,
      retention_period: 24,
      stream_mode_details: { stream_mode: 'PROVISIONED' },
    });
  });

  it('has as many shards as its load needs: 10 blocks of 1 MiB a second for two consumers take 10', () => {
    const capacity = { mode: 'provisioned-by-load', recordBytes: 1_048_576, recordsPerSecond: 10 } as const;
    const loaded = synthesize({ ...dev, stream: { ...dev.stream, capacity } });
    expect(loaded.resource('aws_kinesis_stream', 'stream')).toMatchObject({ shard_count: 10 });
  });

  it('states no shard count on demand, where AWS keeps it', () => {
    const onDemand = synthesize({ ...dev, stream: { ...dev.stream, capacity: { mode: 'on-demand' } } });
    const stream = onDemand.resource('aws_kinesis_stream', 'stream');
    expect(stream).toMatchObject({ stream_mode_details: { stream_mode: 'ON_DEMAND' } });
    expect(stream).not.toHaveProperty('shard_count');
  });
});
