import * as v from 'valibot';
import { functionLimits } from '@headwaters/pipeline-contract';
import { functionEntries } from './function-settings.js';
import { oneOf } from './one-of.js';
import { wholeNumber } from './whole-number.js';

/** The producer: how it cuts and packs files, and how often an upload is tried again. */
export const producerSettings = v.strictObject({
  ...functionEntries({ memoryMegabytes: 1_024, timeoutSeconds: 900 }),
  cellBytes: v.optional(
    wholeNumber({
      unit: 'bytes',
      min: 1_024,
      max: 1_000_000,
      reason: 'so that a block with its metadata stays within the 1,048,576 bytes of a Kinesis record',
    }),
    786_432,
  ),
  compression: v.optional(
    oneOf(['auto', 'zstd', 'gzip', 'none'], 'auto is zstd where the runtime has it, else gzip'),
    'auto',
  ),
  partitionStrategy: v.optional(
    oneOf(
      ['object', 'spread'],
      'object keeps the order of each file at the pace of one shard, spread uses all shards and keeps none',
    ),
    'object',
  ),
  maxRetries: v.optional(
    wholeNumber({
      unit: 'retries',
      min: 0,
      max: functionLimits.maxAsynchronousRetries,
      reason: 'the retries that Lambda offers for an asynchronous invocation',
    }),
    2,
  ),
  maxEventAgeSeconds: v.optional(
    wholeNumber({
      unit: 'seconds',
      min: functionLimits.minAsynchronousEventAgeSeconds,
      max: functionLimits.maxAsynchronousEventAgeSeconds,
      reason: 'the time for which Lambda keeps an asynchronous event',
    }),
    21_600,
  ),
});

export type ProducerSettings = v.InferOutput<typeof producerSettings>;
