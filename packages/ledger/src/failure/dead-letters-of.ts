import type { ByteRange, PartitionedRange, ObjectVersion } from '@headwaters/pipeline-contract';
import {
  type BlockPart,
  type DecodedRecord,
  decodeRecord,
  isRecordCodecError,
} from '@headwaters/record-codec';
import { isSameVersion } from '../source/is-same-version.js';
import type { FailedBatch } from './failed-batch.js';

/** What a failed batch holds of one object. */
export interface DeadLetters {
  /** The ranges of its blocks, but for framed ones. */
  readonly ranges: readonly ByteRange[];
  /** Of each framed block: the range that it is a part of, and which. */
  readonly divided: readonly PartitionedRange[];
  /** Records that are damaged, so that they no longer say which object they are of: this one, or another. */
  readonly unreadableRecords: number;
}

/** Finds the blocks of an object among the records of a failed batch. Records that are no blocks are of no object. */
export function deadLettersOf(source: ObjectVersion, { records }: FailedBatch): DeadLetters {
  const decoded = records.map(decodeOrUndefined);
  const blocks = decoded.flatMap((record) =>
    record?.profile === 'block' && isSameVersion(record.block.source, source) ? [record.block] : [],
  );
  return {
    ranges: blocks
      .filter(({ part }) => part === undefined)
      .map(({ offset, rawLength }) => ({ start: offset, end: offset + rawLength })),
    divided: blocks.flatMap(({ part }) => (part === undefined ? [] : [dividedRange(part)])),
    unreadableRecords: decoded.filter((record) => record === undefined).length,
  };
}

function dividedRange({ rangeOffset: offset, rangeLength, count, index }: BlockPart): PartitionedRange {
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
