import { eventSourceMappingLimits as limits } from '@headwaters/pipeline-contract';
import { AttributeInvalidError } from '../errors.js';
import { RecordFilter } from '../filter/record-filter.js';
import type { Attributes } from '../terraform/attributes.js';
import { type DestinationPlan, readDestination } from './destinations.js';
import { functionNameOf } from './function-name-of.js';
import type { StackReader } from './stack-reader.js';

/** An event source mapping as the stack declares it: which function reads which stream, and how. */
export interface MappingPlan {
  readonly address: string;
  readonly uuid: string;
  readonly streamName: string;
  readonly streamArn: string;
  readonly functionName: string;
  readonly enabled: boolean;
  readonly startingPosition: StartingPosition;
  /** Most records of a batch. */
  readonly batchSize: number;
  /** How long a batch may gather records before the function is invoked. */
  readonly batchingWindowSeconds: number;
  /** Batches of one shard under way at once. Order is kept per partition key. */
  readonly parallelizationFactor: number;
  /** Retries after the first attempt; -1 is without end. */
  readonly maximumRetryAttempts: number;
  /** Age at which records are given up; -1 is never. */
  readonly maximumRecordAgeSeconds: number;
  /** Whether a failed batch is split in two. */
  readonly bisectBatchOnFunctionError: boolean;
  /** Whether the function's answer names the records that failed. */
  readonly reportBatchItemFailures: boolean;
  /** 0 is none. */
  readonly tumblingWindowSeconds: number;
  /** Patterns of which a record must match one; none lets all pass. */
  readonly filterPatterns: readonly string[];
  readonly onFailure: DestinationPlan | undefined;
}

/** Where a mapping starts to read a shard that it hasn't read yet. */
export type StartingPosition =
  | { readonly kind: 'TRIM_HORIZON' | 'LATEST' }
  | { readonly kind: 'AT_TIMESTAMP'; readonly timestampMillis: number };

/** Source: the Lambda guide, services-kinesis-windows (read 2026-11-23). */
const maxTumblingWindowSeconds = 900;

/** What AWS takes where the stack says nothing. Source: the Lambda guide, services-kinesis-parameters (read 2026-11-23). */
const standard = {
  batchSize: 100,
  batchingWindowSeconds: 0,
  parallelizationFactor: 1,
  maximumRetryAttempts: -1,
  maximumRecordAgeSeconds: -1,
  tumblingWindowSeconds: 0,
} as const;

/** Reads the stack's event source mappings. */
export function readMappings(stack: StackReader): readonly MappingPlan[] {
  return stack.resources('aws_lambda_event_source_mapping').map((declared) => ({
    address: declared.address,
    uuid: stack.text(declared.address, 'uuid'),
    ...source(declared),
    functionName: functionNameOf(declared.text('function_name')),
    enabled: declared.value('enabled') !== false,
    startingPosition: startingPosition(declared),
    ...batching(declared),
    ...failureHandling(declared),
    filterPatterns: filterPatterns(declared),
  }));
}

/** A mapping names a stream, or a fan-out consumer of it, whose ARN goes on after the stream's. */
function source(declared: Attributes): Pick<MappingPlan, 'streamArn' | 'streamName'> {
  const sourceArn = declared.text('event_source_arn');
  const found = /^(arn:[^:]+:kinesis:[^:]*:[^:]*:stream\/([^/]+))/.exec(sourceArn);
  const [, streamArn, streamName] = found ?? [];
  if (streamArn === undefined || streamName === undefined) {
    const location = `${declared.address}.event_source_arn`;
    throw new AttributeInvalidError(
      location,
      `is ${sourceArn}; only Kinesis data streams are event sources here`,
    );
  }
  return { streamArn, streamName };
}

function batching(declared: Attributes) {
  return {
    batchSize: declared.limited('batch_size', { min: 1, max: limits.maxBatchRecords }) ?? standard.batchSize,
    batchingWindowSeconds:
      declared.limited('maximum_batching_window_in_seconds', {
        min: 0,
        max: limits.maxBatchingWindowSeconds,
      }) ?? standard.batchingWindowSeconds,
    parallelizationFactor:
      declared.limited('parallelization_factor', { min: 1, max: limits.maxParallelizationFactor }) ??
      standard.parallelizationFactor,
    tumblingWindowSeconds:
      declared.limited('tumbling_window_in_seconds', { min: 0, max: maxTumblingWindowSeconds }) ??
      standard.tumblingWindowSeconds,
  };
}

function failureHandling(declared: Attributes) {
  const age = { min: limits.minRecordAgeSeconds, max: limits.maxRecordAgeSeconds, special: -1 };
  return {
    maximumRetryAttempts:
      declared.limited('maximum_retry_attempts', { min: 0, max: limits.maxRetries, special: -1 }) ??
      standard.maximumRetryAttempts,
    maximumRecordAgeSeconds:
      declared.limited('maximum_record_age_in_seconds', age) ?? standard.maximumRecordAgeSeconds,
    bisectBatchOnFunctionError: declared.flag('bisect_batch_on_function_error'),
    reportBatchItemFailures: declared.texts('function_response_types').includes('ReportBatchItemFailures'),
    onFailure: readDestination(declared.block('destination_config')?.block('on_failure'), 'destination_arn'),
  };
}

function startingPosition(declared: Attributes): StartingPosition {
  const kind = declared.text('starting_position');
  if (kind === 'TRIM_HORIZON' || kind === 'LATEST') return { kind };
  const timestamp = declared.optionalText('starting_position_timestamp') ?? '';
  const timestampMillis = Date.parse(timestamp);
  if (kind === 'AT_TIMESTAMP' && Number.isFinite(timestampMillis)) return { kind, timestampMillis };
  throw new AttributeInvalidError(
    `${declared.address}.starting_position`,
    `is ${kind} ${timestamp}; it must be TRIM_HORIZON, LATEST, or AT_TIMESTAMP with a starting_position_timestamp`,
  );
}

function filterPatterns(declared: Attributes): readonly string[] {
  const filters = declared.block('filter_criteria')?.blocks('filter') ?? [];
  const patterns = filters.map((filter) => filter.text('pattern'));
  try {
    new RecordFilter(patterns);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new AttributeInvalidError(`${declared.address}.filter_criteria`, `can't be used: ${error.message}`);
  }
  return patterns;
}
