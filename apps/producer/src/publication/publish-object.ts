import type { Logger } from '@aws-lambda-powertools/logger';
import { BlockSplitter, encodeBlock, type Block } from '@headwaters/record-codec';
import { OutOfTimeError } from '../error/out-of-time-error.js';
import { LaneWriter, type LaneObserver } from '../lane/lane-writer.js';
import type { PutRecords } from '../lane/put-records.js';
import { streamRecordBytes } from '../lane/stream-record.js';
import { readObject, type ObjectReading } from '../object/read-object.js';
import type { Tally } from '../tally/tally.js';
import type { Task } from '../work/task.js';
import { partitionKeys, type PartitionStrategy } from './partition-keys.js';
import type { Position } from './position.js';
import { Watermark } from './watermark.js';

/** What publishing an object needs, and where it counts what it does. */
export interface Publication extends ObjectReading {
  readonly putRecords: PutRecords;
  /** Raw size of a cell, in bytes: a block holds the records that start in one cell. */
  readonly cellBytes: number;
  readonly compression: 'auto' | 'zstd' | 'gzip' | 'none';
  readonly partitionStrategy: PartitionStrategy;
  readonly tally: Tally;
  readonly logger: Pick<Logger, 'warn'>;
}

/** How far publishing came: all before `end` is stored. */
export interface Outcome {
  readonly end: Position;
  /** Whether that is the whole object; else the time was over, and the rest must begin at `end`. */
  readonly isComplete: boolean;
}

/**
 * Publishes an object from a position on: reads it, cuts it into blocks and writes these to the stream, in order. To do it
 * again, from whichever position, gives the same blocks again.
 *
 * Memory: independent of the object's size. At most 5 MiB of blocks wait for the stream or are under way; then reading
 * stops until there is room. To these add the block that is being cut and its encoded copy.
 *
 * @throws {@link ObjectUnavailableError}, {@link ObjectReadError}, {@link StreamRefusalError}
 * @throws {@link OutOfTimeError} if the time was over before a single cell was stored.
 */
export async function publishObject(task: Task, publication: Publication): Promise<Outcome> {
  const watermark = new Watermark(task.start, publication.cellBytes);
  const writer = new LaneWriter({ ...publication, observer: laneObserver(publication, watermark) });
  try {
    await writeBlocks(task, publication, { writer, watermark });
    await writer.drain();
    return { end: watermark.end, isComplete: true };
  } catch (error) {
    // What is under way is good data: let it land rather than run on behind the caller's back.
    await writer.drain().catch(() => undefined);
    const end = watermark.position;
    if (error instanceof OutOfTimeError && end.cell > task.start.cell) return { end, isComplete: false };
    throw error;
  }
}

async function writeBlocks(
  { upload, start }: Task,
  publication: Publication,
  { writer, watermark }: { writer: LaneWriter; watermark: Watermark },
): Promise<void> {
  const { cellBytes, compression, partitionStrategy, deadline, tally } = publication;
  const splitter = new BlockSplitter({ source: upload.source, cellBytes, start });
  const keyOf = partitionKeys(upload.source, partitionStrategy);
  const write = async (blocks: Iterable<Block>) => {
    for (const block of blocks) {
      const data = encodeBlock(block, { compression });
      const record = { partitionKey: keyOf(block.offset), data, recordCount: block.recordCount };
      watermark.add(record, block);
      await writer.write(record);
    }
  };
  // The splitter finds the first record of a cell behind the newline before it, which may be the byte before the cell.
  const startOffset = Math.max(start.cell * cellBytes - 1, 0);
  for await (const chunk of readObject(upload, publication, startOffset)) {
    if (deadline.hasPassed()) throw new OutOfTimeError('No time left to read the rest of the object');
    tally.bytesRead += chunk.length;
    await write(splitter.push(chunk));
  }
  await write(splitter.end());
}

function laneObserver({ tally, logger }: Publication, watermark: Watermark): LaneObserver {
  return {
    stored(record) {
      watermark.stored(record);
      tally.blocksPublished += 1;
      tally.recordsPublished += record.recordCount;
      tally.bytesPublished += streamRecordBytes(record);
    },
    deferred() {
      tally.entriesDeferred += 1;
    },
    requestFailed(error, recordCount) {
      tally.requestsFailed += 1;
      logger.warn('PutRecords failed; its records will be sent again', {
        error: error as Error,
        recordCount,
      });
    },
  };
}
