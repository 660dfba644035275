import { functionLimits, maxPartitionSlots, standardPartitionSlots } from '@headwaters/pipeline-contract';
import * as v from 'valibot';
import { functionEntries } from './function-settings.js';
import { oneOf, wholeNumber } from './value-schemas.js';

const fieldAdvice =
  'a JSON pointer such as /user/id for lines of JSON, or a column of CSV: its number from 0 on, or its name with csvHeader first-row';

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
  recordLayout: v.optional(
    oneOf(
      ['lines', 'csv', 'whole'],
      'a record is a line, a row of CSV (which may hold newlines between quotes), or the whole file',
    ),
    'lines',
  ),
  csvHeader: v.optional(
    oneOf(['none', 'first-row'], "with first-row each block of CSV repeats the file's first row"),
    'none',
  ),
  partitionStrategy: v.optional(
    oneOf(
      ['object', 'field', 'spread'],
      'object keeps the order of each file at the pace of one shard, field that of the records that share a field, spread uses all shards and keeps none',
    ),
    'object',
  ),
  partitionField: v.optional(
    v.pipe(
      v.string(`set it to ${fieldAdvice}`),
      v.metadata({ reason: `with the strategy field: ${fieldAdvice}` }),
    ),
  ),
  partitionSlots: v.optional(
    wholeNumber({
      unit: 'slots',
      min: 1,
      max: maxPartitionSlots,
      reason:
        'the partition keys that the values of partitionField are divided among; each makes Kinesis records of its own, and a PutRecords request takes 500',
    }),
    standardPartitionSlots,
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
