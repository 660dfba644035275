import {
  defaultQuarantineAfterSeconds,
  eventSourceMappingLimits as limits,
} from '@headwaters/pipeline-contract';
import {
  flag,
  oneOf,
  patternString,
  resourceName,
  stringMap,
  wholeNumber,
} from '@headwaters/terraform-stack';
import * as v from 'valibot';
import { lambdaQuotas } from '../limits.js';
import { functionEntries } from './function-settings.js';
import { canaryHandling } from './operation-settings.js';
import { deliveryEntries, dynamodbEntries, firehoseEntries, parquetEntries } from './sink-settings.js';

const batchRecords = wholeNumber({
  unit: 'Kinesis records',
  min: 1,
  max: limits.maxBatchRecords,
  description:
    'largest batch that the event source mapping sends to the function. Lambda closes a batch at 6 MB as well, so a large value is safe',
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
    'retries of a batch before Lambda dead-letters it. If left out, Lambda retries until maxRecordAgeSeconds, so that an outage leaves nothing to repair',
});
const maxRecordAgeSeconds = wholeNumber({
  unit: 'seconds',
  min: limits.minRecordAgeSeconds,
  max: limits.maxRecordAgeSeconds,
  description:
    'age at which a Kinesis record is dead-lettered. No age limit (-1) is refused: a bad Kinesis record would expire without a copy in the failures bucket',
});
const quarantineAfterSeconds = wholeNumber({
  unit: 'seconds',
  min: limits.minRecordAgeSeconds,
  max: limits.maxRecordAgeSeconds,
  description:
    'age at which a Kinesis record that fails for an unknown reason, or ends the process of the function, is quarantined instead of retried. One that can never be accepted is quarantined at once',
});
const startingPosition = oneOf(
  ['TRIM_HORIZON', 'LATEST', 'AT_TIMESTAMP'],
  'TRIM_HORIZON reads every Kinesis record in the stream; AT_TIMESTAMP reads those since startingTimestamp; LATEST can miss some while the mapping is created',
);

const timestampAdvice =
  'the time from which the mapping reads, in RFC 3339 with an offset or Z, such as 2026-11-28T09:00:00Z. AWS refuses a time in the future. A change replaces the mapping';
const startingTimestamp = v.pipe(
  patternString(timestampAdvice, /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/),
  v.check(isTime, `set it to ${timestampAdvice}`),
);

/** Refuses the days that no month has: Date accepts 2026-02-30 as 2 March. */
function isTime(timestamp: string): boolean {
  const utcMillis = Date.parse(`${timestamp.slice(0, 19)}Z`);
  return (
    Number.isFinite(Date.parse(timestamp)) &&
    Number.isFinite(utcMillis) &&
    new Date(utcMillis).toISOString().startsWith(timestamp.slice(0, 19))
  );
}

