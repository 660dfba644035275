import * as v from 'valibot';
import { ScriptInvalidError } from '../errors.js';

/**
 * How a scripted function answers one invocation. Records are named by their data as text, since their sequence numbers
 * are not known when a script is written.
 */
const behaviourSchema = v.union(
  [
    /** Answers with this value. */
    v.strictObject({ respond: v.unknown() }),
    /** Ends with an error. */
    v.strictObject({ throw: v.string() }),
    /** Ends with an error if one of these records is in the batch. */
    v.strictObject({ throwOn: v.array(v.string()) }),
    /** Reports those of these records that are in the batch as failed. */
    v.strictObject({ reportFailed: v.array(v.string()) }),
    /** Counts the records of a tumbling window in its state. */
    v.strictObject({ countInState: v.literal(true) }),
    /** Never runs. */
    v.strictObject({ throttle: v.literal(true) }),
    /** Runs out of its time. */
    v.strictObject({ timeOut: v.literal(true) }),
  ],
  'must be one of: respond, throw, throwOn, reportFailed, countInState, throttle, timeOut',
);

/** How a scripted function answers one invocation. */
export type Behaviour = v.InferOutput<typeof behaviourSchema>;

const text = v.string();
const seconds = v.pipe(v.number(), v.minValue(0));
const record = v.strictObject({
  data: text,
  /** How often the data is repeated, to make a large record. */
  repeat: v.optional(v.number(), 1),
  /** Default: the data itself. */
  partitionKey: v.optional(text),
  /** Decimal digits: picks the shard whatever the partition key. */
  explicitHashKey: v.optional(text),
});

const upload = v.strictObject({
  bucket: text,
  key: text,
  body: v.optional(text, 'text'),
  /** By one request, by a form, or in parts. */
  by: v.optional(v.picklist(['put', 'post', 'multipart']), 'put'),
});

/** One step of a script. After each the simulation runs until nothing goes on without the clock. */
export const scriptStepSchema = v.union(
  [
    v.strictObject({ putRecords: v.strictObject({ stream: text, records: v.array(record) }) }),
    v.strictObject({ upload }),
    v.strictObject({ copyObject: v.strictObject({ bucket: text, key: text, from: text }) }),
    v.strictObject({ deleteObject: v.strictObject({ bucket: text, key: text }) }),
    /** Of each event from now on one notification for each delay: S3 delivers at least one, in no order. */
    v.strictObject({ setNotifications: v.strictObject({ delaysSeconds: v.array(seconds) }) }),
    /** What a function answers from now on, invocation by invocation; the last answer stays. */
    v.strictObject({ setFunction: v.strictObject({ function: text, behaviours: v.array(behaviourSchema) }) }),
    v.strictObject({ advanceSeconds: seconds }),
    v.strictObject({ setMapping: v.strictObject({ mapping: text, enabled: v.boolean() }) }),
    v.strictObject({ splitShard: v.strictObject({ stream: text, shard: text, newStartingHashKey: text }) }),
    v.strictObject({ mergeShards: v.strictObject({ stream: text, shard: text, adjacentShard: text }) }),
  ],
  'must be one of: putRecords, upload, copyObject, deleteObject, setNotifications, setFunction, advanceSeconds, setMapping, splitShard, mergeShards',
);

/** One step of a script. */
export type ScriptStep = v.InferOutput<typeof scriptStepSchema>;

const scriptSchema = v.object({ steps: v.array(scriptStepSchema) });

/**
 * Checks a script that was read from JSON.
 *
 * @throws {@link ScriptInvalidError} naming every step at fault.
 */
export function readScript(document: unknown): readonly ScriptStep[] {
  const result = v.safeParse(scriptSchema, document);
  if (result.success) return result.output.steps;
  const problems = result.issues.map((issue) => `${v.getDotPath(issue) ?? 'it'} ${issue.message}`);
  throw new ScriptInvalidError(`The script is not valid: ${problems.join('; ')}.`);
}
