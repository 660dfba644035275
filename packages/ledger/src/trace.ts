import {
  type ByteRange,
  type ObjectVersion,
  type Receipt,
  countBytes,
  subtractRanges,
} from '@headwaters/pipeline-contract';
import type { Failures, GivenUp, GivenUpBlocks, UnreadableRecords } from './failures.js';
import { type Explanation, type Gap, type Reason, explainGaps } from './gap.js';
import { PartSet } from './part-set.js';
import { rangesOfReceipt } from './receipts.js';
import type { FoundVersion } from './source-version.js';

/** How far the producer, or a consumer, is done with one version of an object. */
export interface ActorTrace {
  /** Whether it has every byte. */
  readonly complete: boolean;
  /** Bytes that it has. */
  readonly bytes: number;
  /** The bytes that it does not have, in order. */
  readonly gaps: readonly Gap[];
}

/** How far a consumer is done. */
export interface ConsumerTrace extends ActorTrace {
  readonly name: string;
  /** Damaged records that were given up since the upload, while bytes are missing: they may be of this object. */
  readonly unreadable: readonly UnreadableRecords[];
}

/** What became of every byte of one version of an object. */
export interface Trace {
  readonly source: ObjectVersion;
  /** When it was uploaded, if it is still there to tell. */
  readonly uploadedAt: Date | undefined;
  /** Of the object, gunzipped if it is gzip, in bytes; `undefined` until the producer has seen its end. */
  readonly sizeBytes: number | undefined;
  /** Whether every consumer has every byte. */
  readonly complete: boolean;
  readonly producer: ActorTrace;
  readonly consumers: readonly ConsumerTrace[];
}

/** A consumer whose receipts count. */
export interface TracedConsumer {
  /** Its CONSUMER_NAME, which signs its receipts. */
  readonly name: string;
  readonly functionName: string;
}

/** All that is known of one version of an object. */
export interface Evidence extends FoundVersion {
  readonly receipts: readonly Receipt[];
  readonly failures: Failures;
}

/** Puts together from receipts and failures what became of every byte. Pure: the same evidence gives the same trace. */
export function traceSource(evidence: Evidence, consumers: readonly TracedConsumer[]): Trace {
  const { source, uploadedAt } = evidence;
  const sizeBytes = evidence.receipts.find(({ isLast }) => isLast)?.endOffset;
  const whole = { start: 0, end: sizeBytes ?? Infinity };
  const traces = consumers.map((consumer) => traceConsumer(consumer, whole, evidence));
  return {
    source,
    uploadedAt,
    sizeBytes,
    complete: traces.length > 0 && traces.every(({ complete }) => complete),
    producer: traceProducer(whole, evidence),
    consumers: traces,
  };
}

const notPublished = 'not known to be published yet';

function traceProducer(whole: ByteRange, { receipts, failures }: Evidence): ActorTrace {
  const published = receiptsWith(receipts, 'producer', 'published').flatMap(rangesOfReceipt);
  const absent = subtractRanges([whole], published);
  const gaps = explainGaps(absent, rejections(receipts, 'producer'), whyUnpublished(failures));
  return { ...coverage(whole, published), gaps };
}

function traceConsumer(
  { name, functionName }: TracedConsumer,
  whole: ByteRange,
  { receipts, failures }: Evidence,
): ConsumerTrace {
  const ofConsumer = receiptsWith(receipts, name, 'accepted');
  const parts = new PartSet(ofConsumer.flatMap(({ divided = [] }) => divided));
  const accepted = [...ofConsumer.flatMap(rangesOfReceipt), ...parts.wholeRanges()];
  const explanations = [
    ...rejections(receipts, name),
    ...deadLetters(failures, functionName, parts),
    ...rejections(receipts, 'producer'),
    ...underWay(receipts, parts),
  ];
  const gaps = explainGaps(subtractRanges([whole], accepted), explanations, whyUnpublished(failures));
  const unreadable = failures.unreadable.filter((records) => records.functionName === functionName);
  return { name, ...coverage(whole, accepted), gaps, unreadable: gaps.length > 0 ? unreadable : [] };
}

function coverage(whole: ByteRange, has: readonly ByteRange[]): Pick<ActorTrace, 'complete' | 'bytes'> {
  return { complete: subtractRanges([whole], has).length === 0, bytes: countBytes(has) };
}

function receiptsWith(
  receipts: readonly Receipt[],
  actor: string,
  outcome: Receipt['outcome'],
): readonly Receipt[] {
  return receipts.filter((receipt) => receipt.actor === actor && receipt.outcome === outcome);
}

function rejections(receipts: readonly Receipt[], actor: string): Explanation[] {
  return receiptsWith(receipts, actor, 'rejected').map((receipt) => {
    const { at, reason } = receipt;
    const why = reason === undefined ? 'no reason given' : `${reason.code}: ${reason.message}`;
    return { ranges: rangesOfReceipt(receipt), reason: { state: 'rejected', at, why } };
  });
}

function deadLetters({ deadLetters: all }: Failures, functionName: string, accepted: PartSet): Explanation[] {
  return latestFirst(all.filter((letter) => letter.functionName === functionName)).flatMap((letter) => [
    { ranges: letter.ranges, reason: { state: 'dead-lettered', at: letter.at, why: letter.why } },
    ...deadParts(letter, accepted),
  ]);
}

/** Without one of its parts a range is not whole, so that it is given up with it; unless the part was accepted after all. */
function deadParts({ divided, at, why }: GivenUpBlocks, accepted: PartSet): Explanation[] {
  return divided.flatMap((range) => {
    const lacking = accepted.lacking(range);
    if (lacking.length === 0) return [];
    const part = `part ${lacking.map(String).join(', ')} of ${range.count}, from 0`;
    return {
      ranges: [{ start: range.offset, end: range.endOffset }],
      reason: { state: 'dead-lettered', at, why: `${part}: ${why}` },
    };
  });
}

/** What is on the stream since the producer's last receipt, or longer. */
function underWay(receipts: readonly Receipt[], accepted: PartSet): Explanation[] {
  const published = receiptsWith(receipts, 'producer', 'published');
  const [latest] = latestFirst(published);
  if (latest === undefined) return [];
  const { at } = latest;
  return [
    ...accepted.dividedRanges().map(({ partCount, count, ...range }): Explanation => {
      const why = `published, ${partCount} of ${count} parts acknowledged`;
      return { ranges: [range], reason: { state: 'missing', at, why } };
    }),
    {
      ranges: published.flatMap(rangesOfReceipt),
      reason: { state: 'missing', at, why: 'published, not acknowledged yet' },
    },
  ];
}

function whyUnpublished({ uploads }: Failures): Reason {
  const [latest] = latestFirst<GivenUp>(uploads);
  if (latest === undefined) return { state: 'missing', at: undefined, why: notPublished };
  return { state: 'missing', at: latest.at, why: `not published: ${latest.why}` };
}

function latestFirst<Event extends { readonly at: string }>(events: readonly Event[]): Event[] {
  return [...events].sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
}
