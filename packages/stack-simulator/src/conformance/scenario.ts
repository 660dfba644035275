import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { ScriptInvalidError } from '../errors.js';
import { scriptStepSchema } from '../script/script.js';

const strings = v.array(v.string());
const attributes = v.record(v.string(), v.unknown());

const commonKeys = {
  name: v.string(),
  /** Ids of the rules that the scenario demonstrates. */
  rules: strings,
  /** Source of the expected behaviour. */
  source: v.string(),
};

const destinationSchema = v.strictObject({
  condition: v.string(),
  invokeCount: v.number(),
  /** `absent` if the message has no `responseContext`. */
  functionError: v.nullable(v.string()),
  /** The Kinesis records of the failed batch, by their data. */
  records: v.optional(strings),
  /** Whether the message contains the event. */
  payload: v.boolean(),
});

/** What a scenario expects. Omitted keys are not compared. */
const expectationSchema = v.strictObject({
  /** The Kinesis records of each invocation of the consumer, by their data. Throttled invocations are not included. */
  deliveries: v.optional(v.array(strings)),
  /** The time of each of these invocations, in seconds since the start. */
  deliveredAtSeconds: v.optional(v.array(v.number())),
  /** The tumbling window in the event of each of these invocations. */
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
  /** Number of throttled invocations of the consumer. */
  throttled: v.optional(v.number()),
  /** The Kinesis records that the consumer processed and the checkpoint moved past, in order. */
  acknowledged: v.optional(strings),
  destinations: v.optional(v.array(destinationSchema)),
  dropped: v.optional(v.array(v.strictObject({ reason: v.string(), records: v.optional(strings) }))),
  /** Time, attempt and outcome of each invocation of the producer. */
  attempts: v.optional(
    v.array(v.strictObject({ seconds: v.number(), attempt: v.number(), outcome: v.string() })),
  ),
  /** Name and key of the S3 events that the producer received. */
  notifications: v.optional(v.array(v.strictObject({ eventName: v.string(), key: v.string() }))),
  /** The object in each of these events. Versions are numbered in order of appearance, sequencers in sort order. */
  objects: v.optional(
    v.array(
      v.strictObject({
        size: v.optional(v.number()),
        version: v.optional(v.number()),
        sequencer: v.number(),
      }),
    ),
  ),
  /** The messages sent to destinations. Times, ids and sequence numbers are replaced by `<time>`, `<id>` and `<sequence>`. */
  messages: v.optional(v.array(v.unknown())),
  /** The attributes of the messages to dead-letter queues and topics. */
  attributes: v.optional(v.array(v.unknown())),
  /** The events of EventBridge that functions received. Times and ids are replaced as in messages. */
  busEvents: v.optional(v.array(v.unknown())),
  /** The messages of each batch of a queue, by the key of the object that they are about, otherwise by their body. */
  batches: v.optional(
    v.array(v.strictObject({ seconds: v.number(), messages: strings, receiveCounts: v.array(v.number()) })),
  ),
  /** What happened to messages of queues, as `QUEUE: CHANGE MESSAGE`, without those that were sent and received. */
  queueChanges: v.optional(strings),
  /** The S3 events that were sent to queues and topics. */
  queued: v.optional(v.array(v.strictObject({ arn: v.string(), eventName: v.string(), key: v.string() }))),
});

/** What a scenario changes in the stack. */
const stackKeys = {
  shards: v.optional(v.number()),
  /** Terraform attributes of the event source mapping. */
  mapping: v.optional(attributes),
  /** Terraform attributes of the producer's asynchronous invocations. */
  asynchronous: v.optional(attributes),
  /** Terraform attributes of the functions. */
  producer: v.optional(attributes),
  consumer: v.optional(attributes),
  /** Terraform attributes of the notification rule. */
  notification: v.optional(attributes),
  /** Whether the bucket is versioned. Default: true. */
  versioning: v.optional(v.boolean(), true),
  /** More resources, and more attributes of resources of the stack, by type and name. */
  resources: v.optional(v.record(v.string(), v.record(v.string(), attributes))),
};

/** A known behaviour of AWS with events: a script and the expected results. */
const flowScenarioSchema = v.strictObject({
  ...commonKeys,
  ...stackKeys,
  steps: v.array(scriptStepSchema),
  expect: expectationSchema,
});

