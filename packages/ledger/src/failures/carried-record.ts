import type { PartitionedRange } from '@headwaters/pipeline-contract';
import {
  type BlockPart,
  type CarriedBlock,
  carriedBlock,
  decodeRecord,
  isRecordCodecError,
} from '@headwaters/record-codec';
import type { FailedRecord } from './failed-batch.js';

/**
 * Returns what a Kinesis record of the failures bucket carries, in any wire profile: `undefined` if it is foreign, `unreadable` if it is
 * damaged, so that its object is unknown.
 *
 * @throws `ZstdUnavailableError` if it is compressed with zstd, and this Node.js has none.
 */
export function readCarried({ data, partitionKey }: FailedRecord): CarriedBlock | 'unreadable' | undefined {
  try {
    return carriedBlock(decodeRecord(data), partitionKey);
  } catch (error) {
    if (isRecordCodecError(error) && error.code !== 'HEADWATERS_ZSTD_UNAVAILABLE') return 'unreadable';
    throw error;
  }
}

/** Returns the range that a part divides, with this part alone. */
export function rangeOfPart({ rangeOffset, rangeLength, count, index }: BlockPart): PartitionedRange {
  return { offset: rangeOffset, endOffset: rangeOffset + rangeLength, count, indexes: [index] };
}
