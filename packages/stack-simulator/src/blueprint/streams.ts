import { kinesisLimits } from '@headwaters/pipeline-contract';
import type { Attributes } from '../terraform/attributes.js';
import type { StackReader } from './stack-reader.js';

/** A data stream as the stack declares it. */
export interface StreamPlan {
  readonly address: string;
  readonly name: string;
  readonly arn: string;
  readonly mode: 'PROVISIONED' | 'ON_DEMAND';
  /** Of a provisioned stream; an on-demand one starts with four, as on AWS. */
  readonly shardCount: number;
  readonly retentionHours: number;
  /** The key of server-side encryption, where it is on. */
  readonly kmsKeyId: string | undefined;
}

/**
 * Shards of a new on-demand stream.
 * Source: https://docs.aws.amazon.com/streams/latest/dev/how-do-i-size-a-stream.html (read 2026-11-23).
 */
const onDemandShards = 4;

/** Reads the stack's data streams. */
export function readStreams(stack: StackReader): readonly StreamPlan[] {
  return stack.resources('aws_kinesis_stream').map((declared) => ({
    address: declared.address,
    name: stack.text(declared.address, 'name'),
    arn: stack.text(declared.address, 'arn'),
    ...capacity(declared),
    retentionHours: declared.optionalNumber('retention_period') ?? kinesisLimits.minRetentionHours,
    kmsKeyId: declared.optionalText('encryption_type') === 'KMS' ? declared.text('kms_key_id') : undefined,
  }));
}

function capacity(declared: Attributes): Pick<StreamPlan, 'mode' | 'shardCount'> {
  const mode = declared.block('stream_mode_details')?.optionalText('stream_mode');
  if (mode === 'ON_DEMAND') return { mode, shardCount: onDemandShards };
  return { mode: 'PROVISIONED', shardCount: declared.optionalNumber('shard_count') ?? 1 };
}
