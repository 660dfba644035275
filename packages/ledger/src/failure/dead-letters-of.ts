import { decodeRecord, isRecordCodecError, type DecodedRecord } from '@headwaters/record-codec';
import type { ObjectVersion } from '@headwaters/pipeline-contract';
import type { ByteRange } from '../coverage/byte-range.js';
import { isSameVersion } from '../source/is-same-version.js';
import type { FailedBatch } from './failed-batch.js';

/** What a failed batch holds of one object. */
export interface DeadLetters {
  /** The ranges of its blocks. */
  readonly ranges: readonly ByteRange[];
  /** Records that are damaged, so that they no longer say which object they are of: this one, or another. */
  readonly unreadableRecords: number;
}

/** Finds the blocks of an object among the records of a failed batch. Records that are no blocks are of no object. */
export function deadLettersOf(source: ObjectVersion, { records }: FailedBatch): DeadLetters {
  const decoded = records.map(decodeOrUndefined);
  return {
    ranges: decoded.flatMap((record) => {
      if (record?.profile !== 'block' || !isSameVersion(record.block.source, source)) return [];
      const { offset, rawLength } = record.block;
      return [{ start: offset, end: offset + rawLength }];
    }),
    unreadableRecords: decoded.filter((record) => record === undefined).length,
  };
}

function decodeOrUndefined(data: Uint8Array): DecodedRecord | undefined {
  try {
    return decodeRecord(data);
  } catch (error) {
    if (isRecordCodecError(error)) return undefined;
    throw error;
  }
}
