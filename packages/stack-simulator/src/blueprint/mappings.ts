import {
  failureDestinationProblem,
  functionResponseTypes,
  mappingDefaults as defaults,
  mappingRanges as ranges,
  startingPositions,
} from '@headwaters/aws-rules';
import { type Attributes, AttributeInvalidError } from '@headwaters/terraform-reader';
import { type DestinationPlan, readDestination } from './destinations.js';
import { readFilterPatterns } from './filter-criteria.js';
import { readReference } from './function-reference.js';
import type { StackReader } from './stack-reader.js';

/** An event source mapping of a stream: which function reads it, and how. */
export interface MappingPlan extends MappingIdentityPlan {
  readonly streamName: string;
  readonly streamArn: string;
  /** ARN of the stream, or of the fan-out consumer. */
  readonly sourceArn: string;
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

/** A mapping of a queue. The other mappings are of streams, or of what the simulator does not support. */
export const queueArn = /^arn:[^:]+:sqs:[^:]*:[^:]*:([^:/]+)$/;

/** Reads the event source mappings of streams. */
export function readMappings(stack: StackReader): readonly MappingPlan[] {
  return stack
    .readAll('aws_lambda_event_source_mapping', (declared) => {
      if (queueArn.test(declared.optionalString('event_source_arn') ?? '')) return undefined;
      return readMapping(stack, declared);
    })
    .filter((plan) => plan !== undefined);
}

function readMapping(stack: StackReader, declared: Attributes): MappingPlan {
  return {
    ...readIdentity(stack, declared),
    ...readSource(declared),
    startingPosition: readStartingPosition(declared),
    ...readBatching(declared),
    ...readFailureHandling(declared),
    filterPatterns: readFilterPatterns(declared, 'data'),
  };
}

/** What mappings of all sources have in common. */
export interface MappingIdentityPlan {
  readonly address: string;
  readonly uuid: string;
  readonly functionName: string;
  /** The version or alias to invoke; `undefined` for the function itself. */
  readonly qualifier: string | undefined;
  readonly enabled: boolean;
}

/** Reads what mappings of all sources have in common. */
export function readIdentity(stack: StackReader, declared: Attributes): MappingIdentityPlan {
  const { name, qualifier } = readReference(declared);
  return {
    address: declared.address,
    uuid: stack.string(declared.address, 'uuid'),
    functionName: name,
    qualifier,
    enabled: declared.value('enabled') !== false,
  };
}

/** The source is a stream, or a fan-out consumer, whose ARN starts with the ARN of its stream. */
function readSource(declared: Attributes): Pick<MappingPlan, 'sourceArn' | 'streamArn' | 'streamName'> {
  const sourceArn = declared.string('event_source_arn');
  const found = /^(arn:[^:]+:kinesis:[^:]*:[^:]*:stream\/([^/]+))/.exec(sourceArn);
  const [, streamArn, streamName] = found ?? [];
  if (streamArn === undefined || streamName === undefined) {
    throw new AttributeInvalidError(
      `${declared.address}.event_source_arn`,
      `is ${sourceArn}; the simulator supports Kinesis data streams and standard queues only`,
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

/** Reads the response types. @throws {@link AttributeInvalidError} for one that AWS does not have. */
export function readResponseTypes(declared: Attributes): readonly string[] {
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
