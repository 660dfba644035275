import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { s3Limits } from './limits.js';
import { type ObjectVersion, objectPath, offsetDigits, offsetInKey } from './object-path.js';

const offset = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/** A range that was divided by the keys of its records, and which of its parts count. */
const dividedRangeSchema = v.object({
  offset,
  /** The byte after the range. */
  endOffset: offset,
  /** Parts that the range was divided into. */
  count: offset,
  /** Those that count, from 0 to `count - 1`, in order. */
  indexes: v.array(offset),
});

/** A range that is covered once all its parts are in, be it by several receipts. */
export type DividedRange = v.InferOutput<typeof dividedRangeSchema>;

/**
 * What one actor did with one byte range of one version of an object. A receipt is written once and never changed; a
 * range that is done again is written again, so who reads the ledger takes the union.
 */
const receiptSchema = v.object({
  receiptVersion: v.literal(1),
  source: v.object({ bucket: v.string(), key: v.string(), versionId: v.optional(v.string()) }),
  /** `producer`, or the name of a consumer. */
  actor: v.string(),
  /** `published` by the producer, `accepted` by a consumer; `rejected` is final: it will not be tried again. */
  outcome: v.picklist(['published', 'accepted', 'rejected']),
  /** First byte of the range. */
  offset,
  /** The byte after the range; missing where the end is not known, as of an object that can't be read. */
  endOffset: v.optional(offset),
  /** Where the range has gaps: the ranges in it that count whole, each as first byte and byte after. */
  ranges: v.optional(v.array(v.tuple([offset, offset]))),
  /** Ranges of which some parts count, but not all; then `ranges` is there too. */
  divided: v.optional(v.array(dividedRangeSchema)),
  /** 1-based number of the first record of the range; the producer's alone, who begins again by it. */
  lineNumber: v.optional(v.pipe(offset, v.minValue(1))),
  /** Whether the object ends where the range does. */
  isLast: v.boolean(),
  recordCount: offset,
  /** Why it was rejected. */
  reason: v.optional(v.object({ code: v.string(), message: v.string() })),
  /** When, in ISO 8601. */
  at: v.string(),
});

export type Receipt = v.InferOutput<typeof receiptSchema>;

/** Reads a receipt from the text of its object; undefined if it is none that this version knows. */
export function parseReceipt(text: string): Receipt | undefined {
  const result = v.safeParse(v.pipe(v.string(), v.parseJson(), receiptSchema), text);
  return result.success ? result.output : undefined;
}

/** A receipt as S3 keeps it: the fields of a PutObject request, but for the bucket. */
export function receiptObject(receipt: Receipt): { Key: string; Body: string; ContentType: string } {
  return { Key: receiptKey(receipt), Body: JSON.stringify(receipt), ContentType: 'application/json' };
}

/** Room for actor, range and outcome, in bytes: an actor of 64 characters, URL-encoded, and what `receiptKey` adds. */
const maxNameBytes = 400;

/** What the key of every receipt begins with. */
export const receiptRoot = 'receipts/';

/** The prefix of all receipts of one version of an object: to list it is to read its ledger. */
export function receiptPrefix(source: ObjectVersion): string {
  const path = objectPath(source, s3Limits.maxObjectKeyBytes - receiptRoot.length - maxNameBytes);
  return `${receiptRoot}${path}/`;
}

/** The prefix of what one actor did with one version of an object. */
export function receiptPrefixOf(source: ObjectVersion, actor: string): string {
  return `${receiptPrefix(source)}${encodeURIComponent(actor)}/`;
}

/** What the key of a receipt is made of. */
type KeyedReceipt = Pick<
  Receipt,
  'source' | 'actor' | 'outcome' | 'offset' | 'endOffset' | 'ranges' | 'divided'
>;

/** The key of a receipt. The same receipt has the same key, so that doing things twice leaves one. */
export function receiptKey({ source, actor, outcome, ...what }: KeyedReceipt): string {
  return `${receiptPrefixOf(source, actor)}${rangeInKey(what)}-${outcome}.json`;
}

type RangeInKey = Pick<Receipt, 'offset' | 'endOffset' | 'ranges' | 'divided'>;

function rangeInKey({ offset, endOffset, ranges, divided }: RangeInKey): string {
  const parts = [offsetInKey(offset)];
  if (endOffset !== undefined) parts.push(offsetInKey(endOffset));
  // Receipts of the same range with other gaps are other receipts.
  if (ranges !== undefined) {
    const gaps = JSON.stringify(divided === undefined ? ranges : [ranges, divided]);
    parts.push(createHash('sha256').update(gaps).digest('hex'));
  }
  return parts.join('-');
}

const wholeRange = new RegExp(`/(\\d{${offsetDigits}})-(\\d{${offsetDigits}})-published\\.json$`);

/** The range that a producer's receipt says is published, by its key alone; undefined if the key is of another kind. */
export function publishedRangeOf(key: string): { offset: number; endOffset: number } | undefined {
  const [, offset, endOffset] = wholeRange.exec(key) ?? [];
  if (offset === undefined || endOffset === undefined) return undefined;
  return { offset: Number(offset), endOffset: Number(endOffset) };
}
