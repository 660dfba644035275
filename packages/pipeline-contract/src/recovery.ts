import * as v from 'valibot';
import { type StreamPosition, positionPath } from './stream-position.js';

/** The recovery commands that deliver Kinesis records to a consumer. */
export const recoveryKinds = ['redrive', 'replay', 'fill'] as const;

export type RecoveryKind = (typeof recoveryKinds)[number];

const recoveryEventSchema = v.object({
  headwatersRecovery: v.object({ kind: v.picklist(recoveryKinds) }),
});

/**
 * The top-level field that a recovery command adds to an event of Kinesis records. A consumer of this project then quarantines
 * nothing and writes no attempt marker: the operator who waits for the answer decides what happens to a Kinesis record that fails.
 * Lambda never sends it, and other consumers ignore it.
 */
export type RecoveryEvent = v.InferOutput<typeof recoveryEventSchema>;

/** Returns the recovery command that sent an event; `undefined` for an event of Lambda. */
export function recoveryKindOf(event: unknown): RecoveryKind | undefined {
  const result = v.safeParse(recoveryEventSchema, event);
  return result.success ? result.output.headwatersRecovery.kind : undefined;
}

/**
 * The code with which a consumer answers a recovery command if the time of the invocation was used up before a Kinesis record: no
 * failure of that record.
 */
export const outOfTimeCode = 'HEADWATERS_OUT_OF_TIME';

const recoveryAnswerSchema = v.object({
  batchItemFailures: v.array(v.object({ itemIdentifier: v.string() })),
  /** Why the first was not accepted, or {@link outOfTimeCode}; absent if all were, and in answers of other consumers. */
  failure: v.exactOptional(v.object({ code: v.string(), message: v.string() })),
});

/** The answer of a consumer to a recovery command: that of a batch, and why the first Kinesis record failed. */
export type RecoveryAnswer = v.InferOutput<typeof recoveryAnswerSchema>;

/** Parses the answer of a consumer. `null`, which Lambda takes as success, has no failures. Returns `undefined` for anything else. */
export function parseRecoveryAnswer(answer: unknown): RecoveryAnswer | undefined {
  if (answer === null) return { batchItemFailures: [] };
  const result = v.safeParse(recoveryAnswerSchema, answer);
  return result.success ? result.output : undefined;
}

const closureSchema = v.object({
  closureVersion: v.literal(1),
  /** Name of the consumer. */
  consumer: v.string(),
  stream: v.string(),
  shardId: v.string(),
  sequenceNumber: v.string(),
  sibling: v.exactOptional(v.string()),
  /** `foreign`: it belongs to no object. `unreadable`: it can't be decoded, so it may belong to any. */
  content: v.exactOptional(v.picklist(['foreign', 'unreadable'])),
  /** `accepted`: a redrive delivered it. `discarded`: an operator closed its failure on purpose. */
  outcome: v.picklist(['accepted', 'discarded']),
  /** Why it was discarded. */
  reason: v.exactOptional(v.string()),
  /** The ARN of the caller. */
  by: v.string(),
  /** In ISO 8601. */
  at: v.string(),
});

/**
 * How the failure of a Kinesis record ended whose object is unknown: a foreign record, or one that can't be decoded. Others have
 * a receipt. Stored in the ledger bucket before the failure is deleted.
 */
export type FailureClosure = v.InferOutput<typeof closureSchema>;

/** The prefix of all failure closures in the ledger bucket. */
export const closuresPrefix = 'closures/';

/** Returns the prefix of the closures of one consumer. */
export function consumerClosuresPrefix(consumer: string): string {
  return `${closuresPrefix}${encodeURIComponent(consumer)}/`;
}

/** Returns the key of a closure: `closures/<consumer>/<stream>/<shard>/<sequence number>.json`. */
export function closureKey(consumer: string, position: StreamPosition): string {
  return `${consumerClosuresPrefix(consumer)}${positionPath(position)}.json`;
}

/** Returns the fields of the PutObject request that stores a closure, except the bucket. */
export function closureObject(closure: FailureClosure): { Key: string; Body: string; ContentType: string } {
  return {
    Key: closureKey(closure.consumer, closure),
    Body: JSON.stringify(closure),
    ContentType: 'application/json',
  };
}

/** Parses the content of a closure. Returns `undefined` if it is not one of a known version. */
export function parseClosure(text: string): FailureClosure | undefined {
  const result = v.safeParse(v.pipe(v.string(), v.parseJson(), closureSchema), text);
  return result.success ? result.output : undefined;
}

/** The prefix of the state of recovery commands in the ledger bucket: `recovery/<command>/...`. */
export const recoveryJobsPrefix = 'recovery/';

/** The prefix of the reports of the scheduled reconciliation in the ledger bucket. */
export const reconciliationReportsPrefix = 'reports/reconcile/';
