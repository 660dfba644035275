import * as v from 'valibot';
import { scriptStepSchema } from '../script/script.js';

const texts = v.array(v.string());
const attributes = v.record(v.string(), v.unknown());

const destinationSchema = v.strictObject({
  condition: v.string(),
  invokeCount: v.number(),
  /** `absent` where the function's answer is no part of the message. */
  functionError: v.nullable(v.string()),
  /** The records given up, by their data. */
  records: v.optional(texts),
  /** Whether the message holds the records themselves. */
  payload: v.boolean(),
});

/** What a scenario expects. What it leaves out isn't compared. */
const expectationSchema = v.strictObject({
  /** The records of each invocation of the consumer that ran, by their data. */
  deliveries: v.optional(v.array(texts)),
  /** When each of them was, in seconds since the start. */
  deliveredAtSeconds: v.optional(v.array(v.number())),
  /** The tumbling window of each of them, as the event tells it. */
  windows: v.optional(
    v.array(
      v.strictObject({
        start: v.string(),
        state: v.unknown(),
        final: v.boolean(),
        terminatedEarly: v.boolean(),
      }),
    ),
  ),
  /** Invocations of the consumer that were throttled. */
  throttled: v.optional(v.number()),
  /** What the checkpoint moved past because the function accepted it, in order. */
  acknowledged: v.optional(texts),
  destinations: v.optional(v.array(destinationSchema)),
  dropped: v.optional(v.array(v.strictObject({ reason: v.string(), records: v.optional(texts) }))),
  /** Each invocation of the producer: when, which attempt, how it ended. */
  attempts: v.optional(
    v.array(v.strictObject({ seconds: v.number(), attempt: v.number(), outcome: v.string() })),
  ),
  /** The S3 events that the producer was given, by name and key. */
  notifications: v.optional(v.array(v.strictObject({ eventName: v.string(), key: v.string() }))),
});

/** One thing that AWS is known to do, as a script and what comes of it. */
export const scenarioSchema = v.strictObject({
  name: v.string(),
  /** Ids of the rules that it shows. */
  rules: texts,
  /** Where it is known from. */
  source: v.string(),
  shards: v.optional(v.number()),
  /** Attributes of the event source mapping, as Terraform spells them. */
  mapping: v.optional(attributes),
  /** Attributes of the producer's asynchronous invocations, and of its function. */
  asynchronous: v.optional(attributes),
  producer: v.optional(attributes),
  consumer: v.optional(attributes),
  /** Attributes of the notification's rule. */
  notification: v.optional(attributes),
  steps: v.array(scriptStepSchema),
  expect: expectationSchema,
});

/** One thing that AWS is known to do, as a script and what comes of it. */
export type Scenario = v.InferOutput<typeof scenarioSchema>;
/** What a scenario expects. */
export type Expectation = v.InferOutput<typeof expectationSchema>;
