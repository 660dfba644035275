import * as v from 'valibot';
import { ScriptInvalidError } from '../errors.js';

/**
 * How an invocation of a scripted function ends. Kinesis records are identified by their data, because their sequence numbers
 * are unknown when a script is written.
 */
const endingSchema = v.union(
  [
    /** Returns this value. */
    v.strictObject({ respond: v.unknown() }),
    /** Throws an error with this message. */
    v.strictObject({ throw: v.string() }),
    /** Throws an error if one of these Kinesis records is in the batch. */
    v.strictObject({ throwOn: v.array(v.string()) }),
    /** Reports these Kinesis records as failed, if they are in the batch. */
    v.strictObject({ reportFailed: v.array(v.string()) }),
    /** Counts the Kinesis records of a tumbling window in its state. */
    v.strictObject({ countInState: v.literal(true) }),
    /** Is throttled. */
    v.strictObject({ throttle: v.literal(true) }),
    /** Exceeds its timeout. */
    v.strictObject({ timeOut: v.literal(true) }),
  ],
  'must be one of: respond, throw, throwOn, reportFailed, countInState, throttle, timeOut',
);

/** How an invocation of a scripted function ends. */
export type Ending = v.InferOutput<typeof endingSchema>;

const behaviourSchema = v.union(
  [
    endingSchema,
    /** Does not end before a step `finishInvocation`. */
    v.strictObject({ hold: v.literal(true) }),
  ],
  'must be one of: respond, throw, throwOn, reportFailed, countInState, throttle, timeOut, hold',
);

/** What a scripted function does in one invocation. */
export type Behaviour = v.InferOutput<typeof behaviourSchema>;

const finishInvocation = v.strictObject({
  function: v.string(),
  /** The data of all its Kinesis records, in order. Default: those of any invocation. */
  records: v.optional(v.array(v.string())),
  /** Number of its attempt. Default: any. */
  attempt: v.optional(v.number()),
  behaviour: endingSchema,
});

/** Which held invocation to end, and how. The oldest one that matches ends. */
export type FinishInvocation = v.InferOutput<typeof finishInvocation>;

const string = v.string();
const seconds = v.pipe(v.number(), v.minValue(0));
const record = v.strictObject({
  data: string,
  /** Repeats the data, to make a large record. Default: 1. */
  repeat: v.optional(v.number(), 1),
  /** Default: the data itself. */
  partitionKey: v.optional(string),
  /** Decimal digits. Selects the shard, regardless of the partition key. */
  explicitHashKey: v.optional(string),
});

const upload = v.strictObject({
  bucket: string,
  key: string,
  body: v.optional(string, 'text'),
  /** One PUT request, a form, or a multipart upload. Default: `put`. */
  by: v.optional(v.picklist(['put', 'post', 'multipart']), 'put'),
});

/** One step of a script. After each step the simulation runs until it is settled: all that is left waits for the clock, or is held. */
export const scriptStepSchema = v.union(
  [
    v.strictObject({ putRecords: v.strictObject({ stream: string, records: v.array(record) }) }),
    v.strictObject({ upload }),
    v.strictObject({ copyObject: v.strictObject({ bucket: string, key: string, from: string }) }),
    v.strictObject({ deleteObject: v.strictObject({ bucket: string, key: string }) }),
    /** Delivers one copy of each later S3 event per delay. S3 delivers events at least once, in any order. */
    v.strictObject({ setNotifications: v.strictObject({ delaysSeconds: v.array(seconds) }) }),
    /** What a function does in its next invocations. The last behaviour applies to all further ones. */
    v.strictObject({
      setFunction: v.strictObject({ function: string, behaviours: v.array(behaviourSchema) }),
    }),
    v.strictObject({ finishInvocation }),
    v.strictObject({ advanceSeconds: seconds }),
    v.strictObject({ setMapping: v.strictObject({ mapping: string, enabled: v.boolean() }) }),
    v.strictObject({
      splitShard: v.strictObject({ stream: string, shard: string, newStartingHashKey: string }),
    }),
    v.strictObject({ mergeShards: v.strictObject({ stream: string, shard: string, adjacentShard: string }) }),
  ],
  'must be one of: putRecords, upload, copyObject, deleteObject, setNotifications, setFunction, finishInvocation, advanceSeconds, setMapping, splitShard, mergeShards',
);

/** One step of a script. */
export type ScriptStep = v.InferOutput<typeof scriptStepSchema>;

const scriptSchema = v.object({ steps: v.array(scriptStepSchema) });

/**
 * Validates a script, as parsed from JSON.
 *
 * @throws {@link ScriptInvalidError} with every invalid step.
 */
export function readScript(document: unknown): readonly ScriptStep[] {
  const result = v.safeParse(scriptSchema, document);
  if (result.success) return result.output.steps;
  const problems = result.issues.map((issue) => `${v.getDotPath(issue) ?? 'the document'} ${issue.message}`);
  throw new ScriptInvalidError(`The script is invalid: ${problems.join('; ')}.`);
}
