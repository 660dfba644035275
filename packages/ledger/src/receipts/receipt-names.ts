import type { S3Client } from '@aws-sdk/client-s3';
import {
  type ByteRange,
  type ReceiptName,
  mergeRanges,
  parseReceiptKey,
  receiptsPrefix,
  subtractRanges,
} from '@headwaters/pipeline-contract';
import { listObjects } from '../s3-objects.js';

/** A receipt of a listing: what its key states, without its content. */
export interface ListedReceipt extends ReceiptName {
  readonly key: string;
  readonly lastModified: Date;
}

/**
 * Lists receipts, 1,000 a request, in key order. Objects that are no receipts are left out.
 *
 * @param options.prefix - Default: all receipts. Use `objectReceiptsPrefix` for one object version.
 */
export async function* listReceiptNames(
  s3: S3Client,
  bucket: string,
  { prefix = receiptsPrefix }: { readonly prefix?: string } = {},
): AsyncGenerator<ListedReceipt, void> {
  for await (const { key, lastModified } of listObjects(s3, { bucket, prefix })) {
    const name = parseReceiptKey(key);
    if (name !== undefined) yield { ...name, key, lastModified };
  }
}

/** What the keys of one actor's receipts show. Ranges are sorted, without overlaps; an unknown end is `Infinity`. */
export interface NamedActor {
  /** What it has: published by the producer, accepted by a consumer. */
  readonly ranges: readonly ByteRange[];
  readonly rejected: readonly ByteRange[];
  readonly quarantined: readonly ByteRange[];
  readonly discarded: readonly ByteRange[];
  /** Whether it has receipts with gaps: `ranges` and the others lack what those cover. */
  readonly needsContent: boolean;
}

/** What the keys of the receipts of one object version show. */
export interface NamedCoverage {
  /** `objectReceiptsPrefix` of the object version. */
  readonly objectPrefix: string;
  /**
   * The byte after the object. `undefined` if the producer has not reached it, or an older release published it: then the content of
   * the receipt {@link lastPublishedKey} shows it (`isLast`).
   */
  readonly endOffset: number | undefined;
  /** Key of the producer's receipt of the last published range; `undefined` if there is none. */
  readonly lastPublishedKey: string | undefined;
  /** Whether the producer has published every byte; `false` if the end is unknown. */
  readonly isPublished: boolean;
  /** The producer and the consumers that have receipts, by name. */
  readonly actors: ReadonlyMap<string, NamedActor>;
  /** When the latest receipt was stored. */
  readonly lastModified: Date;
}

/**
 * Groups receipts of a listing by object version.
 *
 * Memory: the ranges of one object version; of several only if the key of one continues the path of another.
 *
 * @param names - In key order.
 */
export async function* coverageOfNames(
  names: AsyncIterable<ListedReceipt> | Iterable<ListedReceipt>,
): AsyncGenerator<NamedCoverage, void> {
  /** Each path continues the one before. */
  const open: CoverageBuilder[] = [];
  for await (const name of names) {
    while (open.length > 0 && open.at(-1)?.contains(name.key) === false) yield* close(open);
    let builder = open.find(({ objectPrefix }) => objectPrefix === name.objectPrefix);
    if (builder === undefined) {
      builder = new CoverageBuilder(name.objectPrefix);
      open.push(builder);
      open.sort((a, b) => a.objectPrefix.length - b.objectPrefix.length);
    }
    builder.add(name);
  }
  while (open.length > 0) yield* close(open);
}

function* close(open: CoverageBuilder[]): Generator<NamedCoverage, void> {
  const builder = open.pop();
  if (builder !== undefined) yield builder.build();
}

const outcomes = ['rejected', 'quarantined', 'discarded'] as const;

class ActorBuilder {
  readonly #ranges = {
    has: [] as ByteRange[],
    rejected: [] as ByteRange[],
    quarantined: [] as ByteRange[],
    discarded: [] as ByteRange[],
  };
  #needsContent = false;

  add({ outcome, offset, endOffset = Infinity, hasGaps }: ReceiptName): void {
    if (hasGaps) {
      this.#needsContent = true;
      return;
    }
    const kind = outcome === 'published' || outcome === 'accepted' ? 'has' : outcome;
    const ranges = this.#ranges[kind];
    const last = ranges.at(-1);
    // Receipts come in the order of their offsets, so that most ranges touch the one before.
    if (last?.end === offset) ranges[ranges.length - 1] = { start: last.start, end: endOffset };
    else ranges.push({ start: offset, end: endOffset });
  }

  build(): NamedActor {
    const [rejected = [], quarantined = [], discarded = []] = outcomes.map((kind) =>
      mergeRanges(this.#ranges[kind]),
    );
    return {
      ranges: mergeRanges(this.#ranges.has),
      rejected,
      quarantined,
      discarded,
      needsContent: this.#needsContent,
    };
  }
}

class CoverageBuilder {
  readonly objectPrefix: string;
  readonly #actors = new Map<string, ActorBuilder>();
  #endOffset: number | undefined;
  #lastPublished: { readonly key: string; readonly offset: number } | undefined;
  #latestMillis = 0;

  constructor(objectPrefix: string) {
    this.objectPrefix = objectPrefix;
  }

  contains(key: string): boolean {
    return key.startsWith(this.objectPrefix);
  }

  add(receipt: ListedReceipt): void {
    const { actor, outcome, offset, endOffset, isLast, key, lastModified } = receipt;
    this.#latestMillis = Math.max(this.#latestMillis, lastModified.getTime());
    if (isLast) this.#endOffset = endOffset;
    if (outcome === 'published' && offset >= (this.#lastPublished?.offset ?? 0))
      this.#lastPublished = { key, offset };
    const builder = this.#actors.get(actor) ?? new ActorBuilder();
    this.#actors.set(actor, builder);
    builder.add(receipt);
  }

  build(): NamedCoverage {
    const actors = new Map([...this.#actors].map(([name, builder]) => [name, builder.build()]));
    const endOffset = this.#endOffset;
    const published = actors.get('producer')?.ranges ?? [];
    return {
      objectPrefix: this.objectPrefix,
      endOffset,
      lastPublishedKey: this.#lastPublished?.key,
      isPublished:
        endOffset !== undefined && subtractRanges([{ start: 0, end: endOffset }], published).length === 0,
      actors,
      lastModified: new Date(this.#latestMillis),
    };
  }
}
