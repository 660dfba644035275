import * as v from 'valibot';
import { EnvironmentError } from './errors.js';
import { functionLimits } from './limits.js';
import {
  csvDelimiters,
  csvHeaders,
  defaultPartitionSlots,
  findPartitioningProblem,
  maxPartitionSlots,
  partitionMissingChoices,
  partitionStrategies,
  recordLayouts,
  type PartitioningProblem,
} from './partitioning.js';
import {
  defaultMaxExpansionRatio,
  encodings,
  findUploadRuleProblems,
  largestExpansionRatio,
  resolveUploadRule,
  uploadRulesSchema,
  type UploadRule,
  type UploadSettings,
} from './upload-rules.js';
import { commonVariables, integer, oneOf, requiredString } from './variables.js';
import { recordTerminators, wireProfiles } from './wire.js';

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
  WIRE: oneOf(wireProfiles, 'block'),
  RECORD_TERMINATOR: oneOf(recordTerminators, 'keep'),
  CSV_HEADER: oneOf(csvHeaders, 'none'),
  CSV_DELIMITER: oneOf(csvDelimiters, ','),
  ENCODING: oneOf(encodings, 'utf-8'),
  PARTITION_STRATEGY: oneOf(partitionStrategies, 'object'),
  /** For strategy `field`: a JSON pointer (JSON lines), or a CSV column by its 0-based index or its header name. */
  PARTITION_FIELD: v.optional(v.string()),
  /** For strategy `field`: the number of partition keys that the field's values are hashed to. */
  PARTITION_SLOTS: integer('slots', { min: 1, max: maxPartitionSlots, defaultValue: defaultPartitionSlots }),
  PARTITION_MISSING: oneOf(partitionMissingChoices, 'slot'),
  /** Largest ratio of unpacked to packed bytes. A file that expands more is rejected. */
  MAX_EXPANSION_RATIO: integer('unpacked bytes per packed byte', {
    min: 1,
    max: largestExpansionRatio,
    defaultValue: defaultMaxExpansionRatio,
  }),
  /** A JSON list of rules. The first one whose prefix and suffix match a key decides; the variables above are its defaults. */
  UPLOAD_RULES: v.optional(
    v.pipe(v.string('must be a string'), v.parseJson(undefined, 'must be JSON'), uploadRulesSchema),
  ),
  /** How long an invocation publishes before it leaves the rest of its files to another one. */
  FAIR_SHARE_SECONDS: integer('seconds', {
    min: 1,
    max: functionLimits.maxTimeoutSeconds,
    defaultValue: defaultFairShareSeconds,
  }),
});

const variableOfSetting = {
  csvHeader: 'CSV_HEADER',
  csvDelimiter: 'CSV_DELIMITER',
  partitionField: 'PARTITION_FIELD',
  partitionMissing: 'PARTITION_MISSING',
  partitionStrategy: 'PARTITION_STRATEGY',
} as const satisfies Record<PartitioningProblem['setting'], string>;

type ParsedVariables = v.InferOutput<typeof producerVariables>;

/** Returns the settings that apply to uploads without a rule, and that a rule inherits. */
function uploadSettingsOf(variables: ParsedVariables): UploadSettings {
  return {
    recordLayout: variables.RECORD_LAYOUT,
    csvHeader: variables.CSV_HEADER,
    csvDelimiter: variables.CSV_DELIMITER,
    encoding: variables.ENCODING,
    partitionStrategy: variables.PARTITION_STRATEGY,
    partitionField: variables.PARTITION_FIELD,
    partitionSlots: variables.PARTITION_SLOTS,
    partitionMissing: variables.PARTITION_MISSING,
    maxExpansionRatio: variables.MAX_EXPANSION_RATIO,
  };
}

/** Returns the rules of a producer, in order. Without `UPLOAD_RULES`, one rule that matches every upload. */
export function uploadRulesOf(environment: ParsedVariables): readonly UploadRule[] {
  const shared = uploadSettingsOf(environment);
  return (environment.UPLOAD_RULES ?? [{ suffix: '' }]).map((rule) => resolveUploadRule(rule, shared));
}

/** A conflict between variables: the path of the one to change, and its valid values. */
interface Conflict {
  readonly path: readonly [string, ...(string | number)[]];
  readonly advice: string;
}

function findConflicts(variables: ParsedVariables): Conflict[] {
  if (variables.UPLOAD_RULES !== undefined) {
    return [...findWireConflicts(variables), ...findRuleConflicts(uploadRulesOf(variables))];
  }
  const problem = findPartitioningProblem(uploadSettingsOf(variables));
  const conflicts = problem && [
    { path: [variableOfSetting[problem.setting]] as const, advice: problem.advice },
  ];
  return [...findWireConflicts(variables), ...(conflicts ?? [])];
}

function findWireConflicts({ WIRE, RECORD_TERMINATOR }: ParsedVariables): Conflict[] {
  if (WIRE !== 'block' || RECORD_TERMINATOR === 'keep') return [];
  return [
    { path: ['RECORD_TERMINATOR'], advice: 'must be keep: the wire block holds the bytes of the file' },
  ];
}

function findRuleConflicts(rules: readonly UploadRule[]): Conflict[] {
  return findUploadRuleProblems(rules).map(({ index, setting, advice }) => ({
    path: ['UPLOAD_RULES', index, setting],
    advice,
  }));
}

const producerSchema = v.pipe(
  producerVariables,
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    for (const { path, advice } of findConflicts(dataset.value)) {
      const [first, ...rest] = path.map((key) => pathItem(key));
      if (first !== undefined) addIssue({ message: advice, path: [first, ...rest] });
    }
  }),
);

function pathItem(key: string | number): v.IssuePathItem {
  return { type: 'unknown', origin: 'value', input: undefined, key, value: undefined };
}

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
