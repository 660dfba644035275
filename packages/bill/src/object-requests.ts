import { eventSourceMappingLimits } from '@headwaters/pipeline-contract';
import { hoursPerMonth } from './billing-units.js';
import type { Usage } from './price-list.js';

/** The batches that the stack configures by default. */
const defaultBatch = { records: 100, windowSeconds: 1 } as const;

/** Blocks that one receipt of the producer covers. */
const blocksPerProducerReceipt = 32;

/** JSON around the data of a Kinesis record in the event of a batch, in bytes: 628 with the names of the stack `prod`. */
const envelopeBytes = 650;

/** The load on a stream. A block is one Kinesis record. */
export interface BlockLoad {
  readonly shards: number;
  /** Mean size of a block on the stream. */
  readonly recordBytes: number;
  readonly recordsPerSecond: number;
  readonly consumers: number;
}

/** S3 requests of the archive and of the ledger. Each is a PUT. */
export interface ObjectRequests {
  /** Blocks that a consumer receives in one invocation, at most. */
  readonly blocksPerBatch: number;
  /** Of one consumer with the sink `archive`: one per block. */
  readonly archivePutsPerSecond: number;
  /** Receipts: at least one of each consumer per batch, and one of the producer per 32 blocks. */
  readonly receiptsPerSecond: number;
}

/**
 * Estimates the S3 requests of a pipeline. A batch ends after 100 blocks, after 6 MB of event, or after one second, so a small
 * load leaves few blocks in a batch, and many receipts per GB.
 *
 * Not included: the receipt of each invocation of the producer and the listing before it, so one of each per file; attempt
 * markers, which exist only while old Kinesis records are retried.
 */
export function estimateObjectRequests({
  shards,
  recordBytes,
  recordsPerSecond,
  consumers,
}: BlockLoad): ObjectRequests {
  const eventBytes = Math.ceil(recordBytes / 3) * 4 + envelopeBytes;
  const blocksPerBatch = Math.max(
    1,
    Math.min(
      defaultBatch.records,
      Math.floor(eventSourceMappingLimits.maxBatchBytes / eventBytes),
      (recordsPerSecond / shards) * defaultBatch.windowSeconds,
    ),
  );
  const receiptsPerSecond =
    (consumers * recordsPerSecond) / blocksPerBatch + recordsPerSecond / blocksPerProducerReceipt;
  return { blocksPerBatch, archivePutsPerSecond: recordsPerSecond, receiptsPerSecond };
}

/** Returns what AWS bills of S3 requests in a month. */
export function objectRequestUsage({
  archivePutsPerSecond,
  receiptsPerSecond,
}: Pick<ObjectRequests, 'archivePutsPerSecond' | 'receiptsPerSecond'>): Usage {
  return { s3Writes: (archivePutsPerSecond + receiptsPerSecond) * hoursPerMonth * 3_600 };
}
