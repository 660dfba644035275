import { entryBytes, type Block } from '@headwaters/record-codec';
import { OutOfTimeError, isObjectFault, type ObjectFault } from '../errors.js';
import type { Position, Task } from '../event/task.js';
import { LaneWriter, type LaneObserver } from '../lane/lane-writer.js';
import { openContent } from '../object/open-content.js';
import type { ContentReaderPorts } from '../object/read-content.js';
import { Findings } from './findings.js';
import type { Invocation, Ports, Run } from './invocation.js';
import { Watermark } from './watermark.js';
import { wireEncoder } from './wire-records.js';

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
 * Memory: independent of the object's size. At most 5 MiB in 5,000 Kinesis records are queued or in flight; then reading pauses
 * until there is room. Add the block that is being split, its parts if it is divided by a field, and their encoded copies.
 *
 * @param findings - Receives what the settings may not fit.
 * @throws {@link ObjectReadError}, {@link StreamRefusalError}
 * @throws {@link OutOfTimeError} if the deadline passed before the first cell was stored.
 */
export async function publishObject(
  task: Task,
  invocation: Invocation,
  onProgress: OnProgress,
  findings = new Findings(),
): Promise<Outcome> {
  const { ports, settings, run } = invocation;
  const watermark = new Watermark(task.start, {
    cellBytes: settings.cellBytes,
    unit: settings.wire === 'plain' ? 'record' : 'cell',
  });
  const writer = new LaneWriter({
    putRecords: ports.putRecords,
    clock: ports.clock,
    random: ports.random,
    deadline: run.deadline,
    observer: laneObserver(invocation, watermark),
    maxPendingBytes: settings.maxPendingBytes,
  });
  try {
    const isComplete = await writeBlocks(task, invocation, { writer, watermark, onProgress, findings });
    await writer.drain();
    if (!isComplete) return { kind: 'partial', end: watermark.position };
    return { kind: 'complete', end: watermark.end };
  } catch (error) {
    // What is in flight is valid: wait for it. If that fails too, the later failure decides.
    const failure: unknown = await writer.drain().then(
      () => error,
      (later: unknown) => later,
    );
    return outcomeOf(failure, watermark);
  }
}

function outcomeOf(failure: unknown, watermark: Watermark): Outcome {
  if (isObjectFault(failure)) return { kind: 'rejected', end: watermark.end, error: failure };
  if (!(failure instanceof OutOfTimeError) || !watermark.hasAdvanced) throw failure;
  return { kind: 'partial', end: watermark.position };
}

/** What writing the blocks of an object depends on. */
interface Writing {
  readonly writer: LaneWriter;
  readonly watermark: Watermark;
  readonly onProgress: OnProgress;
  readonly findings: Findings;
}

/** Returns whether the object ends here. If not, the fair share is used up, and something new is stored. */
async function writeBlocks(task: Task, invocation: Invocation, writing: Writing): Promise<boolean> {
  const { ports, settings, run } = invocation;
  const { watermark, onProgress } = writing;
  const reader = readerPorts(ports, run);
  // At the start of an object, finding out what it is reads new content.
  if (task.start.offset === 0) run.fairShare.start();
  const { chunks, splitter, profile } = await openContent(task, settings, reader);
  if (task.start.offset === 0 && profile.lineEnds === 'cr') writing.findings.addCarriageReturnsOnly();
  const write = blockWriter(task, invocation, writing);
  try {
    for await (const chunk of chunks) {
      run.fairShare.start();
      if (run.deadline.hasPassed()) throw new OutOfTimeError('No time left to read the rest of the object');
      if (run.fairShare.isUsedUp() && watermark.hasAdvanced) return false;
      if (!(await write(splitter.push(chunk)))) return false;
      await onProgress(watermark.position);
    }
    return await write(splitter.end());
  } finally {
    // A continuation may start after the quote, and then it can't report it.
    if (splitter.unclosedQuote !== undefined) writing.findings.addUnclosedQuote(splitter.unclosedQuote);
  }
}

/**
 * Returns a function that writes the Kinesis records of blocks, in order. It returns false if it stops early: the plain records of one
 * block can take longer than the fair share, and the rest can start at any of them.
 */
function blockWriter(
  { upload }: Task,
  { settings, run }: Invocation,
  { writer, watermark, findings }: Writing,
): (blocks: Iterable<Block>) => Promise<boolean> {
  const encode = wireEncoder(upload.source, settings, findings);
  const isPlain = settings.wire === 'plain';
  return async (blocks) => {
    for (const block of blocks) {
      for (const record of encode(block)) {
        if (isPlain && run.fairShare.isUsedUp() && watermark.hasAdvanced) return false;
        watermark.add(record, isPlain ? record : block);
        await writer.write(record);
        if (isPlain) watermark.advance(record);
      }
      watermark.advance(block);
    }
    return true;
  };
}

function readerPorts({ s3, clock, random }: Ports, { deadline, counts }: Run): ContentReaderPorts {
  const onBytesRead = (count: number) => {
    counts.bytesRead += count;
  };
  return { s3, clock, random, deadline, onBytesRead };
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
