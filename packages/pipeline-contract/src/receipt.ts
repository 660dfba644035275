import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { decodeSegment } from './key-segment.js';
import { s3Limits } from './limits.js';
import { type ObjectVersion, objectPath, offsetDigits, padOffset } from './object-version.js';
import { wireProfiles } from './wire.js';

/** A byte offset, or a count: an integer of at least 0. */
const offset = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

const partitionedRangeSchema = v.object({
  /** First byte of the range. */
  offset,
  /** The byte after the range. */
  endOffset: offset,
  /** Number of parts that the range was split into. */
  count: offset,
  /** The parts that this receipt covers, from 0 to `count - 1`, ascending. */
  indexes: v.array(offset),
});

/**
 * A byte range whose records were split into parts by partition slot. The range is complete once all its parts are
 * covered, by one receipt or by several.
 */
export type PartitionedRange = v.InferOutput<typeof partitionedRangeSchema>;

const receiptSchema = v.object({
  receiptVersion: v.literal(1),
  source: v.object({ bucket: v.string(), key: v.string(), versionId: v.optional(v.string()) }),
  /** `producer`, or the name of a consumer. */
  actor: v.string(),
  /**
   * The producer writes `published`, a consumer `accepted` or `quarantined`. A `rejected` or `quarantined` range is not retried; a
   * consumer that accepts a quarantined range later, after a redrive, writes `accepted` as well, which then counts. `discarded`: an
   * operator closed a failure of this actor on purpose.
   */
  outcome: v.picklist(['published', 'accepted', 'rejected', 'quarantined', 'discarded']),
  /** First byte of the range. */
  offset,
  /** The byte after the range. Absent if the end is unknown, for example because the object is unreadable. */
  endOffset: v.optional(offset),
  /** If the range has gaps: the complete ranges within it, each as `[first byte, byte after]`. */
  ranges: v.optional(v.array(v.tuple([offset, offset]))),
  /** Ranges of which this receipt covers some parts but not all. Requires `ranges`. */
  divided: v.optional(v.array(partitionedRangeSchema)),
  /** 1-based number of the first record of the range. Written by the producer only, which resumes from it. */
  lineNumber: v.optional(v.pipe(offset, v.minValue(1))),
  /** Whether the range ends at the end of the object. */
  isLast: v.boolean(),
  recordCount: offset,
  /** How the range is sent. Written by the producer only; absent in receipts of older releases, which used `block`. */
  wire: v.optional(
    v.object({
      profile: v.picklist(wireProfiles),
      /**
       * Whether its Kinesis records say which bytes of which object they carry. Not with `plain` and partition keys of a field: then
       * no consumer can write receipts of the range.
       */
      hasOffsets: v.boolean(),
    }),
  ),
  /** Why the range was rejected, quarantined or discarded. */
  reason: v.optional(v.object({ code: v.string(), message: v.string() })),
  /** Who discarded the range: the ARN of the caller. */
  by: v.exactOptional(v.string()),
  /** When the receipt was written, in ISO 8601. */
  at: v.string(),
});

/**
 * The outcome of one byte range of one object version for one actor. Receipts are never updated. An actor that processes
 * overlapping ranges writes several, so readers take the union.
 */
export type Receipt = v.InferOutput<typeof receiptSchema>;

/** The content of a receipt without its version, actor and time, which the writer adds. */
export type LedgerEntry = Omit<Receipt, 'receiptVersion' | 'actor' | 'at'>;

/** Parses the content of a receipt object. Returns `undefined` if it is not a receipt of a known version. */
export function parseReceipt(text: string): Receipt | undefined {
  const result = v.safeParse(v.pipe(v.string(), v.parseJson(), receiptSchema), text);
  return result.success ? result.output : undefined;
}

/** Returns the fields of the PutObject request that stores a receipt, except the bucket. */
export function receiptObject(receipt: Receipt): { Key: string; Body: string; ContentType: string } {
  return { Key: receiptKey(receipt), Body: JSON.stringify(receipt), ContentType: 'application/json' };
}

/** The prefix of all receipts in the ledger bucket. */
export const receiptsPrefix = 'receipts/';