const invocationSchema = v.strictObject({
  /** The response of the function. */
  answer: v.optional(v.unknown()),
  failure: v.optional(v.strictObject({ errorType: v.string(), errorMessage: v.optional(v.string()) })),
  throttled: v.optional(v.literal(true)),
  /** Whether a process was started for the invocation. */
  cold: v.optional(v.boolean()),
});

/** A known behaviour of AWS with a function's code: the code, events and the expected results. */
const functionScenarioSchema = v.strictObject({
  ...commonKeys,
  /** The module `handler.mjs`. */
  code: v.string(),
  /** Terraform attributes of the function. */
  function: v.optional(attributes),
  /** One event per invocation, in sequence. A list of events is invoked concurrently. */
  events: v.array(v.unknown()),
  expect: v.strictObject({
    invocations: v.optional(v.array(invocationSchema)),
    /** The log lines. Times, ids, durations and sizes are replaced by `<time>`, `<id>`, `<ms>` and `<MB>`. */
    lines: v.optional(strings),
  }),
});

/** A stack that AWS refuses when it is applied, or accepts. */
const refusalScenarioSchema = v.strictObject({
  ...commonKeys,
  ...stackKeys,
  expect: v.strictObject({
    /** The message of every problem. Empty if AWS accepts the stack. */
    refused: strings,
  }),
});

/** A known behaviour of AWS. */
const scenarioSchema = v.union([flowScenarioSchema, functionScenarioSchema, refusalScenarioSchema]);

/** A known behaviour of AWS with events. */
export type FlowScenario = v.InferOutput<typeof flowScenarioSchema>;
/** A known behaviour of AWS with a function's code. */
export type FunctionScenario = v.InferOutput<typeof functionScenarioSchema>;
/** A stack that AWS refuses or accepts. */
export type RefusalScenario = v.InferOutput<typeof refusalScenarioSchema>;
/** A known behaviour of AWS. */
export type Scenario = FlowScenario | FunctionScenario | RefusalScenario;
/** What a {@link FlowScenario} expects. */
export type Expectation = v.InferOutput<typeof expectationSchema>;
/** What a {@link FunctionScenario} expects. */
export type FunctionExpectation = FunctionScenario['expect'];
/** What a {@link RefusalScenario} expects. */
export type RefusalExpectation = RefusalScenario['expect'];

/** A rule of AWS that the simulator follows. */
export interface Rule {
  readonly id: string;
  readonly text: string;
}

/** Scenarios and the rules that they demonstrate. */
export interface ScenarioCollection {
  readonly rules: readonly Rule[];
  readonly scenarios: readonly Scenario[];
}

const rulesFile = 'rules.json';
const rulesSchema = v.array(v.strictObject({ id: v.string(), text: v.string() }));

/**
 * Reads a folder of scenarios: `rules.json`, and other JSON files with a list of scenarios each.
 *
 * @throws {@link ScriptInvalidError} if a file is invalid or a scenario names an unknown rule.
 */
export async function readScenarios(folder: string): Promise<ScenarioCollection> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.json') && file !== rulesFile).sort();
  const rules = await readJson(join(folder, rulesFile), rulesSchema);
  const lists = await Promise.all(files.map((file) => readJson(join(folder, file), v.array(scenarioSchema))));
  const scenarios = lists.flat();
  const known = new Set(rules.map(({ id }) => id));
  const unknown = scenarios.flatMap((scenario) => scenario.rules.filter((rule) => !known.has(rule)));
  if (unknown.length > 0)
    throw new ScriptInvalidError(
      `Scenarios name rules that ${rulesFile} does not contain: ${unknown.join(', ')}.`,
    );
  return { rules, scenarios };
}

async function readJson<Output>(
  file: string,
  schema: v.BaseSchema<unknown, Output, v.BaseIssue<unknown>>,
): Promise<Output> {
  const result = v.safeParse(schema, JSON.parse(await readFile(file, 'utf8')));
  if (result.success) return result.output;
  const problems = result.issues.map((issue) => `${v.getDotPath(issue) ?? 'the document'} ${issue.message}`);
  throw new ScriptInvalidError(`${file} is invalid: ${problems.join('; ')}.`);
}
