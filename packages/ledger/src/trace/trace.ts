import {
  type ByteRange,
  type ObjectVersion,
  type Receipt,
  countBytes,
  subtractRanges,
} from '@headwaters/pipeline-contract';
import {
  explainDeadLetters,
  explainDiscards,
  explainInFlight,
  explainQuarantine,
  explainRejections,
  explainUnknown,
  explainUnpublished,
  unpublishedReason,
} from './explanations.js';
import type { Failures, UnreadableRecords } from '../failures/failures.js';
import { type Gap, explainGaps } from './gap.js';
import { PartSet } from '../receipts/part-set.js';
import { rangesOfReceipt, receiptsWith } from '../receipts/receipts.js';
import type { FoundVersion } from '../source-version.js';

/** The status of one object version at every actor. */
export interface Trace {
  readonly source: ObjectVersion;
  /** Upload time; `undefined` if the version no longer exists. */
  readonly uploadedAt: Date | undefined;
  /** Size of the object in bytes, after gunzip if it is gzip; `undefined` until the producer has reached its end. */
  readonly sizeBytes: number | undefined;
  /**
   * How the object is sent, as the producer's latest receipt says; `undefined` without one, or if an older release wrote it. Without
   * offsets, the ledger can't know what consumers have: see the state `unknown` of a gap.
   */
  readonly wire: Receipt['wire'];
  /** Whether every consumer has every byte. `false` without consumers, and if that is unknown. */
  readonly complete: boolean;
  readonly producer: ActorTrace;
  readonly consumers: readonly ConsumerTrace[];
}

/** The status of one object version at the producer or at a consumer. */
export interface ActorTrace {
  /** Whether the actor has every byte. */
  readonly complete: boolean;
  /** Number of bytes that the actor has. */
  readonly bytes: number;
  /** The ranges that the actor does not have, in order. */
  readonly gaps: readonly Gap[];
}

/** The status of one object version at a consumer. */
export interface ConsumerTrace extends ActorTrace {
  readonly name: string;
  /** Damaged Kinesis records dead-lettered, quarantined or discarded since the upload. They may explain gaps; empty if there are none. */
  readonly unreadable: readonly UnreadableRecords[];
}

/** A consumer to trace. */
export interface TracedConsumer {
  /** Its CONSUMER_NAME: the actor of its receipts. */
  readonly name: string;
  readonly functionName: string;
}

/** The receipts and failures of one object version. */
export interface TraceEvidence extends FoundVersion {
  readonly receipts: readonly Receipt[];
  readonly failures: Failures;
}

/** Derives the status of every byte from receipts and failures. Pure: the same evidence gives the same trace. */
export function traceSource(evidence: TraceEvidence, consumers: readonly TracedConsumer[]): Trace {
  const { source, uploadedAt } = evidence;
  const sizeBytes = evidence.receipts.find(({ isLast }) => isLast)?.endOffset;
  const object = { start: 0, end: sizeBytes ?? Infinity };
  const traces = consumers.map((consumer) => traceConsumer(consumer, object, evidence));
  return {
    source,
    uploadedAt,
    sizeBytes,
    wire: wireOf(evidence.receipts),
    complete: traces.length > 0 && traces.every(({ complete }) => complete),
    producer: traceProducer(object, evidence),
    consumers: traces,
  };
}

function wireOf(receipts: readonly Receipt[]): Receipt['wire'] {
  const published = receiptsWith(receipts, 'producer', 'published');
  return [...published].sort((a, b) => Date.parse(b.at) - Date.parse(a.at))[0]?.wire;
}

function traceProducer(object: ByteRange, { receipts, failures }: TraceEvidence): ActorTrace {
  const published = receiptsWith(receipts, 'producer', 'published').flatMap(rangesOfReceipt);
  const absent = subtractRanges([object], published);
  const gaps = explainGaps(absent, explainUnpublished(receipts), unpublishedReason(failures));
  return { ...coverage(object, published), gaps };
}

function traceConsumer(
  { name, functionName }: TracedConsumer,
  object: ByteRange,
  { receipts, failures }: TraceEvidence,
): ConsumerTrace {
  const acceptances = receiptsWith(receipts, name, 'accepted');
  const parts = new PartSet(acceptances.flatMap(({ divided = [] }) => divided));
  const accepted = [...acceptances.flatMap(rangesOfReceipt), ...parts.completeRanges()];
  const explanations = [
    ...explainDiscards(receipts, { name, accepted: parts }),
    ...explainRejections(receipts, name),
    ...explainQuarantine(receipts, failures, { name, accepted: parts }),
    ...explainDeadLetters(failures, functionName, parts),
    ...explainUnpublished(receipts),
    ...explainUnknown(receipts),
    ...explainInFlight(receipts, parts),
  ];
  const gaps = explainGaps(subtractRanges([object], accepted), explanations, unpublishedReason(failures));
  const unreadable = failures.unreadable.filter(
    (records) => records.functionName === functionName || records.consumer === name,
  );
  return { name, ...coverage(object, accepted), gaps, unreadable: gaps.length > 0 ? unreadable : [] };
}

function coverage(object: ByteRange, ranges: readonly ByteRange[]): { complete: boolean; bytes: number } {
  return { complete: subtractRanges([object], ranges).length === 0, bytes: countBytes(ranges) };
}
