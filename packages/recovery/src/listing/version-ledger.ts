import {
  type ByteRange,
  type ReceiptName,
  countBytes,
  mergeRanges,
  subtractRanges,
} from '@headwaters/pipeline-contract';

/** What one actor has of a version, as the names of its receipts show. */
class ActorLedger {
  #ranges: ByteRange[] = [];
  #discarded: ByteRange[] = [];
  isRejected = false;
  isQuarantined = false;
  /** Whether only the content of a receipt shows what it covers. */
  hasGaps = false;

  add({ outcome, offset, endOffset = Infinity, hasGaps }: ReceiptName): void {
    if (outcome === 'rejected') this.isRejected = true;
    else if (outcome === 'quarantined') this.isQuarantined = true;
    else if (hasGaps) this.hasGaps = true;
    else if (outcome === 'discarded') this.#discarded.push({ start: offset, end: endOffset });
    else this.#addRange({ start: offset, end: endOffset });
  }

  /** Receipts come in the order of their offsets, so that most ranges touch the one before. */
  #addRange({ start, end }: ByteRange): void {
    const last = this.#ranges.at(-1);
    if (last?.end === start) this.#ranges[this.#ranges.length - 1] = { start: last.start, end };
    else this.#ranges.push({ start, end });
  }

  get hasDiscarded(): boolean {
    return this.#discarded.length > 0;
  }

  /** Published or accepted. */
  get ranges(): readonly ByteRange[] {
    this.#ranges = mergeRanges(this.#ranges);
    return this.#ranges;
  }

  has(endOffset: number): boolean {
    return subtractRanges([{ start: 0, end: endOffset }], this.ranges).length === 0;
  }

  hasOrDiscarded(endOffset: number): boolean {
    return subtractRanges([{ start: 0, end: endOffset }], [...this.ranges, ...this.#discarded]).length === 0;
  }
}

/**
 * What the names of the receipts of one version show: names alone, because a listing returns 1,000 in one request.
 *
 * Memory: the ranges of each actor, merged.
 */
export class VersionLedger {
  readonly #actors = new Map<string, ActorLedger>();
  #endOffset: number | undefined;
  #receiptCount = 0;
  #latestMillis = 0;
  #lastPublishedKey: string | undefined;
  #rejections = '';

  add(
    name: ReceiptName,
    {
      key,
      lastModified,
      eTag = '',
    }: { readonly key: string; readonly lastModified: Date; readonly eTag?: string },
  ): void {
    this.#receiptCount += 1;
    this.#latestMillis = Math.max(this.#latestMillis, lastModified.getTime());
    if (name.isLast) this.#endOffset = name.endOffset;
    if (name.outcome === 'published') this.#lastPublishedKey = key;
    if (name.outcome === 'rejected' && name.actor === 'producer') this.#rejections += eTag;
    const actor = this.#actors.get(name.actor) ?? new ActorLedger();
    this.#actors.set(name.actor, actor);
    actor.add(name);
  }

  /** Sets the end of the object, which the content of a receipt of an older release shows. */
  setEnd(endOffset: number): void {
    this.#endOffset = endOffset;
  }

  get receiptCount(): number {
    return this.#receiptCount;
  }

  /** When the latest receipt was written, in milliseconds since the epoch; 0 without receipts. */
  get latestMillis(): number {
    return this.#latestMillis;
  }

  /** Size of the unpacked object in bytes; `undefined` until the producer has reached its end. */
  get endOffset(): number | undefined {
    return this.#endOffset;
  }

  /** Key of the receipt of the last published range. */
  get lastPublishedKey(): string | undefined {
    return this.#lastPublishedKey;
  }

  get publishedBytes(): number {
    return countBytes(this.#actors.get('producer')?.ranges ?? []);
  }

  /** Whether the producer has published the complete object. */
  get isPublished(): boolean {
    return this.#endOffset !== undefined && this.#actors.get('producer')?.has(this.#endOffset) === true;
  }

  /** Whether the producer rejected what it did not publish. */
  get isRejected(): boolean {
    return !this.isPublished && this.#actors.get('producer')?.isRejected === true;
  }

  /** Entity tags of the producer's rejections: others once it has rejected the object again. Times of S3 have seconds only. */
  get rejections(): string {
    return this.#rejections;
  }

  /** Whether an operator closed the failure of the upload on purpose. */
  get isUploadDiscarded(): boolean {
    return !this.isPublished && this.#actors.get('producer')?.hasDiscarded === true;
  }

  /** Whether the names show that a consumer has accepted the complete object. */
  isAcceptedBy(consumer: string): boolean {
    return (
      this.#endOffset !== undefined &&
      (this.#actors.get(consumer)?.has(this.#endOffset) ?? this.#endOffset === 0)
    );
  }

  /** Whether the names show that what a consumer has not accepted was discarded. */
  isClosedBy(consumer: string): boolean {
    return (
      this.#endOffset !== undefined && this.#actors.get(consumer)?.hasOrDiscarded(this.#endOffset) === true
    );
  }

  hasQuarantined(consumer: string): boolean {
    return this.#actors.get(consumer)?.isQuarantined === true;
  }

  hasReceiptsOf(consumer: string): boolean {
    return this.#actors.has(consumer);
  }

  /** Whether only the content of its receipts shows what a consumer has. */
  hasGaps(consumer: string): boolean {
    return this.#actors.get(consumer)?.hasGaps === true;
  }
}
