import {
  compressions,
  defaultFairShareSeconds,
  defaultUploadSettings as defaults,
  functionLimits,
  recordTerminators,
  wireProfiles,
} from '@headwaters/pipeline-contract';
import { oneOf, wholeNumber } from '@headwaters/terraform-stack';
import * as v from 'valibot';
import { queueLimits } from '../limits.js';
import { functionEntries } from './function-settings.js';
import { uploadEntries } from './upload-settings.js';

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

const wire = oneOf(
  wireProfiles,
  'what a Kinesis record is: block, a compressed block that our codec reads; kpl, a KPL aggregate of lines, which the KCL, Firehose and others read; plain, one line, CSV row or file, which everything reads. A change concerns new uploads only',
);

const recordTerminator = oneOf(
  recordTerminators,
  'whether a line keeps its line terminator in its Kinesis record, with the wire kpl or plain',
);

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

const { queue: mappingLimits } = queueLimits;

/** Applies to `buckets.trigger` queue only. */
const queue = v.strictObject({
  batchMessages: v.optional(
    wholeNumber({
      unit: 'messages',
      min: 1,
      max: mappingLimits.maxBatchMessages,
      description:
        'uploads in one invocation. Each is retried on its own, but those of a batch share the time of the invocation',
    }),
    1,
  ),
  maxConcurrency: v.optional(
    wholeNumber({
      unit: 'concurrent invocations',
      min: mappingLimits.minConcurrency,
      max: mappingLimits.maxConcurrency,
      description:
        'invocations that Lambda starts from the queue at once. If left out, reservedConcurrency, or 10 without it',
    }),
  ),
  maxReceives: v.optional(
    wholeNumber({
      unit: 'receives',
      min: 1,
      max: queueLimits.maxReceives,
      description:
        'times that an upload is tried before its message moves to the dead-letter queue. AWS advises at least 5: a throttled invocation counts too',
    }),
    5,
  ),
});

/** The producer: how it cuts, compresses and partitions files, how it shares its slots, and how often Lambda retries it. */
export const producerSettings = v.strictObject({
  ...functionEntries({ memoryMegabytes: 1_024, timeoutSeconds: 900 }),
  wire: v.optional(wire, 'block'),
  recordTerminator: v.optional(recordTerminator, 'keep'),
  cellBytes: v.optional(cellBytes, 786_432),
  compression: v.optional(compression, 'auto'),
  recordLayout: v.optional(uploadEntries.recordLayout, defaults.recordLayout),
  csvHeader: v.optional(uploadEntries.csvHeader, defaults.csvHeader),
  csvDelimiter: v.optional(uploadEntries.csvDelimiter, defaults.csvDelimiter),
  encoding: v.optional(uploadEntries.encoding, defaults.encoding),
  partitionStrategy: v.optional(uploadEntries.partitionStrategy, defaults.partitionStrategy),
  partitionField: v.optional(uploadEntries.partitionField),
  partitionSlots: v.optional(uploadEntries.partitionSlots, defaults.partitionSlots),
  partitionMissing: v.optional(uploadEntries.partitionMissing, defaults.partitionMissing),
  maxExpansionRatio: v.optional(uploadEntries.maxExpansionRatio, defaults.maxExpansionRatio),
  fairShareSeconds: v.optional(fairShareSeconds, defaultFairShareSeconds),
  maxRetries: v.optional(maxRetries, 2),
  maxEventAgeSeconds: v.optional(maxEventAgeSeconds, 21_600),
  queue: v.optional(queue, {}),
});

export type ProducerSettings = v.InferOutput<typeof producerSettings>;

/** Invocations that Lambda starts from the queue at once without other settings. */
const defaultQueueConcurrency = 10;

/** The largest number of invocations that Lambda starts from the queue at once. */
export function maxConcurrencyOf({ queue, reservedConcurrency }: ProducerSettings): number {
  const { minConcurrency, maxConcurrency } = mappingLimits;
  const wanted = queue.maxConcurrency ?? reservedConcurrency ?? defaultQueueConcurrency;
  return Math.min(Math.max(wanted, minConcurrency), maxConcurrency);
}
