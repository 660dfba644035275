import { gunzipSync } from 'node:zlib';
import {
  type Block,
  type BlockSource,
  BlockSplitter,
  type BlockSplitterOptions,
  carriedBlock,
  detectDelimiter,
  detectEncoding,
  encodeBlock,
} from '@headwaters/record-codec';
import { ArchiveUnreadableError, ArchivedRecordsUnknownError } from '../errors.js';
import type { RecoveryContext } from '../pipeline/recovery-context.js';
import { type ReplayBlock, readArchived, toReplayBlock } from './archived-block.js';
import type { PlainCheckpoints } from './plain-checkpoints.js';
import { readAhead } from './read-ahead.js';

/** An archived run of plain records. */
export interface ArchivedRun {
  readonly key: string;
  readonly offset: number;
  readonly endOffset: number;
  /** The latest archive time in the upload up to this run. */
  readonly archivedAtMillis: number;
  /** Whether it is to be delivered. */
  readonly isWanted: boolean;
}

/** Adjacent or overlapping runs of one upload, in key order: bytes without a gap. */
export interface RunSequence {
  readonly directory: string;
  readonly runs: readonly ArchivedRun[];
  readonly checkpoints: PlainCheckpoints;
  /** Number of the first record, if the block before the runs says it. */
  readonly firstLineNumber: number | undefined;
}

/**
 * Makes blocks of archived runs of plain records. The archive has their bytes only. How they divide into records is taken from the
 * receipts: of lines, CSV rows and an entire file, the first that has as many records as the producer counted at every offset
 * that a receipt names. So the runs are read twice.
 *
 * Memory: four runs and two blocks.
 *
 * @throws {@link ArchivedRecordsUnknownError} if no division agrees with the receipts.
 * @throws {@link ArchiveUnreadableError} if a run is damaged.
 */
export async function* plainBlocks(
  context: Pick<RecoveryContext, 's3' | 'pipeline'>,
  sequence: RunSequence,
): AsyncGenerator<ReplayBlock, void> {
  const { directory, checkpoints } = sequence;
  const start = sequence.runs[0]?.offset ?? 0;
  const end = endOf(sequence);
  const lineNumber = start === 0 ? 1 : (checkpoints.lineNumbers.get(start) ?? sequence.firstLineNumber);
  if (lineNumber === undefined) throw new ArchivedRecordsUnknownError(directory, { start, end });
  const source = sourceOf(checkpoints);
  const candidates = await layoutsOf(context, sequence);
  const runs = () => readRuns(context, sequence);
  for (const layout of candidates) {
    const options = { ...layout, source, start: { offset: start, lineNumber } };
    if (!(await agrees(runs(), options, checkpoints, end))) continue;
    for await (const { blocks, archivedAtMillis } of splitRuns(runs(), options)) {
      for (const block of blocks) {
        const isLast = block.offset + block.rawLength === checkpoints.endOffset;
        const data = encodeBlock({ ...block, isLast }, { compression: 'gzip' });
        yield toReplayBlock(block, data, { directory, archivedAtMillis });
      }
    }
    return;
  }
  throw new ArchivedRecordsUnknownError(directory, { start, end });
}

function endOf({ runs }: RunSequence): number {
  return runs.reduce((end, { endOffset }) => Math.max(end, endOffset), 0);
}

function sourceOf({ source: { bucket, key, versionId } }: PlainCheckpoints): BlockSource {
  return versionId === undefined ? { bucket, key } : { bucket, key, versionId };
}

/** Bytes of a run that the runs before it do not have. */
interface RunBytes {
  readonly bytes: Uint8Array;
  readonly archivedAtMillis: number;
}

const maxRunsInFlight = 4;

async function* readRuns(
  context: Pick<RecoveryContext, 's3' | 'pipeline'>,
  { runs }: RunSequence,
): AsyncGenerator<RunBytes, void> {
  let position = runs[0]?.offset ?? 0;
  const read = async (run: ArchivedRun) => ({ run, bytes: await readRun(context, run) });
  for await (const { run, bytes } of readAhead(runs, read, maxRunsInFlight)) {
    if (run.endOffset <= position) continue;
    yield { bytes: bytes.subarray(position - run.offset), archivedAtMillis: run.archivedAtMillis };
    position = run.endOffset;
  }
}

