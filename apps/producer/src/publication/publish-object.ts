import { BlockSplitter, encodeBlock, entryBytes, type Block } from '@headwaters/record-codec';
import { OutOfTimeError, isObjectFault, type ObjectFault } from '../errors.js';
import type { Position, Task } from '../event/task.js';
import { LaneWriter, type LaneObserver } from '../lane/lane-writer.js';
import type { KinesisRecord } from '../lane/put-records.js';
import { readContent, readHeader, type ContentReaderPorts } from '../object/read-content.js';
import type { Invocation, Ports, Run, Settings } from './invocation.js';
import { partitioner } from './partitioner.js';
import { Watermark } from './watermark.js';

/** How far publishing got and why it ended there. Everything before `end` is stored. */
export type Outcome =
  | { readonly kind: 'complete'; readonly end: Position }
  /** The time or the fair share is used up. The rest must start at `end`, which is past the start of the task. */
  | { readonly kind: 'partial'; readonly end: Position }
  /** The rest can never be published. */
  | { readonly kind: 'rejected'; readonly end: Position; readonly error: ObjectFault };

/** Called repeatedly with the position before which everything is stored. Reading waits until it resolves. */
export type OnProgress = (position: Position) => Promise<void>;

/**
 * Publishes an object from a position on: reads it, splits it into blocks and writes them to the stream, in order, until
 * its end, the deadline, or the end of the fair share. Publishing again, from any position, produces the same blocks.
 *
 * Memory: independent of the object's size. At most 5 MiB of blocks are queued or in flight; then reading pauses until
 * there is room. Add the block that is being split, its parts if it is divided by a field, and their encoded copies.
 *
 * @throws {@link ObjectReadError}, {@link StreamRefusalError}
 * @throws {@link OutOfTimeError} if the deadline passed before the first cell was stored.
 */
export async function publishObject(
  task: Task,
  invocation: Invocation,
  onProgress: OnProgress,
): Promise<Outcome> {
  const { ports, settings, run } = invocation;
  const watermark = new Watermark(task.start, settings.cellBytes);
  const writer = new LaneWriter({
    putRecords: ports.putRecords,
    clock: ports.clock,
    random: ports.random,
    deadline: run.deadline,
    observer: laneObserver(invocation, watermark),
    maxPendingBytes: settings.maxPendingBytes,
  });
  try {
    const isComplete = await writeBlocks(task, invocation, { writer, watermark, onProgress });
    await writer.drain();
    if (!isComplete) return { kind: 'partial', end: watermark.position };
    return { kind: 'complete', end: watermark.end };
  } catch (error) {
    // What is in flight is valid: wait for it. If that fails too, the later failure decides.
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
  if (isObjectFault(failure)) return { kind: 'rejected', end: watermark.end, error: failure };
  const end = watermark.position;
  if (failure instanceof OutOfTimeError && end.cell > start.cell) return { kind: 'partial', end };
  throw failure;
}

/** Returns whether the object ends here. If not, the fair share is used up, and at least one cell is stored. */
async function writeBlocks(
  task: Task,
  { ports, settings, run }: Invocation,
  { writer, watermark, onProgress }: { writer: LaneWriter; watermark: Watermark; onProgress: OnProgress },
): Promise<boolean> {
  const { deadline, fairShare } = run;
  const reader = readerPorts(ports, run);
  const splitter = await splitterOf(task, settings, reader);
  const encode = blockEncoder(task, settings);
  const write = async (blocks: Iterable<Block>) => {
    for (const block of blocks) {
      const records = encode(block);
      watermark.add(records, block);
      for (const record of records) await writer.write(record);
    }
  };
  for await (const chunk of readContent(task.upload, reader, task.start.offset)) {
    fairShare.start();
    if (deadline.hasPassed()) throw new OutOfTimeError('No time left to read the rest of the object');
    if (fairShare.isUsedUp() && watermark.position.cell > task.start.cell) return false;
    await write(splitter.push(chunk));
    await onProgress(watermark.position);
  }
  await write(splitter.end());
  return true;
}

function readerPorts({ s3, clock, random }: Ports, { deadline, counts }: Run): ContentReaderPorts {
  const onBytesRead = (count: number) => {
    counts.bytesRead += count;
  };
  return { s3, clock, random, deadline, onBytesRead };
}

async function splitterOf(
  { upload, start }: Task,
  { cellBytes, layout, csvHeader }: Settings,
  reader: ContentReaderPorts,
): Promise<BlockSplitter> {
  const { offset, lineNumber } = start;
  const options = { source: upload.source, cellBytes, layout, start: { offset, lineNumber } };
  if (csvHeader === 'none') return new BlockSplitter(options);
  const header = offset === 0 ? 'first-row' : await readHeader(upload, reader);
  return new BlockSplitter({ ...options, header });
}

/** Returns a function that encodes a block: one Kinesis record or, if it is divided by a field, one per part. */
function blockEncoder({ upload }: Task, { partitioning, compression }: Settings) {
  const partition = partitioner(upload.source, partitioning);
  return (block: Block): KinesisRecord[] =>
    partition(block).map(({ partitionKey, block: part }) => ({
      partitionKey,
      data: encodeBlock(part, { compression }),
      recordCount: part.recordCount,
    }));
}

function laneObserver({ ports, run: { counts } }: Invocation, watermark: Watermark): LaneObserver {
  return {
    stored(record) {
      watermark.stored(record);
      counts.blocksPublished += 1;
      counts.recordsPublished += record.recordCount;
      counts.bytesPublished += entryBytes(record);
    },
    deferred() {
      counts.entriesDeferred += 1;
    },
    requestFailed(error, recordCount) {
      counts.requestsFailed += 1;
      ports.logger.warn('PutRecords failed; its Kinesis records will be sent again', {
        error: error as Error,
        recordCount,
      });
    },
  };
}
