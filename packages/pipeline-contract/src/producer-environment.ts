import * as v from 'valibot';
import { EnvironmentError } from './environment-error.js';
import { oneOf, requiredText, wholeNumber } from './variable.js';

/** The producer's environment variables: where its blocks go, and how they are cut and packed. */
const producerSchema = v.object({
  /** Name of the Kinesis data stream that receives the blocks. */
  STREAM_NAME: requiredText,
  /** Raw size of a cell: a block holds the records that start in one cell. */
  CELL_BYTES: wholeNumber('bytes', { min: 1_024, max: 1_000_000, standard: 786_432 }),
  /** What a record is: a line, a row of CSV (which may hold newlines between quotes), or the whole object. */
  RECORD_LAYOUT: oneOf(['lines', 'csv', 'whole'], 'lines'),
  /** `auto` is zstd where the running Node has it (>= 22.15), else gzip. */
  BLOCK_COMPRESSION: oneOf(['auto', 'zstd', 'gzip', 'none'], 'auto'),
  /** `object` keeps the order of each object; `spread` uses all shards for each, and keeps none. */
  PARTITION_STRATEGY: oneOf(['object', 'spread'], 'object'),
  LOG_LEVEL: oneOf(['DEBUG', 'INFO', 'WARN', 'ERROR'], 'INFO'),
  /** Name of the bucket that receives the ledger's receipts; without it none are written. */
  LEDGER_BUCKET: v.optional(requiredText),
  /** CloudWatch namespace of the metrics that the function prints. */
  METRICS_NAMESPACE: v.optional(v.string(), 'Headwaters'),
});

/** The producer's settings, as {@link parseProducerEnvironment} gives them. Sizes in bytes. */
export type ProducerEnvironment = v.InferOutput<typeof producerSchema>;

/** The variables a deployment sets on the producer; what it leaves out takes its default. */
export type ProducerVariables = v.InferInput<typeof producerSchema>;

/**
 * Reads the producer's settings from its environment variables.
 *
 * @throws {@link EnvironmentError} naming every variable at fault and what it must be.
 */
export function parseProducerEnvironment(variables: NodeJS.ProcessEnv): ProducerEnvironment {
  const result = v.safeParse(producerSchema, variables);
  if (!result.success) throw new EnvironmentError(result.issues);
  return result.output;
}
