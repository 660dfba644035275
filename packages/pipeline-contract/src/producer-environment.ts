import * as v from 'valibot';
import { EnvironmentError } from './errors.js';
import { functionLimits } from './limits.js';
import {
  csvHeaders,
  defaultPartitionSlots,
  findPartitioningProblem,
  maxPartitionSlots,
  partitionStrategies,
  recordLayouts,
  type PartitioningProblem,
} from './partitioning.js';
import { commonVariables, integer, oneOf, requiredString } from './variables.js';

/** The compression settings of the producer. `auto` is zstd if the Node.js runtime supports it (22.15 or later), else gzip. */
export const compressions = ['auto', 'zstd', 'gzip', 'none'] as const;

export type Compression = (typeof compressions)[number];

/**
 * Default of `FAIR_SHARE_SECONDS`. Most files are done sooner. The invocation that continues costs well under a second, so
 * longer shares would save little, and a small file that waits for a slot would wait longer.
 */
export const defaultFairShareSeconds = 60;

const producerVariables = v.object({
  ...commonVariables,
  /** Name of the Kinesis data stream that receives the blocks. */
  STREAM_NAME: requiredString,
  /** Size of a cell in uncompressed bytes. A block contains the records that start in one cell. */
  CELL_BYTES: integer('bytes', { min: 1_024, max: 1_000_000, defaultValue: 786_432 }),
  RECORD_LAYOUT: oneOf(recordLayouts, 'lines'),
  BLOCK_COMPRESSION: oneOf(compressions, 'auto'),
  CSV_HEADER: oneOf(csvHeaders, 'none'),
  PARTITION_STRATEGY: oneOf(partitionStrategies, 'object'),
  /** For strategy `field`: a JSON pointer (JSON lines), or a CSV column by its 0-based index or its header name. */
  PARTITION_FIELD: v.optional(v.string()),
  /** For strategy `field`: the number of partition keys that the field's values are hashed to. */
  PARTITION_SLOTS: integer('slots', { min: 1, max: maxPartitionSlots, defaultValue: defaultPartitionSlots }),
  /** How long an invocation publishes before it leaves the rest of its files to another one. */
  FAIR_SHARE_SECONDS: integer('seconds', {
    min: 1,
    max: functionLimits.maxTimeoutSeconds,
    defaultValue: defaultFairShareSeconds,
  }),
});

const variableOfSetting = {
  csvHeader: 'CSV_HEADER',
  partitionField: 'PARTITION_FIELD',
  partitionStrategy: 'PARTITION_STRATEGY',
} as const satisfies Record<PartitioningProblem['setting'], string>;

const producerSchema = v.pipe(
  producerVariables,
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    const { PARTITION_STRATEGY, PARTITION_FIELD, RECORD_LAYOUT, CSV_HEADER } = dataset.value;
    const problem = findPartitioningProblem({
      partitionStrategy: PARTITION_STRATEGY,
      partitionField: PARTITION_FIELD,
      recordLayout: RECORD_LAYOUT,
      csvHeader: CSV_HEADER,
    });
    if (problem === undefined) return;
    const key = variableOfSetting[problem.setting];
    addIssue({
      message: problem.advice,
      path: [{ type: 'object', origin: 'value', input: dataset.value, key, value: dataset.value[key] }],
    });
  }),
);

/** The producer's settings, as {@link parseProducerEnvironment} returns them. Sizes in bytes. */
export type ProducerEnvironment = v.InferOutput<typeof producerSchema>;

/** The variables that a deployment sets on the producer. Omitted variables take their defaults. */
export type ProducerVariables = v.InferInput<typeof producerSchema>;

/**
 * Reads the producer's settings from its environment variables.
 *
 * @throws {@link EnvironmentError} if any variable is invalid.
 */
export function parseProducerEnvironment(variables: NodeJS.ProcessEnv): ProducerEnvironment {
  const result = v.safeParse(producerSchema, variables);
  if (!result.success) throw new EnvironmentError(result.issues);
  return result.output;
}
