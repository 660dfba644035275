import { eventSourceMappingLimits as limits } from '@headwaters/pipeline-contract';
import * as v from 'valibot';
import { lambdaQuotas } from '../limits.js';
import { functionEntries } from './function-settings.js';
import { flag, oneOf, patternString, resourceName, stringMap, wholeNumber } from './value-schemas.js';

const batchRecords = wholeNumber({
  unit: 'Kinesis records',
  min: 1,
  max: limits.maxBatchRecords,
  description: 'largest batch that the event source mapping sends to the function',
});
const batchingWindowSeconds = wholeNumber({
  unit: 'seconds',
  min: 0,
  max: limits.maxBatchingWindowSeconds,
  description: 'longest time that the event source mapping waits to fill a batch',
});
const parallelizationFactor = wholeNumber({
  unit: 'batches per shard',
  min: 1,
  max: limits.maxParallelizationFactor,
  description: 'batches of a shard that are in flight at once; order is kept per partition key',
});
const maxRetries = wholeNumber({
  unit: 'retries',
  min: 0,
  max: limits.maxRetries,
  description:
    'retries before a Kinesis record is dead-lettered. Endless retries (-1) are refused: one bad Kinesis record would block its shard until it expires',
});
const maxRecordAgeSeconds = wholeNumber({
  unit: 'seconds',
  min: limits.minRecordAgeSeconds,
  max: limits.maxRecordAgeSeconds,
  description:
    'age at which a Kinesis record is dead-lettered. No age limit (-1) is refused: a bad Kinesis record would expire without a copy in the failures bucket',
});
const startingPosition = oneOf(
  ['TRIM_HORIZON', 'LATEST'],
  'TRIM_HORIZON reads every Kinesis record in the stream; LATEST can miss some while the mapping is created',
);
const fanOut = flag(
  'whether the consumer has a dedicated 2 MiB/s per shard (enhanced fan-out, billed) or shares the read throughput of the shards. A change replaces the mapping',
);

/** An event filter pattern of Lambda: every key has a pattern of its own or a list of rules. */
export interface Pattern {
  readonly [key: string]: Pattern | readonly unknown[];
}

function isPattern(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const entries = Object.values(value);
  return entries.length > 0 && entries.every((entry) => isRuleList(entry) || isPattern(entry));
}

const isRuleList = (value: unknown): boolean => Array.isArray(value) && value.length > 0;

const { maxFilterPatterns, maxFilterPatternCharacters } = lambdaQuotas;
const filterAdvice =
  `at most ${maxFilterPatterns} patterns such as { data: { level: ['error'] } }, each up to ` +
  `${maxFilterPatternCharacters.toLocaleString('en-US')} characters of JSON, whose leaves are lists. ` +
  'This consumer does not receive Kinesis records that match no pattern';
const filterMessage = `set it to ${filterAdvice}`;

/** Lambda event filtering: selects Kinesis records by their JSON data. */
const filter = v.pipe(
  v.array(
    v.pipe(
      v.strictObject({ data: v.custom<Pattern>(isPattern, filterMessage) }, filterMessage),
      v.check((pattern) => JSON.stringify(pattern).length <= maxFilterPatternCharacters, filterMessage),
    ),
    filterMessage,
  ),
  v.minLength(1, filterMessage),
  v.maxLength(maxFilterPatterns, filterMessage),
  v.metadata({ description: filterAdvice }),
);

const sharedEntries = {
  ...functionEntries({ memoryMegabytes: 512, timeoutSeconds: 120 }),
  /** Part of the construct ids: a new name is a new consumer, which starts at `startingPosition`. */
  name: resourceName(20),
  batchRecords: v.optional(batchRecords, 4),
  batchingWindowSeconds: v.optional(batchingWindowSeconds, 0),
  parallelizationFactor: v.optional(parallelizationFactor, 1),
  maxRetries: v.optional(maxRetries, 10),
  maxRecordAgeSeconds: v.optional(maxRecordAgeSeconds, 43_200),
  fanOut: v.optional(fanOut, false),
  startingPosition: v.optional(startingPosition, 'TRIM_HORIZON'),
  /** If left out, the consumer receives every Kinesis record. */
  filter: v.optional(filter),
};

/** A consumer: a function that receives every Kinesis record of the stream, and the sink that it writes to. */
export const consumerSettings = v.variant(
  'sink',
  [
    v.strictObject({ ...sharedEntries, sink: v.literal('archive') }),
    v.strictObject({
      ...sharedEntries,
      sink: v.literal('log'),
      logPayload: v.optional(flag('whether to log the records too, which may be personal data'), false),
    }),
    v.strictObject({
      ...sharedEntries,
      sink: v.literal('own'),
      /** The code of another team; its `handler.mjs` exports `handler`. */
      archiveFile: patternString('the path of a function .zip, relative to the workspace', /\.zip$/),
      variables: v.optional(stringMap('environment variables, added to those of every consumer'), {}),
    }),
  ],
  "set its sink to 'archive' or 'log' (the built-in sinks), or to 'own' with an archiveFile",
);

export type ConsumerSettingsInput = v.InferInput<typeof consumerSettings>;
export type ConsumerSettings = v.InferOutput<typeof consumerSettings>;
