import {
  failureDestinationProblem,
  filterLimits,
  functionResponseTypes,
  mappingDefaults as defaults,
  mappingRanges as ranges,
  startingPositions,
} from '@headwaters/aws-rules';
import { type Attributes, AttributeInvalidError } from '@headwaters/terraform-reader';
import type { UnsupportedFeature } from '../errors.js';
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
  /** ARN of the stream, or of the fan-out consumer. */
  readonly sourceArn: string;
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

/** Reads the event source mappings of a stack. */
export function readMappings(stack: StackReader): readonly MappingPlan[] {
  return stack.readAll('aws_lambda_event_source_mapping', (declared) => ({
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
function readSource(declared: Attributes): Pick<MappingPlan, 'sourceArn' | 'streamArn' | 'streamName'> {
  const sourceArn = declared.string('event_source_arn');
  const found = /^(arn:[^:]+:kinesis:[^:]*:[^:]*:stream\/([^/]+))/.exec(sourceArn);
  const [, streamArn, streamName] = found ?? [];
  if (streamArn === undefined || streamName === undefined) {
    throw new AttributeInvalidError(
      `${declared.address}.event_source_arn`,
      `is ${sourceArn}; the simulator supports Kinesis data streams only`,
    );
  }
  return { sourceArn, streamArn, streamName };
}

function readBatching(declared: Attributes) {
  return {
    batchSize: declared.optionalInteger('batch_size', ranges.batchSize) ?? defaults.batchSize,
    batchingWindowSeconds:
      declared.optionalInteger('maximum_batching_window_in_seconds', ranges.batchingWindowSeconds) ??
      defaults.batchingWindowSeconds,
    parallelizationFactor:
      declared.optionalInteger('parallelization_factor', ranges.parallelizationFactor) ??
      defaults.parallelizationFactor,
    tumblingWindowSeconds:
      declared.optionalInteger('tumbling_window_in_seconds', ranges.tumblingWindowSeconds) ??
      defaults.tumblingWindowSeconds,
  };
}

function readFailureHandling(declared: Attributes) {
  return {
    maximumRetryAttempts:
      declared.optionalInteger('maximum_retry_attempts', ranges.maximumRetryAttempts) ??
      defaults.maximumRetryAttempts,
    maximumRecordAgeSeconds:
      declared.optionalInteger('maximum_record_age_in_seconds', ranges.maximumRecordAgeSeconds) ??
      defaults.maximumRecordAgeSeconds,
    bisectBatchOnFunctionError: declared.boolean('bisect_batch_on_function_error'),
    reportBatchItemFailures: readResponseTypes(declared).includes('ReportBatchItemFailures'),
    onFailure: readFailureDestination(declared),
  };
}

function readResponseTypes(declared: Attributes): readonly string[] {
  const types = declared.strings('function_response_types');
  const unknown = types.find((type) => !functionResponseTypes.includes(type));
  if (unknown === undefined) return types;
  throw new AttributeInvalidError(
    `${declared.address}.function_response_types`,
    `contains ${unknown}; AWS accepts ${functionResponseTypes.join(', ')} only`,
  );
}

function readFailureDestination(declared: Attributes): DestinationPlan | undefined {
  const block = declared.block('destination_config')?.block('on_failure');
  const destination = readDestination(block, 'destination_arn');
  const problem = destination && failureDestinationProblem(destination.arn);
  if (problem === undefined) return destination;
  throw new AttributeInvalidError(
    `${block?.address ?? declared.address}.destination_arn`,
    `is ${destination?.arn ?? ''}; ${problem}`,
  );
}

function readStartingPosition(declared: Attributes): StartingPosition {
  const kind = declared.optionalString('starting_position') ?? 'null';
  if (!startingPositions.includes(kind)) {
    throw new AttributeInvalidError(
      `${declared.address}.starting_position`,
      `is ${kind}. AWS: Member must satisfy enum value set: [${startingPositions.join(', ')}]`,
    );
  }
  if (kind === 'TRIM_HORIZON' || kind === 'LATEST') return { kind };
  const timestamp = declared.optionalString('starting_position_timestamp') ?? '';
  const timestampMillis = Date.parse(timestamp);
  if (kind === 'AT_TIMESTAMP' && Number.isFinite(timestampMillis)) return { kind, timestampMillis };
  throw new AttributeInvalidError(
    `${declared.address}.starting_position`,
    `is ${kind}, and starting_position_timestamp is ${timestamp === '' ? 'missing' : `${timestamp}, which is no time`}`,
  );
}

function readFilterPatterns(declared: Attributes): readonly string[] {
  const filters = declared.block('filter_criteria')?.blocks('filter') ?? [];
  const patterns = filters.map((filter) => filter.string('pattern'));
  const problem = filterProblem(patterns);
  if (problem !== undefined) throw new AttributeInvalidError(`${declared.address}.filter_criteria`, problem);
  try {
    new RecordFilter(patterns);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new AttributeInvalidError(
      `${declared.address}.filter_criteria`,
      `is invalid: ${error.message}. AWS: Invalid filter pattern definition`,
    );
  }
  return patterns;
}

function filterProblem(patterns: readonly string[]): string | undefined {
  const { maxFilters, maxFiltersByQuota, maxPatternCharacters } = filterLimits;
  if (patterns.length > maxFiltersByQuota)
    return `has ${patterns.length} filters; AWS accepts ${maxFilters}, and ${maxFiltersByQuota} after a quota increase`;
  const long = patterns.find((pattern) => pattern.length > maxPatternCharacters);
  return long && `has a pattern of ${long.length} characters; AWS accepts ${maxPatternCharacters}`;
}

/** Finds mappings with more filters than AWS accepts without a quota increase. */
export function findExtraFilters(mappings: readonly MappingPlan[]): readonly UnsupportedFeature[] {
  const { maxFilters, maxFiltersByQuota } = filterLimits;
  return mappings
    .filter(({ filterPatterns }) => filterPatterns.length > maxFilters)
    .map(({ address, filterPatterns }) => ({
      address,
      attribute: 'filter_criteria',
      consequence: `AWS accepts ${maxFilters} filters, and ${maxFiltersByQuota} after a quota increase; these are ${filterPatterns.length}`,
    }));
}