async function readRun(
  context: Pick<RecoveryContext, 's3' | 'pipeline'>,
  { key, offset, endOffset }: ArchivedRun,
): Promise<Uint8Array> {
  const stored = await readArchived(context, key);
  const length = endOffset - offset;
  try {
    const bytes = gunzipSync(stored, { maxOutputLength: length + 1 });
    if (bytes.length === length) return bytes;
  } catch (cause) {
    throw new ArchiveUnreadableError(key, 'Its gzip data is damaged.', { cause });
  }
  throw new ArchiveUnreadableError(key, `It does not have ${length} bytes.`);
}

type Layout = Pick<BlockSplitterOptions, 'layout' | 'encoding' | 'delimiter'>;

/** The divisions to try, the most frequent first. */
async function layoutsOf(
  context: Pick<RecoveryContext, 's3' | 'pipeline'>,
  sequence: RunSequence,
): Promise<readonly Layout[]> {
  const [first] = sequence.runs;
  const head = first === undefined ? new Uint8Array() : await readRun(context, first);
  const encoding = detectEncoding(head);
  const delimiter = detectDelimiter(head, { encoding });
  return [
    { layout: 'lines', encoding },
    { layout: 'csv', encoding, delimiter },
    { layout: 'csv', encoding },
    { layout: 'lines' },
    { layout: 'whole', encoding },
  ];
}

/** Blocks that are complete with the bytes of one run. */
interface SplitBlocks {
  readonly blocks: readonly Block[];
  readonly archivedAtMillis: number;
}

async function* splitRuns(
  runs: AsyncIterable<RunBytes>,
  options: BlockSplitterOptions,
): AsyncGenerator<SplitBlocks, void> {
  const splitter = new BlockSplitter(options);
  let latest = 0;
  for await (const { bytes, archivedAtMillis } of runs) {
    latest = archivedAtMillis;
    yield { blocks: splitter.push(bytes), archivedAtMillis };
  }
  yield { blocks: splitter.end(), archivedAtMillis: latest };
}

/** Whether a division has as many records as the receipts say, wherever they say it, and at least once after the start. */
async function agrees(
  runs: AsyncIterable<RunBytes>,
  options: BlockSplitterOptions & { readonly start: { readonly offset: number } },
  { lineNumbers }: PlainCheckpoints,
  end: number,
): Promise<boolean> {
  const expected = [...lineNumbers]
    .filter(([offset]) => offset > options.start.offset && offset <= end)
    .sort(([a], [b]) => a - b);
  if (expected.length === 0) return false;
  let next = 0;
  for await (const { blocks } of splitRuns(runs, options)) {
    for (const block of blocks) {
      if (block.isReference) return false;
      for (const { offset, lineNumber } of boundariesOf(block, expected[next]?.[0])) {
        const [checkedOffset, checkedNumber] = expected[next] ?? [Infinity, 0];
        if (offset < checkedOffset) continue;
        if (offset > checkedOffset || lineNumber !== checkedNumber) return false;
        next += 1;
      }
    }
  }
  return next === expected.length;
}

/** The starts of the records of a block, and its end: only if the next checkpoint is in it, since few are. */
function* boundariesOf(
  block: Block,
  checkpoint: number | undefined,
): Generator<{ offset: number; lineNumber: number }, void> {
  const { offset, rawLength, lineNumber, recordCount } = block;
  const end = { offset: offset + rawLength, lineNumber: lineNumber + recordCount };
  if (checkpoint === undefined || checkpoint > end.offset) return;
  const carried = carriedBlock({ profile: 'block', block, compression: 'none', records: () => [] }, '');
  for (const record of carried?.records() ?? [])
    yield { offset: record.offset, lineNumber: record.lineNumber ?? 0 };
  yield end;
}
