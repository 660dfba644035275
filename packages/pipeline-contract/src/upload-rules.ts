import * as v from 'valibot';
import { s3Limits } from './limits.js';
import {
  csvDelimiters,
  csvHeaders,
  defaultPartitionSlots,
  findPartitioningProblem,
  maxPartitionSlots,
  partitionMissingChoices,
  partitionStrategies,
  recordLayouts,
  type CsvDelimiter,
  type CsvHeader,
  type PartitionMissing,
  type PartitionStrategy,
  type RecordLayout,
} from './partitioning.js';
import { choice } from './variables.js';

/**
 * How the bytes of an object become characters. `utf-16` and `auto` detect the byte order, and `auto` whether it is UTF-16 at all, by a
 * byte order mark or by the zero bytes that UTF-16 has.
 */
export const encodings = ['utf-8', 'utf-16', 'auto'] as const;

export type Encoding = (typeof encodings)[number];

/** The content type of the blocks of binary uploads: their ranges count the stored bytes, even if these are gzip or zstd. */
export const binaryContentType = 'application/octet-stream';

/** Default of the largest ratio of unpacked to packed bytes. A real log of health checks compresses 343 : 1. */
export const defaultMaxExpansionRatio = 500;

/** Largest value of `maxExpansionRatio`. */
export const largestExpansionRatio = 100_000;

/** How the producer reads an upload and assigns its records to partition keys. */
export interface UploadSettings {
  readonly recordLayout: RecordLayout;
  readonly csvHeader: CsvHeader;
  readonly csvDelimiter: CsvDelimiter;
  readonly encoding: Encoding;
  readonly partitionStrategy: PartitionStrategy;
  readonly partitionField?: string | undefined;
  readonly partitionSlots: number;
  readonly partitionMissing: PartitionMissing;
  /** Largest ratio of unpacked to packed bytes. A file that expands more is rejected. */
  readonly maxExpansionRatio: number;
}

/** Which uploads have which settings. A rule applies to keys that begin with its prefix and end with its suffix. */
export interface UploadRule extends UploadSettings {
  readonly prefix: string;
  /** Empty: every key. Upper and lower case differ, as they do in the filters of S3 notifications. */
  readonly suffix: string;
  /** Whether the bytes are published unchanged: nothing is unpacked, and neither compression nor encoding is detected. */
  readonly binary: boolean;
}

/** The settings of uploads without rules. */
export const defaultUploadSettings: UploadSettings = {
  recordLayout: 'lines',
  csvHeader: 'none',
  csvDelimiter: ',',
  encoding: 'utf-8',
  partitionStrategy: 'object',
  partitionSlots: defaultPartitionSlots,
  partitionMissing: 'slot',
  maxExpansionRatio: defaultMaxExpansionRatio,
};

const keyPart = v.pipe(
  v.string('must be a string'),
  v.maxBytes(
    s3Limits.maxObjectKeyBytes,
    `must be at most ${s3Limits.maxObjectKeyBytes} bytes, as object keys are`,
  ),
);

const wholeNumber = (unit: string, max: number) => {
  const message = `must be a whole number of ${unit} from 1 to ${max}`;
  return v.pipe(v.number(message), v.integer(message), v.minValue(1, message), v.maxValue(max, message));
};

const ruleSchema = v.strictObject(
  {
    prefix: v.optional(keyPart),
    suffix: keyPart,
    recordLayout: v.optional(choice(recordLayouts)),
    csvHeader: v.optional(choice(csvHeaders)),
    csvDelimiter: v.optional(choice(csvDelimiters)),
    encoding: v.optional(choice(encodings)),
    partitionStrategy: v.optional(choice(partitionStrategies)),
    partitionField: v.optional(v.string('must be a string')),
    partitionSlots: v.optional(wholeNumber('slots', maxPartitionSlots)),
    partitionMissing: v.optional(choice(partitionMissingChoices)),
    maxExpansionRatio: v.optional(wholeNumber('unpacked bytes per packed byte', largestExpansionRatio)),
    binary: v.optional(v.boolean('must be true or false')),
  },
  'must be an object',
);

/** A rule as a deployment writes it. What it leaves out has the value of the producer's own setting. */
export type UploadRuleInput = v.InferOutput<typeof ruleSchema>;

/** The rules of a deployment, unresolved. For the schema of `UPLOAD_RULES`. */
export const uploadRulesSchema = v.pipe(
  v.array(ruleSchema, 'must be a list of rules'),
  v.minLength(1, 'must contain a rule: without rules, leave it out'),
);

