import { eventSourceMappingLimits as limits } from '@headwaters/pipeline-contract';
import * as v from 'valibot';
import { functionEntries } from './function-settings.js';
import { namedTexts, onOrOff, oneOf, resourceName, text, wholeNumber } from './value-schemas.js';

/** The longest filter pattern, in characters of JSON. Source: Lambda quotas, read on 2026-11-23. */
const maxPatternCharacters = 4_096;

/** The most patterns of a mapping, without a raised quota. Source: as above. */
const maxPatterns = 5;

const advice =
  `set it to at most ${maxPatterns} patterns such as { data: { level: ['error'] } } of up to ${maxPatternCharacters.toLocaleString('en-US')} ` +
  'characters of JSON, whose innermost values are lists: what matches none is dropped for this consumer';

/** Which records a consumer gets, by what their JSON holds; a pattern as Lambda's event filtering takes it. */
const filterPatterns = v.pipe(
  v.array(
    v.pipe(
      v.strictObject({ data: v.custom<Pattern>(isPattern, advice) }, advice),
      v.check((pattern) => JSON.stringify(pattern).length <= maxPatternCharacters, advice),
    ),
    advice,
  ),
  v.minLength(1, advice),
  v.maxLength(maxPatterns, advice),
  v.metadata({ reason: advice.replace(/^set it to /, '') }),
);

/** Every key has a pattern of its own, or the list of what its value may be. */
interface Pattern {
  readonly [key: string]: Pattern | readonly unknown[];
}

function isPattern(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const members = Object.values(value);
  return members.length > 0 && members.every((member) => isRules(member) || isPattern(member));
}

const isRules = (value: unknown): boolean => Array.isArray(value) && value.length > 0;

const batchRecords = wholeNumber({
  unit: 'records',
  min: 1,
  max: limits.maxBatchRecords,
  reason: 'the largest batch of an event source mapping',
});
const batchingWindowSeconds = wholeNumber({
  unit: 'seconds',
  min: 0,
  max: limits.maxBatchingWindowSeconds,
  reason: 'the longest that an event source mapping waits to fill a batch',
});
const parallelizationFactor = wholeNumber({
  unit: 'batches a shard',
  min: 1,
  max: limits.maxParallelizationFactor,
  reason: 'the batches that an event source mapping runs at once for a shard',
});
const maxRetries = wholeNumber({
  unit: 'retries',
  min: 0,
  max: limits.maxRetries,
  reason: 'because with endless retries (-1) one bad record blocks its shard until it expires',
});
const maxRecordAgeSeconds = wholeNumber({
  unit: 'seconds',
  min: limits.minRecordAgeSeconds,
  max: limits.maxRecordAgeSeconds,
  reason: 'because with no age limit (-1) a bad record is dropped with no copy once the stream forgets it',
});
const startingPosition = oneOf(
  ['TRIM_HORIZON', 'LATEST'],
  'TRIM_HORIZON misses nothing, LATEST can miss records while the mapping is made',
);

const sharedEntries = {
  ...functionEntries({ memoryMegabytes: 512, timeoutSeconds: 120 }),
  /** Part of the construct's id: another name is another consumer, which starts at `startingPosition`. */
  name: resourceName(20),
  batchRecords: v.optional(batchRecords, 4),
  batchingWindowSeconds: v.optional(batchingWindowSeconds, 0),
  parallelizationFactor: v.optional(parallelizationFactor, 1),
  maxRetries: v.optional(maxRetries, 10),
  maxRecordAgeSeconds: v.optional(maxRecordAgeSeconds, 43_200),
  /** A change replaces the mapping. */
  fanOut: v.optional(
    onOrOff(
      'for a lane of its own (enhanced fan-out, at a cost), or to false to share what a shard gives out',
    ),
    false,
  ),
  startingPosition: v.optional(startingPosition, 'TRIM_HORIZON'),
  /** Every record, if left out. */
  filter: v.optional(filterPatterns),
};

/** A consumer: a function of its own that receives every record, and the sink that it gives them to. */
export const consumerSettings = v.variant(
  'sink',
  [
    v.strictObject({ ...sharedEntries, sink: v.literal('archive') }),
    v.strictObject({
      ...sharedEntries,
      sink: v.literal('log'),
      logPayload: v.optional(onOrOff('to log records too, which may be personal data, or to false'), false),
    }),
    v.strictObject({
      ...sharedEntries,
      sink: v.literal('own'),
      /** Of another team; its `handler.mjs` exports `handler`. */
      archiveFile: text("the path of a function's .zip, relative to the workspace", /\.zip$/),
      variables: v.optional(namedTexts('environment variables, besides those of every consumer'), {}),
    }),
  ],
  "set its sink to 'archive' or 'log', the sinks that the consumer has, or to 'own' with an archiveFile",
);

export type ConsumerSettingsInput = v.InferInput<typeof consumerSettings>;
export type ConsumerSettings = v.InferOutput<typeof consumerSettings>;
