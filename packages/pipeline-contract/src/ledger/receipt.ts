import * as v from 'valibot';

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
