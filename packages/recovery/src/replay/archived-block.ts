import { GetObjectCommand } from '@aws-sdk/client-s3';
import type { ObjectVersion } from '@headwaters/pipeline-contract';
import {
  type Block,
  type BlockPart,
  type ByteRange,
  blockRange,
  decodeRecord,
} from '@headwaters/record-codec';
import type { RecoveredRecord } from '../delivery/recovered-record.js';
import { ArchiveUnreadableError } from '../errors.js';
import type { RecoveryContext } from '../pipeline/recovery-context.js';
import { replaySequenceNumber, replayShardId } from './synthetic-position.js';

/** An archived block, ready to be delivered. */
export interface ReplayBlock {
  /** Which bytes of the upload it covers; of a part, the range that is divided. */
  readonly range: ByteRange;
  readonly part: BlockPart | undefined;
  readonly source: ObjectVersion;
  /** The number of the first record after it; `undefined` of a part. */
  readonly nextLineNumber: number | undefined;
  readonly recordCount: number;
  readonly record: RecoveredRecord;
}

/** Where a block comes from. */
export interface ReplayOrigin {
  readonly directory: string;
  /** The latest archive time in the upload up to this block. */
  readonly archivedAtMillis: number;
}

/** Makes the Kinesis record that carries a block. */
export function toReplayBlock(
  block: Omit<Block, 'bytes'>,
  data: Uint8Array,
  { directory, archivedAtMillis }: ReplayOrigin,
): ReplayBlock {
  const { source, part, lineNumber, recordCount } = block;
  const range = blockRange(block);
  const place = { directory, archivedAtMillis, offset: range.start, partIndex: part?.index ?? 0 };
  return {
    range,
    part,
    source,
    recordCount,
    nextLineNumber: part === undefined ? lineNumber + recordCount : undefined,
    record: {
      shardId: replayShardId,
      sequenceNumber: replaySequenceNumber(place),
      partitionKey: part === undefined ? 'archive' : `archive-slot-${part.slot}`,
      arrivedAtMillis: archivedAtMillis,
      data: Buffer.from(data).toString('base64'),
    },
  };
}

/**
 * Reads an archived object that is a block.
 *
 * @throws {@link ArchiveUnreadableError} if it is not one, is damaged or was deleted.
 * @throws the error of S3.
 */
export async function readArchivedBlock(
  context: Pick<RecoveryContext, 's3' | 'pipeline'>,
  key: string,
  origin: ReplayOrigin,
): Promise<ReplayBlock> {
  const data = await readArchived(context, key);
  try {
    const record = decodeRecord(data);
    if (record.profile === 'block') return toReplayBlock(record.block, data, origin);
  } catch (cause) {
    throw new ArchiveUnreadableError(key, cause instanceof Error ? cause.message : '', { cause });
  }
  throw new ArchiveUnreadableError(key, 'It is not a block.');
}

/**
 * Reads an archived object.
 *
 * @throws {@link ArchiveUnreadableError} if it was deleted.
 */
export async function readArchived(
  { s3, pipeline }: Pick<RecoveryContext, 's3' | 'pipeline'>,
  key: string,
): Promise<Uint8Array> {
  try {
    const { Body: body } = await s3.send(new GetObjectCommand({ Bucket: pipeline.archiveBucket, Key: key }));
    return (await body?.transformToByteArray()) ?? new Uint8Array();
  } catch (cause) {
    if (!(cause instanceof Error) || cause.name !== 'NoSuchKey') throw cause;
    throw new ArchiveUnreadableError(key, 'It was deleted.', { cause });
  }
}
