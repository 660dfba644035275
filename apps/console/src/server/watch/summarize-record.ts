import { decodeRecord } from '@headwaters/record-codec';
import type { RecordContent, RecordSummary } from '../../contract/record-summary.js';
import { spanOf } from '../coverage/span-of.js';

/** A record as it lies on a shard. */
export interface RecordOnShard {
  readonly shardId: string;
  readonly sequenceNumber: string;
  readonly partitionKey: string;
  readonly arrivedAt: number;
  readonly data: Uint8Array;
}

/** Says what a stream record is, by its own bytes; its payload stays out. */
export function summarizeRecord({ data, ...place }: RecordOnShard): RecordSummary {
  return { ...place, bytes: data.length, content: contentOf(data) };
}

function contentOf(data: Uint8Array): RecordContent {
  try {
    const record = decodeRecord(data);
    if (record.profile !== 'block') return { profile: record.profile };
    const { source, lineNumber, recordCount, isLast, isReference, part } = record.block;
    const { start: offset, end } = spanOf(record.block);
    return {
      profile: 'block',
      compression: record.compression,
      key: source.key,
      ...(source.versionId !== undefined && { versionId: source.versionId }),
      offset,
      lineNumber,
      recordCount,
      rawLength: end - offset,
      isLast,
      isReference,
      ...(part && { part: { index: part.index, count: part.count } }),
    };
  } catch (error) {
    return { profile: 'damaged', reason: error instanceof Error ? error.message : String(error) };
  }
}
