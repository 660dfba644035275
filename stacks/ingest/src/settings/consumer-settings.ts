import * as v from 'valibot';
import { eventSourceMappingLimits as limits } from '@headwaters/pipeline-contract';
import { filterPatterns } from './filter-pattern.js';
import { functionEntries } from './function-settings.js';
import { onOrOff } from './on-or-off.js';
import { namedTexts } from './named-texts.js';
import { oneOf } from './one-of.js';
import { resourceName } from './resource-name.js';
import { text } from './text.js';
import { wholeNumber } from './whole-number.js';

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
