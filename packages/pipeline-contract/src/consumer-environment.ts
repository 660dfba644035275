import * as v from 'valibot';
import { EnvironmentError } from './errors.js';
import { flag, oneOf, requiredText } from './variables.js';

const sharedVariables = {
  /** The consumer's name, as logs, metrics and archive keys show it. */
  CONSUMER_NAME: requiredText,
  LOG_LEVEL: oneOf(['DEBUG', 'INFO', 'WARN', 'ERROR'], 'INFO'),
  /** Name of the bucket that receives the ledger's receipts; without it none are written. */
  LEDGER_BUCKET: v.optional(requiredText),
  /** CloudWatch namespace of the metrics that the function prints. */
  METRICS_NAMESPACE: v.optional(v.string(), 'Headwaters'),
};

/** A consumer's environment variables: who it is and where its blocks go. `SINK` decides which others count. */
const consumerSchema = v.variant(
  'SINK',
  [
    v.object({
      ...sharedVariables,
      SINK: v.literal('log'),
      /** Whether log lines may carry the records themselves: they may be personal data. */
      LOG_PAYLOAD: flag(false),
    }),
    v.object({
      ...sharedVariables,
      SINK: v.literal('archive'),
      /** Name of the bucket that receives the blocks. */
      ARCHIVE_BUCKET: requiredText,
    }),
  ],
  'must be one of: log, archive',
);

/** A consumer's settings, as {@link parseConsumerEnvironment} gives them. */
export type ConsumerEnvironment = v.InferOutput<typeof consumerSchema>;

/** The variables a deployment sets on a consumer; what it leaves out takes its default. */
export type ConsumerVariables = v.InferInput<typeof consumerSchema>;

/**
 * Reads a consumer's settings from its environment variables.
 *
 * @throws {@link EnvironmentError} naming every variable at fault and what it must be.
 */
export function parseConsumerEnvironment(variables: NodeJS.ProcessEnv): ConsumerEnvironment {
  const result = v.safeParse(consumerSchema, variables);
  if (!result.success) throw new EnvironmentError(result.issues);
  return result.output;
}
