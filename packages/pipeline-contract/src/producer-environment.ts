import * as v from 'valibot';
import { EnvironmentError } from './errors.js';
import {
  type DivisionProblem,
  divisionProblem,
  maxPartitionSlots,
  standardPartitionSlots,
} from './partitioning.js';
import { oneOf, requiredText, wholeNumber } from './variables.js';

const producerVariables = v.object({
  /** Name of the Kinesis data stream that receives the blocks. */
  STREAM_NAME: requiredText,
  /** Raw size of a cell: a block holds the records that start in one cell. */
  CELL_BYTES: wholeNumber('bytes', { min: 1_024, max: 1_000_000, standard: 786_432 }),
  /** What a record is: a line, a row of CSV (which may hold newlines between quotes), or the whole object. */
  RECORD_LAYOUT: oneOf(['lines', 'csv', 'whole'], 'lines'),
  /** `auto` is zstd where the running Node has it (>= 22.15), else gzip. */
  BLOCK_COMPRESSION: oneOf(['auto', 'zstd', 'gzip', 'none'], 'auto'),
  /** Whether each block of CSV repeats the object's first row, so that it can be read alone. */
  CSV_HEADER: oneOf(['none', 'first-row'], 'none'),
  /**
   * `object` keeps the order of each object; `field` that of the records which share a field, whatever their object;
   * `spread` uses all shards for each object, and keeps no order.
   */
  PARTITION_STRATEGY: oneOf(['object', 'field', 'spread'], 'object'),
  /** With `field`: a JSON pointer (lines of JSON), or a column of CSV by its 0-based number or its name in the first row. */
  PARTITION_FIELD: v.optional(v.string()),
  /** With `field`: how many slots the fields' values are divided among. A slot is a partition key. */
  PARTITION_SLOTS: wholeNumber('slots', { min: 1, max: maxPartitionSlots, standard: standardPartitionSlots }),
  LOG_LEVEL: oneOf(['DEBUG', 'INFO', 'WARN', 'ERROR'], 'INFO'),
  /** Name of the bucket that receives the ledger's receipts; without it none are written. */
  LEDGER_BUCKET: v.optional(requiredText),
  /** CloudWatch namespace of the metrics that the function prints. */
  METRICS_NAMESPACE: v.optional(v.string(), 'Headwaters'),
});

const variableOf = {
  csvHeader: 'CSV_HEADER',
  partitionField: 'PARTITION_FIELD',
  partitionStrategy: 'PARTITION_STRATEGY',
} as const satisfies Record<DivisionProblem['setting'], string>;

/** The producer's environment variables: where its blocks go, and how they are cut and packed. */
const producerSchema = v.pipe(
  producerVariables,
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    const { PARTITION_STRATEGY, PARTITION_FIELD, RECORD_LAYOUT, CSV_HEADER } = dataset.value;
    const problem = divisionProblem({
      partitionStrategy: PARTITION_STRATEGY,
      partitionField: PARTITION_FIELD,
      recordLayout: RECORD_LAYOUT,
      csvHeader: CSV_HEADER,
    });
    if (problem === undefined) return;
    const key = variableOf[problem.setting];
    addIssue({
      message: problem.advice,
      path: [{ type: 'object', origin: 'value', input: dataset.value, key, value: dataset.value[key] }],
    });
  }),
);

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
