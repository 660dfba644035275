import type { Receipt } from '@headwaters/pipeline-contract';
import type { ByteRange } from '../coverage/byte-range.js';
import { countBytes } from '../coverage/count-bytes.js';
import { subtractRanges } from '../coverage/subtract-ranges.js';
import type { Failures, GivenUp } from '../failure/collect-failures.js';
import { rangesOfReceipt } from '../receipt/ranges-of-receipt.js';
import type { FoundVersion } from '../source/find-version.js';
import { explainGaps, type Explanation } from './explain-gaps.js';
import type { Reason } from './gap.js';
import type { ActorTrace, ConsumerTrace, Trace } from './trace.js';

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
    ...{ source, uploadedAt, sizeBytes },
    complete: traces.length > 0 && traces.every(({ complete }) => complete),
    producer: traceProducer(whole, evidence),
    consumers: traces,
  };
}

const notPublished = 'not known to be published yet';

function traceProducer(whole: ByteRange, { receipts, failures }: Evidence): ActorTrace {
  const published = rangesWith(receipts, 'producer', 'published');
  const absent = subtractRanges([whole], published);
  const gaps = explainGaps(absent, rejections(receipts, 'producer'), whyUnpublished(failures));
  return { ...coverage(whole, published), gaps };
}

function traceConsumer(
  { name, functionName }: TracedConsumer,
  whole: ByteRange,
  { receipts, failures }: Evidence,
): ConsumerTrace {
  const accepted = rangesWith(receipts, name, 'accepted');
  const explanations = [
    ...rejections(receipts, name),
    ...deadLetters(failures, functionName),
    ...rejections(receipts, 'producer'),
    ...underWay(receipts),
  ];
  const gaps = explainGaps(subtractRanges([whole], accepted), explanations, whyUnpublished(failures));
  const unreadable = failures.unreadable.filter((records) => records.functionName === functionName);
  return { name, ...coverage(whole, accepted), gaps, unreadable: gaps.length > 0 ? unreadable : [] };
}

function coverage(whole: ByteRange, has: readonly ByteRange[]): Pick<ActorTrace, 'complete' | 'bytes'> {
  return { complete: subtractRanges([whole], has).length === 0, bytes: countBytes(has) };
}

function rangesWith(receipts: readonly Receipt[], actor: string, outcome: Receipt['outcome']): ByteRange[] {
  return receipts
    .filter((receipt) => receipt.actor === actor && receipt.outcome === outcome)
    .flatMap(rangesOfReceipt);
}

function rejections(receipts: readonly Receipt[], actor: string): Explanation[] {
  const rejected = receipts.filter((receipt) => receipt.actor === actor && receipt.outcome === 'rejected');
  return rejected.map((receipt) => {
    const { at, reason } = receipt;
    const why = reason === undefined ? 'no reason given' : `${reason.code}: ${reason.message}`;
    return { ranges: rangesOfReceipt(receipt), reason: { state: 'rejected', at, why } };
  });
}

function deadLetters({ deadLetters: all }: Failures, functionName: string): Explanation[] {
  return latestFirst(all.filter((letter) => letter.functionName === functionName)).map(
    ({ ranges, at, why }) => ({ ranges, reason: { state: 'dead-lettered', at, why } }),
  );
}

/** What is on the stream since the producer's last receipt, or longer. */
function underWay(receipts: readonly Receipt[]): Explanation[] {
  const published = receipts.filter(({ actor, outcome }) => actor === 'producer' && outcome === 'published');
  const [latest] = latestFirst(published);
  if (latest === undefined) return [];
  const reason: Reason = { state: 'missing', at: latest.at, why: 'published, not acknowledged yet' };
  return [{ ranges: published.flatMap(rangesOfReceipt), reason }];
}

function whyUnpublished({ uploads }: Failures): Reason {
  const [latest] = latestFirst<GivenUp>(uploads);
  if (latest === undefined) return { state: 'missing', at: undefined, why: notPublished };
  return { state: 'missing', at: latest.at, why: `not published: ${latest.why}` };
}

function latestFirst<Event extends { readonly at: string }>(events: readonly Event[]): Event[] {
  return [...events].sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
}