/** Bytes reserved for actor, range and outcome: a URL-encoded actor of 64 characters and what {@link receiptKey} adds. */
const maxReceiptNameBytes = 400;

/** Returns the prefix of all receipts of an object version. */
export function objectReceiptsPrefix(source: ObjectVersion): string {
  const path = objectPath(source, s3Limits.maxObjectKeyBytes - receiptsPrefix.length - maxReceiptNameBytes);
  return `${receiptsPrefix}${path}/`;
}

/** Returns the prefix of the receipts of an object version that one actor wrote. */
export function actorReceiptsPrefix(source: ObjectVersion, actor: string): string {
  return `${objectReceiptsPrefix(source)}${encodeURIComponent(actor)}/`;
}

type ReceiptRange = Pick<Receipt, 'offset' | 'endOffset' | 'ranges' | 'divided'>;

/**
 * Returns the key of a receipt: `receipts/<bucket>/<key>/<version>/<actor>/<range>-<outcome>.json`. It depends on these
 * fields only, so that writing a receipt again replaces it. The outcome of a published range at the end of the object is
 * `published-last`, so that a listing alone shows whether the object is published completely.
 */
export function receiptKey({
  source,
  actor,
  outcome,
  isLast = false,
  ...range
}: ReceiptRange & Pick<Receipt, 'source' | 'actor' | 'outcome'> & Partial<Pick<Receipt, 'isLast'>>): string {
  const suffix = outcome === 'published' && isLast ? `${outcome}-last` : outcome;
  return `${actorReceiptsPrefix(source, actor)}${formatRange(range)}-${suffix}.json`;
}

function formatRange({ offset, endOffset, ranges, divided }: ReceiptRange): string {
  const parts = [padOffset(offset)];
  if (endOffset !== undefined) parts.push(padOffset(endOffset));
  // Receipts with the same bounds but different gaps need different keys.
  if (ranges !== undefined) {
    const gaps = JSON.stringify(divided === undefined ? ranges : [ranges, divided]);
    parts.push(createHash('sha256').update(gaps).digest('hex'));
  }
  return parts.join('-');
}

/** What the key of a receipt states. */
export interface ReceiptName {
  /** The prefix of all receipts of the object version: {@link objectReceiptsPrefix}. */
  readonly objectPrefix: string;
  readonly actor: string;
  readonly outcome: Receipt['outcome'];
  /** First byte of the range. */
  readonly offset: number;
  /** The byte after the range; `undefined` if the end is unknown. */
  readonly endOffset: number | undefined;
  /** Whether the range has gaps or is divided: only the content says what the receipt covers. */
  readonly hasGaps: boolean;
  /** Whether a published range ends at the end of the object. `false` for receipts of older releases, whatever their content. */
  readonly isLast: boolean;
}

const receiptName = new RegExp(
  `^(${receiptsPrefix}.+/)([^/]+)/(\\d{${offsetDigits}})(?:-(\\d{${offsetDigits}}))?(-[0-9a-f]{64})?` +
    '-(published|accepted|rejected|quarantined|discarded)(-last)?\\.json$',
  's',
);

/** Reads a key that {@link receiptKey} made. Returns `undefined` for any other. */
export function parseReceiptKey(key: string): ReceiptName | undefined {
  const [match, objectPrefix = '', encodedActor = '', offset, endOffset, gaps, outcome, last] =
    receiptName.exec(key) ?? [];
  const actor = decodeSegment(encodedActor);
  if (match === undefined || actor === undefined) return undefined;
  return {
    objectPrefix,
    actor,
    outcome: outcome as Receipt['outcome'],
    offset: Number(offset),
    endOffset: endOffset === undefined ? undefined : Number(endOffset),
    hasGaps: gaps !== undefined,
    isLast: last !== undefined,
  };
}

/**
 * Reads the published range from the key of a producer's receipt. Returns `undefined` for any other key, including a
 * receipt with gaps or without an end.
 */
export function parsePublishedRange(key: string): { offset: number; endOffset: number } | undefined {
  const name = parseReceiptKey(key);
  if (name?.outcome !== 'published' || name.endOffset === undefined || name.hasGaps) return undefined;
  return { offset: name.offset, endOffset: name.endOffset };
}