const fanOut = v.pipe(
  flag(
    'whether the consumer has a dedicated 2 MiB/s per shard (enhanced fan-out, billed) or shares the read throughput of the shards. A change replaces the mapping. ' +
      'The default depends on the place in the list: append new consumers, or set it',
  ),
  v.metadata({ defaultValue: '`false` for the first consumer, `true` for the others' }),
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

const enabled = flag(
  'whether the event source mapping reads the stream. A new consumer that `fill` is to give the archive first starts with false; true resumes a consumer where it stopped, as long as the stream keeps its Kinesis records',
);

const sharedEntries = {
  ...functionEntries({ memoryMegabytes: 512, timeoutSeconds: 120 }),
  /** Part of the construct ids: a new name is a new consumer, which starts at `startingPosition`. */
  name: resourceName(20),
  batchRecords: v.optional(batchRecords, 100),
  batchingWindowSeconds: v.optional(batchingWindowSeconds, 1),
  parallelizationFactor: v.optional(parallelizationFactor, 1),
  maxRetries: v.optional(maxRetries),
  maxRecordAgeSeconds: v.optional(maxRecordAgeSeconds, 259_200),
  quarantineAfterSeconds: v.optional(quarantineAfterSeconds, defaultQuarantineAfterSeconds),
  fanOut: v.optional(fanOut),
  startingPosition: v.optional(startingPosition, 'TRIM_HORIZON'),
  startingTimestamp: v.optional(startingTimestamp),
  enabled: v.optional(enabled, true),
  /** If left out, the consumer receives every Kinesis record. */
  filter: v.optional(filter),
};

/** A consumer: a function that receives every Kinesis record of the stream, and the sink that it writes to; or a delivery stream. */
const consumerSettings = v.variant(
  'sink',
  [
    v.strictObject({ ...sharedEntries, sink: v.literal('archive'), canary: canaryHandling }),
    v.strictObject({
      ...sharedEntries,
      sink: v.literal('log'),
      canary: canaryHandling,
      logPayload: v.optional(flag('whether to log the records too, which may be personal data'), false),
    }),
    v.strictObject({
      ...sharedEntries,
      sink: v.literal('own'),
      /** The code of another team; its `handler.mjs` exports `handler`. */
      archiveFile: patternString('the path of a function .zip, relative to the workspace', /\.zip$/),
      variables: v.optional(stringMap('environment variables, added to those of every consumer'), {}),
    }),
    v.strictObject({ ...sharedEntries, ...dynamodbEntries, canary: canaryHandling }),
    v.strictObject({ ...sharedEntries, ...parquetEntries, canary: canaryHandling }),
    v.strictObject({ ...sharedEntries, ...firehoseEntries, canary: canaryHandling }),
    v.strictObject({ name: sharedEntries.name, ...deliveryEntries }),
  ],
  "set its sink to 'archive', 'log', 'dynamodb', 'parquet' or 'firehose' (the built-in sinks), to 'own' with an archiveFile, or to 'delivery' for a " +
    'Firehose delivery stream without a function',
);

/** The consumers of a pipeline. All but the first use enhanced fan-out by default, so that none slows another down. */
export const consumerList = v.pipe(
  v.array(consumerSettings),
  v.minLength(1, 'add a consumer: without one, nobody receives the uploads'),
  v.transform((consumers) =>
    consumers.map((consumer, index) =>
      consumer.sink === 'delivery' ? consumer : { ...consumer, fanOut: consumer.fanOut ?? index > 0 },
    ),
  ),
);

export type ConsumerSettingsInput = v.InferInput<typeof consumerSettings>;
export type ConsumerSettings = v.InferOutput<typeof consumerList>[number];

/** A consumer without a function: Firehose reads the stream itself. */
export type DeliverySettings = Extract<ConsumerSettings, { sink: 'delivery' }>;

/** A consumer with a function. */
export type FunctionConsumerSettings = Exclude<ConsumerSettings, DeliverySettings>;

export const hasFunction = (consumer: ConsumerSettings): consumer is FunctionConsumerSettings =>
  consumer.sink !== 'delivery';

export const isDelivery = (consumer: ConsumerSettings): consumer is DeliverySettings =>
  consumer.sink === 'delivery';

/** Whether the uploads of the canary are kept from the sink: by default from those that write records for other systems. */
export function skipsCanary(consumer: FunctionConsumerSettings): boolean {
  if (consumer.sink === 'own') return false;
  const isInternal = consumer.sink === 'archive' || consumer.sink === 'log';
  return (consumer.canary ?? (isInternal ? 'store' : 'skip')) === 'skip';
}

/** Whether the consumer writes a receipt for all that it receives, and it receives everything. */
export const writesAllReceipts = ({ sink, filter }: FunctionConsumerSettings): boolean =>
  sink !== 'own' && filter === undefined;

/** Whether the stack creates a delivery stream for it. */
export const hasDeliveryStream = (consumer: ConsumerSettings): boolean =>
  isDelivery(consumer) || (consumer.sink === 'firehose' && consumer.deliveryStream === undefined);

/** What `find` returns for each consumer with a function, with its position in the list. */
export function eachFunction<Found>(
  consumers: readonly ConsumerSettings[],
  find: (consumer: FunctionConsumerSettings, index: number) => Found | readonly Found[],
): Found[] {
  return consumers.flatMap((consumer, index) => (hasFunction(consumer) ? find(consumer, index) : []));
}
