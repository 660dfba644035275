import type { Logger } from '@aws-lambda-powertools/logger';
import { BlockSplitter, encodeBlock, type Block, type BlockSource } from '@headwaters/record-codec';
import { OutOfTimeError } from '../error/out-of-time-error.js';
import { LaneWriter, type LaneObserver } from '../lane/lane-writer.js';
import type { PutRecords } from '../lane/put-records.js';
import { streamRecordBytes } from '../lane/stream-record.js';
import { readObject, type ObjectReading } from '../object/read-object.js';
import { objectPartitionKey } from './object-partition-key.js';
import type { Tally } from '../tally/tally.js';

/** What publishing an object needs, and where it counts what it does. */
export interface Publication extends ObjectReading {
  readonly putRecords: PutRecords;
  /** Raw size of a cell, in bytes: a block holds the records that start in one cell. */
  readonly cellBytes: number;
  readonly compression: 'auto' | 'zstd' | 'gzip' | 'none';
  readonly tally: Tally;
  readonly logger: Pick<Logger, 'warn'>;
}

/**
 * Publishes an object: reads it, cuts it into blocks and writes these to the stream, in order. Publishing it again gives
 * the same blocks again.
 *
 * Memory: independent of the object's size. At most 5 MiB of blocks wait for the stream or are under way; then reading
 * stops until there is room. To these add the block that is being cut and its encoded copy.
 *
 * @throws {@link ObjectUnavailableError}, {@link ObjectReadError}, {@link StreamRefusalError}, {@link OutOfTimeError}
 */
export async function publishObject(source: BlockSource, publication: Publication): Promise<void> {
  const { cellBytes, compression, deadline, tally } = publication;
  const writer = new LaneWriter({ ...publication, observer: laneObserver(publication) });
  const splitter = new BlockSplitter({ source, cellBytes });
  const partitionKey = objectPartitionKey(source);
  const write = async (blocks: Iterable<Block>) => {
    for (const block of blocks) {
      const data = encodeBlock(block, { compression });
      await writer.write({ partitionKey, data, recordCount: block.recordCount });
    }
  };
  try {
    for await (const chunk of readObject(source, publication)) {
      if (deadline.hasPassed()) throw new OutOfTimeError('No time left to read the rest of the object');
      tally.bytesRead += chunk.length;
      await write(splitter.push(chunk));
    }
    await write(splitter.end());
  } catch (error) {
    // What is under way is good data: let it land rather than run on behind the caller's back.
    await writer.drain().catch(() => undefined);
    throw error;
  }
  await writer.drain();
}

function laneObserver({ tally, logger }: Publication): LaneObserver {
  return {
    stored(record) {
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
