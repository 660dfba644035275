import { type ObjectVersion, intersectRanges, mergeRanges } from '@headwaters/pipeline-contract';
import { ArchivedRecordsUnknownError } from '../errors.js';
import type { RecoveryContext } from '../pipeline/recovery-context.js';
import { type ReplayBlock, type ReplayOrigin, readArchivedBlock } from './archived-block.js';
import type { ArchivedRange, ArchivedUpload } from './archive-listing.js';
import { type ArchivedRun, plainBlocks } from './plain-blocks.js';
import { type PlainCheckpoints, readCheckpoints } from './plain-checkpoints.js';
import { readAhead } from './read-ahead.js';

/** An upload, and which of its archived ranges are delivered. */
export interface ReplayUpload extends ArchivedUpload {
  readonly source: ObjectVersion;
  /**
   * Whether a range is delivered. The end of a block is not known before it is read: then `endOffset` is undefined. Called with
   * `archived` for what is listed, and without it for the blocks that runs of plain records become.
   */
  readonly wants: (
    range: { readonly offset: number; readonly endOffset: number | undefined },
    archived?: ArchivedRange,
  ) => boolean;
}

type Ports = Pick<RecoveryContext, 's3' | 'pipeline'>;

/** What is read at once: a block, or adjacent runs of plain records. */
type Piece =
  /** One that is not wanted is read if runs follow it, because it knows the number of their first record. */
  | { readonly block: ArchivedRange; readonly archivedAtMillis: number; readonly isWanted: boolean }
  | { readonly runs: readonly ArchivedRun[] };

/**
 * Reads the blocks of an upload from the archive, in offset order. A block is read unchanged, also a part of a range and a
 * reference. Runs of plain records become blocks.
 *
 * Memory: eight blocks; with plain records also a few numbers per run.
 *
 * @param readsInFlight - Default: 8.
 * @throws {@link ArchiveUnreadableError}, {@link ArchivedRecordsUnknownError}, or the error of S3.
 */
export async function* uploadBlocks(
  context: Ports,
  upload: ReplayUpload,
  readsInFlight?: number,
): AsyncGenerator<ReplayBlock, void> {
  const { directory } = upload;
  const reader = new PlainReader(context, upload);
  const read = async (piece: Piece): Promise<readonly ReplayBlock[] | AsyncIterable<ReplayBlock>> => {
    if ('runs' in piece) return reader.read(piece.runs);
    const { block, archivedAtMillis, isWanted } = piece;
    if (!isWanted) return reader.skip(block.key, { directory, archivedAtMillis });
    return [await readArchivedBlock(context, block.key, { directory, archivedAtMillis })];
  };
  for await (const blocks of readAhead(piecesOf(upload), read, readsInFlight)) {
    for await (const block of blocks) {
      reader.note(block);
      yield block;
    }
  }
}

/** Turns runs into blocks. Remembers where the block before them ended. */
class PlainReader {
  readonly #context: Ports;
  readonly #upload: ReplayUpload;
  #checkpoints: Promise<PlainCheckpoints | undefined> | undefined;
  #last: ReplayBlock | undefined;

  constructor(context: Ports, upload: ReplayUpload) {
    this.#context = context;
    this.#upload = upload;
  }

  note(block: ReplayBlock): void {
    this.#last = block;
  }

  /** Reads a block for what follows it. */
  async *skip(key: string, origin: ReplayOrigin): AsyncGenerator<ReplayBlock, void> {
    this.note(await readArchivedBlock(this.#context, key, origin));
    yield* [];
  }

  /** Nothing is read before the blocks before it are. */
  async *read(runs: readonly ArchivedRun[]): AsyncGenerator<ReplayBlock, void> {
    const { directory, source, wants } = this.#upload;
    this.#checkpoints ??= readCheckpoints(this.#context, source);
    const checkpoints = await this.#checkpoints;
    const start = runs[0]?.offset ?? 0;
    const end = runs.at(-1)?.endOffset ?? start;
    if (checkpoints === undefined) throw new ArchivedRecordsUnknownError(directory, { start, end });
    const firstLineNumber = this.#last?.range.end === start ? this.#last.nextLineNumber : undefined;
    const wanted = mergeRanges(
      runs.filter((run) => run.isWanted).map(({ offset, endOffset }) => ({ start: offset, end: endOffset })),
    );
    for await (const block of plainBlocks(this.#context, { directory, runs, checkpoints, firstLineNumber })) {
      const { start: offset, end: endOffset } = block.range;
      if (wants({ offset, endOffset }) && intersectRanges([block.range], wanted).length > 0) yield block;
    }
  }
}

async function* piecesOf({ ranges, wants }: ReplayUpload): AsyncGenerator<Piece, void> {
  let archivedAtMillis = 0;
  let runs: ArchivedRun[] = [];
  let wantsRuns = false;
  let skipped: ArchivedRange | undefined;
  let end = 0;
  for await (const range of ranges) {
    const { key, name } = range;
    // A consumer reads the record that a reference stands for from the upload, as it did before.
    if (name.isReferencedRecord) continue;
    const { offset, endOffset } = name;
    archivedAtMillis = Math.max(archivedAtMillis, range.archivedAtMillis);
    if (runs.length > 0 && (endOffset === undefined || offset > end)) {
      if (wantsRuns) yield { runs };
      runs = [];
      wantsRuns = false;
    }
    const isWanted = wants({ offset, endOffset }, range);
    if (endOffset === undefined) {
      if (isWanted) yield { block: range, archivedAtMillis, isWanted };
      skipped = isWanted ? undefined : range;
      continue;
    }
    if (skipped !== undefined) yield { block: skipped, archivedAtMillis, isWanted: false };
    skipped = undefined;
    end = runs.length === 0 ? endOffset : Math.max(end, endOffset);
    runs.push({ key, offset, endOffset, archivedAtMillis, isWanted });
    wantsRuns ||= isWanted;
  }
  if (wantsRuns) yield { runs };
}
