import {
  compressions,
  csvHeaders,
  defaultFairShareSeconds,
  defaultPartitionSlots,
  functionLimits,
  maxPartitionSlots,
  partitionStrategies,
  recordLayouts,
} from '@headwaters/pipeline-contract';
import { oneOf, wholeNumber } from '@headwaters/terraform-stack';
import * as v from 'valibot';
import { functionEntries } from './function-settings.js';

const cellBytes = wholeNumber({
  unit: 'bytes',
  min: 1_024,
  max: 1_000_000,
  description:
    'size of a cell, the unit in which files are cut into blocks; leaves room for metadata within the 1,048,576 bytes of a Kinesis record',
});

const compression = oneOf(
  compressions,
  'compression of blocks; auto is zstd where the Node.js runtime has it, else gzip',
);

const recordLayout = oneOf(
  recordLayouts,
  'what a record is: a line, a CSV row (quoted fields may contain newlines), or the complete file',
);

const csvHeader = oneOf(
  csvHeaders,
  'with first-row, every block of a CSV file starts with the first row of the file',
);

const partitionStrategy = oneOf(
  partitionStrategies,
  'object keeps the order of each file at the throughput of one shard; field keeps the order of records with equal partitionField; spread uses all shards and keeps no order',
);

const fieldAdvice =
  'a JSON pointer such as /user/id for JSON lines; for CSV, a column by its number (from 0), or by its name with csvHeader first-row';

const partitionField = v.pipe(
  v.string(`set it to ${fieldAdvice}`),
  v.metadata({ description: `with partitionStrategy field: ${fieldAdvice}` }),
);

const partitionSlots = wholeNumber({
  unit: 'slots',
  min: 1,
  max: maxPartitionSlots,
  description:
    'partition keys that the values of partitionField are hashed to. Each slot has Kinesis records of its own, and a PutRecords request takes 500',
});

const fairShareSeconds = wholeNumber({
  unit: 'seconds',
  min: 1,
  max: functionLimits.maxTimeoutSeconds,
  description:
    'how long an invocation publishes before it leaves the rest of a file to another invocation, so that small files need not wait for large ones',
});

const maxRetries = wholeNumber({
  unit: 'retries',
  min: 0,
  max: functionLimits.maxAsynchronousRetries,
  description: 'retries of a failed asynchronous invocation',
});

const maxEventAgeSeconds = wholeNumber({
  unit: 'seconds',
  min: functionLimits.minAsynchronousEventAgeSeconds,
  max: functionLimits.maxAsynchronousEventAgeSeconds,
  description: 'time for which Lambda keeps an asynchronous event',
});

/** The producer: how it cuts, compresses and partitions files, how it shares its slots, and how often Lambda retries it. */
export const producerSettings = v.strictObject({
  ...functionEntries({ memoryMegabytes: 1_024, timeoutSeconds: 900 }),
  cellBytes: v.optional(cellBytes, 786_432),
  compression: v.optional(compression, 'auto'),
  recordLayout: v.optional(recordLayout, 'lines'),
  csvHeader: v.optional(csvHeader, 'none'),
  partitionStrategy: v.optional(partitionStrategy, 'object'),
  partitionField: v.optional(partitionField),
  partitionSlots: v.optional(partitionSlots, defaultPartitionSlots),
  fairShareSeconds: v.optional(fairShareSeconds, defaultFairShareSeconds),
  maxRetries: v.optional(maxRetries, 2),
  maxEventAgeSeconds: v.optional(maxEventAgeSeconds, 21_600),
});

export type ProducerSettings = v.InferOutput<typeof producerSettings>;
