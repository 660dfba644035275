import type { ByteRange, ObjectVersion, PartitionedRange } from '@headwaters/pipeline-contract';
import {
  type BlockPart,
  type DecodedRecord,
  decodeRecord,
  isRecordCodecError,
} from '@headwaters/record-codec';
import { isSameVersion } from './source-version.js';

/** The blocks of one object among Kinesis records. */
export interface FoundBlocks {
  readonly ranges: readonly ByteRange[];
  readonly divided: readonly PartitionedRange[];
  /** Number of damaged Kinesis records. They may be blocks of this object or of another. */
  readonly unreadableCount: number;
}

/**
 * Finds the blocks of an object among Kinesis records. Foreign records belong to no object.
 *
 * @param records - The data of each.
 */
export function findBlocks(source: ObjectVersion, records: readonly Uint8Array[]): FoundBlocks {
  const decoded = records.map(decodeOrUndefined);
  const blocks = decoded.flatMap((record) =>
    record?.profile === 'block' && isSameVersion(record.block.source, source) ? [record.block] : [],
  );
  return {
    ranges: blocks
      .filter(({ part }) => part === undefined)
      .map(({ offset, rawLength }) => ({ start: offset, end: offset + rawLength })),
    divided: blocks.flatMap(({ part }) => (part === undefined ? [] : [toPartitionedRange(part)])),
    unreadableCount: decoded.filter((record) => record === undefined).length,
  };
}

function toPartitionedRange({ rangeOffset: offset, rangeLength, count, index }: BlockPart): PartitionedRange {
  return { offset, endOffset: offset + rangeLength, count, indexes: [index] };
}

function decodeOrUndefined(data: Uint8Array): DecodedRecord | undefined {
  try {
    return decodeRecord(data);
  } catch (error) {
    if (isRecordCodecError(error)) return undefined;
    throw error;
  }
}
