import type { Logger } from '@aws-lambda-powertools/logger';
import { type Block, BlockSplitter, encodeBlock } from '@headwaters/record-codec';
import { OutOfTimeError, type Rejection, isRejection } from '../errors.js';
import type { Position, Task } from '../event/task.js';
import { type LaneObserver, LaneWriter } from '../lane/lane-writer.js';
import { type PutRecords, type StreamRecord, streamRecordBytes } from '../lane/put-records.js';
import { type ContentReading, readContent, readHeader } from '../object/read-content.js';
import type { ObjectReading } from '../object/read-object.js';
import type { Tally } from '../tally.js';
import { type Partitioning, partitioner } from './partitioner.js';
import { Watermark } from './watermark.js';

/** What publishing an object needs, and where it counts what it does. */
export interface Publication extends ObjectReading {
  readonly putRecords: PutRecords;
  /** Raw size of a cell, in bytes: a block holds the records that start in one cell. */
  readonly cellBytes: number;
  /** What a record is: a line, a row of CSV, or the whole object. */
  readonly layout: 'lines' | 'csv' | 'whole';
  /** Whether each block of CSV repeats the object's first row. */
  readonly csvHeader: 'none' | 'first-row';
  readonly compression: 'auto' | 'zstd' | 'gzip' | 'none';
  readonly partitioning: Partitioning;
  /** Told time and again before which position all is stored; reading waits until it has resolved. */
  readonly onProgress: (position: Position) => Promise<void>;
  readonly tally: Tally;
  readonly logger: Pick<Logger, 'warn'>;
}

/** How far publishing came, and why it ended there. All before `end` is stored. */
export type Outcome =
  | { readonly kind: 'complete'; readonly end: Position }
  /** The rest must begin at `end`, which is past the start of the task. */
  | { readonly kind: 'out-of-time'; readonly end: Position }
  /** The rest can never be published. */
  | { readonly kind: 'rejected'; readonly end: Position; readonly error: Rejection };

/**
 * Publishes an object from a position on: reads it, cuts it into blocks and writes these to the stream, in order. To do it
 * again, from whichever position, gives the same blocks again.
 *
 * Memory: independent of the object's size. At most 5 MiB of blocks wait for the stream or are under way; then reading
 * stops until there is room. To these add the block that is being cut, its
 * parts where it is divided by a field, and their encoded copy.
 *
 * @throws {@link ObjectReadError}, {@link StreamRefusalError}
 * @throws {@link OutOfTimeError} if the time was over before a single cell was stored.
 */
export async function publishObject(task: Task, publication: Publication): Promise<Outcome> {
  const watermark = new Watermark(task.start, publication.cellBytes);
  const writer = new LaneWriter({ ...publication, observer: laneObserver(publication, watermark) });
  try {
    await writeBlocks(task, publication, { writer, watermark });
    await writer.drain();
    return { kind: 'complete', end: watermark.end };
  } catch (error) {
    // What is under way is good data: let it land. If it does not, that is what must be dealt with.
    const failure: unknown = await writer.drain().then(
      () => error,
      (later: unknown) => later,
    );
    return outcomeOf(failure, { start: task.start, watermark });
  }
}

function outcomeOf(
  failure: unknown,
  { start, watermark }: { start: Position; watermark: Watermark },
): Outcome {
  if (isRejection(failure)) return { kind: 'rejected', end: watermark.end, error: failure };
  const end = watermark.position;
  if (failure instanceof OutOfTimeError && end.cell > start.cell) return { kind: 'out-of-time', end };
  throw failure;
}

async function writeBlocks(
  task: Task,
  publication: Publication,
  { writer, watermark }: { writer: LaneWriter; watermark: Watermark },
): Promise<void> {
  const { deadline, tally, onProgress } = publication;
  const onBytesRead = (count: number) => {
    tally.bytesRead += count;
  };
  const reading = { ...publication, onBytesRead };
  const splitter = await splitterOf(task, publication, reading);
  const recordsOf = recorder(task, publication);
  const write = async (blocks: Iterable<Block>) => {
    for (const block of blocks) {
      const records = recordsOf(block);
      watermark.add(records, block);
      for (const record of records) await writer.write(record);
    }
  };
  for await (const chunk of readContent(task.upload, reading, task.start.offset)) {
    if (deadline.hasPassed()) throw new OutOfTimeError('No time left to read the rest of the object');
    await write(splitter.push(chunk));
    await onProgress(watermark.position);
  }
  await write(splitter.end());
}

async function splitterOf(
  { upload, start }: Task,
  { cellBytes, layout, csvHeader }: Publication,
  reading: ContentReading,
): Promise<BlockSplitter> {
  const { offset, lineNumber } = start;
  const options = { source: upload.source, cellBytes, layout, start: { offset, lineNumber } };
  if (csvHeader === 'none') return new BlockSplitter(options);
  const header = offset === 0 ? 'first-row' : await readHeader(upload, reading);
  return new BlockSplitter({ ...options, header });
}

/** Makes a function that turns a block into what the stream gets: one record, or, divided by a field, one a part. */
function recorder({ upload }: Task, { partitioning, compression }: Publication) {
  const partition = partitioner(upload.source, partitioning);
  return (block: Block): StreamRecord[] =>
    partition(block).map(({ partitionKey, block: part }) => ({
      partitionKey,
      data: encodeBlock(part, { compression }),
      recordCount: part.recordCount,
    }));
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
