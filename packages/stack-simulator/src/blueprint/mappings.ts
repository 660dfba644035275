import { eventSourceMappingLimits as limits } from '@headwaters/pipeline-contract';
import { type Attributes, AttributeInvalidError } from '@headwaters/terraform-reader';
import { RecordFilter } from '../filter/record-filter.js';
import { type DestinationPlan, readDestination } from './destinations.js';
import { readReference } from './function-reference.js';
import type { StackReader } from './stack-reader.js';

/** An event source mapping: which function reads which stream, and how. */
export interface MappingPlan {
  readonly address: string;
  readonly uuid: string;
  readonly streamName: string;
  readonly streamArn: string;
  readonly functionName: string;
  /** The version or alias to invoke; `undefined` for the function itself. */
  readonly qualifier: string | undefined;
  readonly enabled: boolean;
  readonly startingPosition: StartingPosition;
  /** Maximum Kinesis records of a batch. */
  readonly batchSize: number;
  /** How long to wait for a full batch before the function is invoked. */
  readonly batchingWindowSeconds: number;
  /** Concurrent batches per shard. Order is kept per partition key. */
  readonly parallelizationFactor: number;
  /** Retries after the first attempt; -1 is unlimited. */
  readonly maximumRetryAttempts: number;
  /** Age at which Kinesis records are discarded; -1 is unlimited. */
  readonly maximumRecordAgeSeconds: number;
  /** Whether a failed batch is split in two. */
  readonly bisectBatchOnFunctionError: boolean;
  /** Whether the function's response names the records that failed. */
  readonly reportBatchItemFailures: boolean;
  /** 0 if the mapping has no tumbling window. */
  readonly tumblingWindowSeconds: number;
  /** A record passes if it matches one of these; with none, every record passes. */
  readonly filterPatterns: readonly string[];
  readonly onFailure: DestinationPlan | undefined;
}

/** Where a mapping starts to read a shard for the first time. */
export type StartingPosition =
  | { readonly kind: 'TRIM_HORIZON' | 'LATEST' }
  | { readonly kind: 'AT_TIMESTAMP'; readonly timestampMillis: number };

/** Source: the Lambda guide, services-kinesis-windows (read 2026-11-23). */
const maxTumblingWindowSeconds = 900;

/** Defaults of AWS. Source: the Lambda guide, services-kinesis-parameters (read 2026-11-23). */
const defaults = {
  batchSize: 100,
  batchingWindowSeconds: 0,
  parallelizationFactor: 1,
  maximumRetryAttempts: -1,
  maximumRecordAgeSeconds: -1,
  tumblingWindowSeconds: 0,
} as const;

/** Reads the event source mappings of a stack. */
export function readMappings(stack: StackReader): readonly MappingPlan[] {
  return stack.resources('aws_lambda_event_source_mapping').map((declared) => ({
    address: declared.address,
    uuid: stack.string(declared.address, 'uuid'),
    ...readSource(declared),
    ...readFunction(declared),
    enabled: declared.value('enabled') !== false,
    startingPosition: readStartingPosition(declared),
    ...readBatching(declared),
    ...readFailureHandling(declared),
    filterPatterns: readFilterPatterns(declared),
  }));
}

function readFunction(declared: Attributes): Pick<MappingPlan, 'functionName' | 'qualifier'> {
  const { name, qualifier } = readReference(declared);
  return { functionName: name, qualifier };
}

/** The source is a stream, or a fan-out consumer, whose ARN starts with the ARN of its stream. */
function readSource(declared: Attributes): Pick<MappingPlan, 'streamArn' | 'streamName'> {
  const sourceArn = declared.string('event_source_arn');
  const found = /^(arn:[^:]+:kinesis:[^:]*:[^:]*:stream\/([^/]+))/.exec(sourceArn);
  const [, streamArn, streamName] = found ?? [];
  if (streamArn === undefined || streamName === undefined) {
    throw new AttributeInvalidError(
      `${declared.address}.event_source_arn`,
      `is ${sourceArn}; the simulator supports Kinesis data streams only`,
    );
  }
  return { streamArn, streamName };
}

function readBatching(declared: Attributes) {
  const batchSize = { min: 1, max: limits.maxBatchRecords };
  const batchingWindow = { min: 0, max: limits.maxBatchingWindowSeconds };
  const parallelization = { min: 1, max: limits.maxParallelizationFactor };
  const tumblingWindow = { min: 0, max: maxTumblingWindowSeconds };
  return {
    batchSize: declared.optionalInteger('batch_size', batchSize) ?? defaults.batchSize,
    batchingWindowSeconds:
      declared.optionalInteger('maximum_batching_window_in_seconds', batchingWindow) ??
      defaults.batchingWindowSeconds,
    parallelizationFactor:
      declared.optionalInteger('parallelization_factor', parallelization) ?? defaults.parallelizationFactor,
    tumblingWindowSeconds:
      declared.optionalInteger('tumbling_window_in_seconds', tumblingWindow) ??
      defaults.tumblingWindowSeconds,
  };
}

function readFailureHandling(declared: Attributes) {
  const retries = { min: 0, max: limits.maxRetries, special: -1 };
  const age = { min: limits.minRecordAgeSeconds, max: limits.maxRecordAgeSeconds, special: -1 };
  return {
    maximumRetryAttempts:
      declared.optionalInteger('maximum_retry_attempts', retries) ?? defaults.maximumRetryAttempts,
    maximumRecordAgeSeconds:
      declared.optionalInteger('maximum_record_age_in_seconds', age) ?? defaults.maximumRecordAgeSeconds,
    bisectBatchOnFunctionError: declared.boolean('bisect_batch_on_function_error'),
    reportBatchItemFailures: declared.strings('function_response_types').includes('ReportBatchItemFailures'),
    onFailure: readDestination(declared.block('destination_config')?.block('on_failure'), 'destination_arn'),
  };
}

function readStartingPosition(declared: Attributes): StartingPosition {
  const kind = declared.string('starting_position');
  if (kind === 'TRIM_HORIZON' || kind === 'LATEST') return { kind };
  const timestamp = declared.optionalString('starting_position_timestamp') ?? '';
  const timestampMillis = Date.parse(timestamp);
  if (kind === 'AT_TIMESTAMP' && Number.isFinite(timestampMillis)) return { kind, timestampMillis };
  throw new AttributeInvalidError(
    `${declared.address}.starting_position`,
    `is ${kind} ${timestamp}; it must be TRIM_HORIZON, LATEST, or AT_TIMESTAMP with a starting_position_timestamp`,
  );
}

function readFilterPatterns(declared: Attributes): readonly string[] {
  const filters = declared.block('filter_criteria')?.blocks('filter') ?? [];
  const patterns = filters.map((filter) => filter.string('pattern'));
  try {
    new RecordFilter(patterns);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new AttributeInvalidError(`${declared.address}.filter_criteria`, `is invalid: ${error.message}`);
  }
  return patterns;
}