/**
 * Returns a rule with all settings. What it leaves out has the value of `shared`, except what does not apply to it: another
 * layout than `csv` has no header and a comma as its delimiter, another strategy than `field` never rejects for a missing field,
 * and a binary rule has the encoding `utf-8` and, if it names none, the layout `whole`.
 */
export function resolveUploadRule(rule: UploadRuleInput, shared: UploadSettings): UploadRule {
  const { prefix = '', suffix, binary = false } = rule;
  const recordLayout = rule.recordLayout ?? (binary ? 'whole' : shared.recordLayout);
  const partitionStrategy = rule.partitionStrategy ?? shared.partitionStrategy;
  const isCsv = recordLayout === 'csv';
  return {
    prefix,
    suffix,
    binary,
    recordLayout,
    csvHeader: rule.csvHeader ?? (isCsv ? shared.csvHeader : 'none'),
    csvDelimiter: rule.csvDelimiter ?? (isCsv ? shared.csvDelimiter : ','),
    encoding: rule.encoding ?? (binary ? 'utf-8' : shared.encoding),
    partitionStrategy,
    partitionField: rule.partitionField ?? shared.partitionField,
    partitionSlots: rule.partitionSlots ?? shared.partitionSlots,
    partitionMissing:
      rule.partitionMissing ?? (partitionStrategy === 'field' ? shared.partitionMissing : 'slot'),
    maxExpansionRatio: rule.maxExpansionRatio ?? shared.maxExpansionRatio,
  };
}

/**
 * Writes rules for `UPLOAD_RULES` as short as possible, because all environment variables of a function together have 4 KB: without
 * what {@link resolveUploadRule} adds again.
 */
export function serializeUploadRules(rules: readonly UploadRuleInput[], shared: UploadSettings): string {
  return JSON.stringify(rules.map((rule) => shortestRule(rule, shared)));
}

function shortestRule(rule: UploadRuleInput, shared: UploadSettings): UploadRuleInput {
  const resolve = (shorter: UploadRuleInput) => JSON.stringify(resolveUploadRule(shorter, shared));
  let shortest = rule;
  for (const name of Object.keys(rule)) {
    if (name === 'suffix') continue;
    const shorter: UploadRuleInput = { ...shortest, [name]: undefined };
    if (resolve(shorter) === resolve(rule)) shortest = shorter;
  }
  return shortest;
}

/** A setting of a rule that conflicts with its others, and its valid values. */
export interface UploadRuleProblem {
  /** Position of the rule in the list, from 0. */
  readonly index: number;
  readonly setting: keyof UploadRule;
  readonly advice: string;
}

/** Returns the first conflict of each rule: among its settings, or with an earlier rule that matches all its keys. */
export function findUploadRuleProblems(rules: readonly UploadRule[]): UploadRuleProblem[] {
  return rules.flatMap((rule, index) => {
    const problem = findPartitioningProblem(rule) ?? findBinaryProblem(rule) ?? findHidingRule(rules, index);
    return problem === undefined ? [] : [{ index, ...problem }];
  });
}

type RuleConflict = Pick<UploadRuleProblem, 'setting' | 'advice'>;

function findBinaryProblem({ binary, encoding }: UploadRule): RuleConflict | undefined {
  if (!binary || encoding === 'utf-8') return undefined;
  return { setting: 'encoding', advice: 'must be utf-8: binary files are not read as text' };
}

function findHidingRule(rules: readonly UploadRule[], index: number): RuleConflict | undefined {
  const rule = rules[index];
  const hiding = rules.findIndex(
    ({ prefix, suffix }) => rule?.prefix.startsWith(prefix) === true && rule.suffix.endsWith(suffix),
  );
  if (hiding === index || hiding < 0) return undefined;
  return {
    setting: 'suffix',
    advice: `must not be hidden: rule ${hiding} matches all its keys, and the first rule that matches decides. Move it up`,
  };
}

/** Returns the first rule that matches a key; `undefined` if none does. */
export function findUploadRule<Rule extends Pick<UploadRuleInput, 'prefix' | 'suffix'>>(
  rules: readonly Rule[],
  key: string,
): Rule | undefined {
  return rules.find(({ prefix = '', suffix }) => key.startsWith(prefix) && key.endsWith(suffix));
}
