import * as v from 'valibot';
import { eventSourceMappingLimits as limits } from '@headwaters/pipeline-contract';
import { functionEntries } from './function-settings.js';
import { oneOf } from './one-of.js';
import { resourceName } from './resource-name.js';
import { wholeNumber } from './whole-number.js';

const sharedEntries = {
  ...functionEntries,
  /** Part of the construct's id: another name is another consumer, which starts at `startingPosition`. */
  name: resourceName(20),
  batchRecords: wholeNumber({
    unit: 'records',
    min: 1,
    max: limits.maxBatchRecords,
    reason: 'the largest batch of an event source mapping',
  }),
  batchingWindowSeconds: wholeNumber({
    unit: 'seconds',
    min: 0,
    max: limits.maxBatchingWindowSeconds,
    reason: 'the longest that an event source mapping waits to fill a batch',
  }),
  parallelizationFactor: wholeNumber({
    unit: 'batches a shard',
    min: 1,
    max: limits.maxParallelizationFactor,
    reason: 'the batches that an event source mapping runs at once for a shard',
  }),
  maxRetries: wholeNumber({
    unit: 'retries',
    min: 0,
    max: limits.maxRetries,
    reason: 'because with endless retries (-1) one bad record blocks its shard until it expires',
  }),
  maxRecordAgeSeconds: wholeNumber({
    unit: 'seconds',
    min: limits.minRecordAgeSeconds,
    max: limits.maxRecordAgeSeconds,
    reason: 'because with no age limit (-1) a bad record is dropped with no copy once the stream forgets it',
  }),
  /** Whether it reads by enhanced fan-out, with 2 MB/s a shard of its own. A change replaces the mapping. */
  fanOut: v.boolean(
    'set it to true for a lane of its own (at a cost), or to false to share what a shard gives out',
  ),
  startingPosition: oneOf(
    ['TRIM_HORIZON', 'LATEST'],
    'TRIM_HORIZON misses nothing, LATEST can miss records while the mapping is made',
  ),
};

/** A consumer: a function of its own that receives every record, and the sink that it gives them to. */
export const consumerSettings = v.variant(
  'sink',
  [
    v.strictObject({ ...sharedEntries, sink: v.literal('archive') }),
    v.strictObject({
      ...sharedEntries,
      sink: v.literal('log'),
      logPayload: v.boolean('set it to true or false; records may be personal data'),
    }),
    v.strictObject({
      ...sharedEntries,
      sink: v.literal('own'),
      /** The archive of another team's function, relative to the workspace; its `handler.mjs` exports `handler`. */
      archiveFile: v.pipe(
        v.string('set it to the path of an archive'),
        v.endsWith('.zip', 'set it to the path of a .zip'),
      ),
      /** Its environment variables, besides CONSUMER_NAME and LOG_LEVEL. */
      variables: v.record(v.string(), v.string()),
    }),
  ],
  "set its sink to 'archive' or 'log', the sinks that the consumer has, or to 'own' with an archiveFile",
);

export type ConsumerSettingsInput = v.InferInput<typeof consumerSettings>;
export type ConsumerSettings = v.InferOutput<typeof consumerSettings>;
