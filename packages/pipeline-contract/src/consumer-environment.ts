import * as v from 'valibot';
import { EnvironmentError } from './errors.js';
import { eventSourceMappingLimits } from './limits.js';
import {
  dynamodbVariables,
  findSinkProblems,
  firehoseVariables,
  parquetVariables,
} from './sink-variables.js';
import { commonVariables, flag, integer, requiredString } from './variables.js';

/** Default age at which a Kinesis record that fails for an unknown reason is quarantined, in seconds. */
export const defaultQuarantineAfterSeconds = 3_600;

const consumerVariables = {
  ...commonVariables,
  /** The consumer's name. It identifies the consumer in logs, metrics and receipts; archive keys do not contain it. */
  CONSUMER_NAME: requiredString,
  /** Name of the bucket for quarantined Kinesis records. Without it, a failure of any kind is reported to Lambda. */
  FAILURES_BUCKET: v.optional(requiredString),
  /** Age at which a Kinesis record that fails for an unknown reason, or kills the process, is quarantined. */
  QUARANTINE_AFTER_SECONDS: integer('seconds', {
    min: eventSourceMappingLimits.minRecordAgeSeconds,
    max: eventSourceMappingLimits.maxRecordAgeSeconds,
    defaultValue: defaultQuarantineAfterSeconds,
  }),
  /** Objects whose key starts with it belong to the canary: they have receipts, but don't reach the sink. Default: they reach it. */
  CANARY_PREFIX: v.optional(requiredString),
};

/** The sinks of a consumer. */
export const sinks = ['log', 'archive', 'dynamodb', 'parquet', 'firehose'] as const;

const sinkSchema = v.variant(
  'SINK',
  [
    v.object({
      ...consumerVariables,
      SINK: v.literal('log'),
      /** Whether log entries contain the records themselves, which may be personal data. */
      LOG_PAYLOAD: flag(false),
    }),
    v.object({
      ...consumerVariables,
      SINK: v.literal('archive'),
      /** Name of the bucket that receives the blocks. */
      ARCHIVE_BUCKET: requiredString,
      /** Name of the bucket of the uploads. A reference to another bucket that can't be read is treated as an unknown failure. */
      SOURCE_BUCKET: v.optional(requiredString),
    }),
    v.object({ ...consumerVariables, ...dynamodbVariables }),
    v.object({ ...consumerVariables, ...parquetVariables }),
    v.object({ ...consumerVariables, ...firehoseVariables }),
  ],
  `must be one of: ${sinks.join(', ')}`,
);

/** The environment variables of a consumer. `SINK` selects the variables of its sink. */
const consumerSchema = v.pipe(
  sinkSchema,
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    for (const { variable: key, advice: message } of findSinkProblems(dataset.value)) {
      addIssue({ message, path: [{ type: 'object', origin: 'value', input: {}, key, value: undefined }] });
    }
  }),
);

/** A consumer's settings, as {@link parseConsumerEnvironment} returns them. */
export type ConsumerEnvironment = v.InferOutput<typeof consumerSchema>;

/** The variables that a deployment sets on a consumer. Omitted variables take their defaults. */
export type ConsumerVariables = v.InferInput<typeof consumerSchema>;

/**
 * Reads a consumer's settings from its environment variables.
 *
 * @throws {@link EnvironmentError} if any variable is invalid.
 */
export function parseConsumerEnvironment(variables: NodeJS.ProcessEnv): ConsumerEnvironment {
  const result = v.safeParse(consumerSchema, variables);
  if (!result.success) throw new EnvironmentError(result.issues);
  return result.output;
}
