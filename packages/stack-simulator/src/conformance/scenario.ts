import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { ScriptInvalidError } from '../errors.js';
import { scriptStepSchema } from '../script/script.js';

const texts = v.array(v.string());
const attributes = v.record(v.string(), v.unknown());

const about = {
  name: v.string(),
  /** Ids of the rules that it shows. */
  rules: texts,
  /** Where it is known from. */
  source: v.string(),
};

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
  /** What those events say of the object. Versions are counted as they come; sequencers by their order among all. */
  objects: v.optional(
    v.array(
      v.strictObject({
        size: v.optional(v.number()),
        version: v.optional(v.number()),
        sequencer: v.number(),
      }),
    ),
  ),
  /** The messages that destinations were sent. Times, ids and sequence numbers stand as `<time>`, `<id>` and `<sequence>`. */
  messages: v.optional(v.array(v.unknown())),
});

/** One thing that AWS is known to do with events, as a script and what comes of it. */
const flowScenarioSchema = v.strictObject({
  ...about,
  shards: v.optional(v.number()),
  /** Attributes of the event source mapping, as Terraform spells them. */
  mapping: v.optional(attributes),
  /** Attributes of the producer's asynchronous invocations, and of its function. */
  asynchronous: v.optional(attributes),
  producer: v.optional(attributes),
  consumer: v.optional(attributes),
  /** Attributes of the notification's rule. */
  notification: v.optional(attributes),
  /** Whether the bucket keeps versions. */
  versioning: v.optional(v.boolean(), true),
  steps: v.array(scriptStepSchema),
  expect: expectationSchema,
});

const invocationSchema = v.strictObject({
  /** What the function answered. */
  answer: v.optional(v.unknown()),
  failure: v.optional(v.strictObject({ errorType: v.string(), errorMessage: v.optional(v.string()) })),
  throttled: v.optional(v.literal(true)),
  /** Whether a process was started for it. */
  cold: v.optional(v.boolean()),
});

/** One thing that AWS is known to do with a function's code, as that code and what comes of invoking it. */
const functionScenarioSchema = v.strictObject({
  ...about,
  /** The module `handler.mjs`. */
  code: v.string(),
  /** Attributes of the function, as Terraform spells them. */
  function: v.optional(attributes),
  /** One event for each invocation, one after the other; a list is invoked together. */
  events: v.array(v.unknown()),
  expect: v.strictObject({
    invocations: v.optional(v.array(invocationSchema)),
    /** What was logged. Times, ids, durations and sizes stand as `<time>`, `<id>`, `<ms>` and `<MB>`. */
    lines: v.optional(texts),
  }),
});

/** One thing that AWS is known to do. */
const scenarioSchema = v.union([flowScenarioSchema, functionScenarioSchema]);

/** One thing that AWS is known to do with events. */
export type FlowScenario = v.InferOutput<typeof flowScenarioSchema>;
/** One thing that AWS is known to do with a function's code. */
export type FunctionScenario = v.InferOutput<typeof functionScenarioSchema>;
/** One thing that AWS is known to do. */
export type Scenario = FlowScenario | FunctionScenario;
/** What a scenario expects of events. */
export type Expectation = v.InferOutput<typeof expectationSchema>;
/** What a scenario expects of a function. */
export type FunctionExpectation = FunctionScenario['expect'];

/** A rule of AWS that a run must hold. */
export interface Rule {
  readonly id: string;
  readonly text: string;
}

/** Scenarios, and the rules that they are to show. */
export interface ScenarioCollection {
  readonly rules: readonly Rule[];
  readonly scenarios: readonly Scenario[];
}

const rulesFile = 'rules.json';
const rulesSchema = v.array(v.strictObject({ id: v.string(), text: v.string() }));

/**
 * Reads a folder of scenarios: `rules.json`, and files with a list of scenarios each.
 *
 * @throws {@link ScriptInvalidError} naming every place at fault, a rule that no scenario may name included.
 */
export async function readScenarios(folder: string): Promise<ScenarioCollection> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.json') && file !== rulesFile).sort();
  const rules = await readJson(join(folder, rulesFile), rulesSchema);
  const lists = await Promise.all(files.map((file) => readJson(join(folder, file), v.array(scenarioSchema))));
  const scenarios = lists.flat();
  const known = new Set(rules.map(({ id }) => id));
  const unknown = scenarios.flatMap((scenario) => scenario.rules.filter((rule) => !known.has(rule)));
  if (unknown.length > 0) throw new ScriptInvalidError(`${rulesFile} has no rule ${unknown.join(', ')}.`);
  return { rules, scenarios };
}

async function readJson<Output>(
  file: string,
  schema: v.BaseSchema<unknown, Output, v.BaseIssue<unknown>>,
): Promise<Output> {
  const result = v.safeParse(schema, JSON.parse(await readFile(file, 'utf8')));
  if (result.success) return result.output;
  const problems = result.issues.map((issue) => `${v.getDotPath(issue) ?? 'it'} ${issue.message}`);
  throw new ScriptInvalidError(`${file} is not valid: ${problems.join('; ')}.`);
}
