import * as v from 'valibot';

/**
 * How a scripted function answers one invocation. Records are named by their data as text, since their sequence numbers
 * are not known when a script is written.
 */
export const behaviourSchema = v.union(
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
