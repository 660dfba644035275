import { KinesisError } from '../kinesis-error.js';
import type { Shard } from '../shard.js';
import type { StreamCatalogue } from '../stream-catalogue.js';
import type { Stream } from '../stream.js';

/** A shard is full, or read out, for this second. */
export function rateExceeded(stream: Stream, shard: Shard, { options }: StreamCatalogue): KinesisError {
  return new KinesisError(
    'ProvisionedThroughputExceededException',
    `Rate exceeded for shard ${shard.id} in stream ${stream.name} under account ${options.accountId}.`,
  );
}
