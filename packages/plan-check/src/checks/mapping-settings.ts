import { filterLimits, isInRange, mappingRanges, type IntegerRange } from '@headwaters/aws-rules';
import {
  blockOf,
  blocksOf,
  stringOf,
  type JsonObject,
  type TerraformResource,
} from '@headwaters/terraform-reader';
import { listStreamMappings } from '../stack/event-sources.js';
import { readNumber, readPositiveNumber } from '../stack/known-number.js';
import type { TerraformStack } from '../stack/terraform-stack.js';
import type { Check, Outcome } from './check.js';

/** Source: https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html (read 2026-11-29). */
export const mappingLimits: Check = {
  id: 'mapping-limits',
  severity: 'error',
  why: 'AWS refuses a mapping whose settings are beyond its limits: apply fails.',
  fix: 'Set a value within the limit.',
  find: (stack) => [
    ...listStreamMappings(stack).flatMap((mapping) => [
      ...settingsOutOfRange(mapping),
      ...tooManyFilters(mapping),
    ]),
    ...listQueueMappings(stack).flatMap((mapping) => [...queueBatches(mapping), ...tooManyFilters(mapping)]),
  ],
};

const rangeByAttribute: Readonly<Record<string, IntegerRange>> = {
  batch_size: mappingRanges.batchSize,
  maximum_batching_window_in_seconds: mappingRanges.batchingWindowSeconds,
  parallelization_factor: mappingRanges.parallelizationFactor,
  maximum_retry_attempts: mappingRanges.maximumRetryAttempts,
  maximum_record_age_in_seconds: mappingRanges.maximumRecordAgeSeconds,
  tumbling_window_in_seconds: mappingRanges.tumblingWindowSeconds,
};

function settingsOutOfRange({ address, attributes }: TerraformResource): Outcome[] {
  return Object.entries(rangeByAttribute).flatMap(([name, range]): Outcome[] => {
    const value = readPositiveNumber(attributes, name);
    if (value === undefined) return [];
    if (value === 'unknown') return [{ address, notChecked: `${name} is an expression` }];
    if (isInRange(value, range)) return [];
    return [{ address, what: `${name} is ${value}; AWS accepts ${range.min} to ${range.max}.` }];
  });
}

function tooManyFilters({ address, attributes }: TerraformResource): Outcome[] {
  const { length } = blocksOf(blockOf(attributes, 'filter_criteria'), 'filter');
  const { maxFilters, maxFiltersByQuota } = filterLimits;
  if (length <= maxFilters) return [];
  const what = `The mapping has ${length} filters; AWS accepts ${maxFilters}, and up to ${maxFiltersByQuota} if the quota is raised.`;
  return [{ address, what, severity: length > maxFiltersByQuota ? 'error' : 'warning' }];
}

/** The mappings of queues that are known to be queues: by their resource or their ARN. */
function listQueueMappings(stack: TerraformStack): TerraformResource[] {
  return stack.resourcesOfType('aws_lambda_event_source_mapping').filter(({ attributes }) => {
    const source = stringOf(attributes, 'event_source_arn');
    return (
      stack.findReferenced('aws_sqs_queue', source) !== undefined || /^arn:[^:]+:sqs:/.test(source ?? '')
    );
  });
}

/** Messages of a batch of a queue without a batching window. */
const maxQueueBatchWithoutWindow = 10;

function queueBatches({ address, attributes }: TerraformResource): Outcome[] {
  const batchSize = readPositiveNumber(attributes, 'batch_size');
  const window = readNumber(attributes, 'maximum_batching_window_in_seconds');
  if (batchSize === 'unknown') return [{ address, notChecked: 'batch_size is an expression' }];
  if (batchSize === undefined || batchSize <= maxQueueBatchWithoutWindow) return [];
  if (batchSize > mappingRanges.batchSize.max) {
    return [
      { address, what: `batch_size is ${batchSize}; AWS accepts 1 to ${mappingRanges.batchSize.max}.` },
    ];
  }
  if (window === 'unknown') return [{ address, notChecked: 'the batching window is an expression' }];
  if (isFifo(attributes)) return [{ address, what: `batch_size is ${batchSize}; a FIFO queue allows 10.` }];
  if (window !== undefined && window > 0) return [];
  return [
    {
      address,
      what: `batch_size is ${batchSize}; above ${maxQueueBatchWithoutWindow}, a mapping of a queue needs a batching window.`,
      fix: 'Set maximum_batching_window_in_seconds to at least 1.',
    },
  ];
}

function isFifo(attributes: JsonObject): boolean {
  return (stringOf(attributes, 'event_source_arn') ?? '').endsWith('.fifo');
}

/** Source: https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-parameters.html (read 2026-11-29). */
export const windowAge: Check = {
  id: 'window-age',
  severity: 'error',
  why: 'A batch can wait for its window until its first records are too old, and is then dead-lettered without an attempt.',
  fix: 'Set maximum_batching_window_in_seconds below maximum_record_age_in_seconds.',
  find: (stack) =>
    listStreamMappings(stack).flatMap(({ address, attributes }): Outcome[] => {
      const window = readNumber(attributes, 'maximum_batching_window_in_seconds') ?? 0;
      const age = readPositiveNumber(attributes, 'maximum_record_age_in_seconds') ?? -1;
      if (window === 0 || age === -1) return [];
      if (window === 'unknown' || age === 'unknown') {
        return [{ address, notChecked: 'the batching window or the age is an expression' }];
      }
      if (window <= age) return [];
      return [{ address, what: `A batch waits up to ${window} s, and records are dropped after ${age} s.` }];
    }),
};
