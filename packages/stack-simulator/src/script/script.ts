import * as v from 'valibot';
import { behaviourSchema } from './behaviour.js';

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
