import { kinesisLimits } from '@headwaters/pipeline-contract';
import type { Attributes } from '@headwaters/terraform-reader';
import type { StackReader } from './stack-reader.js';

/** A data stream of the stack. */
export interface StreamPlan {
  readonly address: string;
  readonly name: string;
  readonly arn: string;
  readonly mode: 'PROVISIONED' | 'ON_DEMAND';
  /** Shards at creation; 4 for an on-demand stream. */
  readonly shardCount: number;
  readonly retentionHours: number;
  /** Key of server-side encryption; `undefined` if it is off. */
  readonly kmsKeyId: string | undefined;
}

/**
 * Shards of a new on-demand stream.
 * Source: https://docs.aws.amazon.com/streams/latest/dev/how-do-i-size-a-stream.html (read 2026-11-23).
 */
const onDemandShards = 4;

/** Reads the data streams of a stack. */
export function readStreams(stack: StackReader): readonly StreamPlan[] {
  return stack.readAll('aws_kinesis_stream', (declared) => ({
    address: declared.address,
    name: stack.string(declared.address, 'name'),
    arn: stack.string(declared.address, 'arn'),
    ...readCapacity(declared),
    retentionHours: declared.optionalNumber('retention_period') ?? kinesisLimits.minRetentionHours,
    kmsKeyId:
      declared.optionalString('encryption_type') === 'KMS' ? declared.string('kms_key_id') : undefined,
  }));
}

function readCapacity(declared: Attributes): Pick<StreamPlan, 'mode' | 'shardCount'> {
  const mode = declared.block('stream_mode_details')?.optionalString('stream_mode');
  if (mode === 'ON_DEMAND') return { mode, shardCount: onDemandShards };
  return { mode: 'PROVISIONED', shardCount: declared.optionalNumber('shard_count') ?? 1 };
}
