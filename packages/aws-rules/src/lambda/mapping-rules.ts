/**
 * Limits and rules of event source mappings of Kinesis streams.
 *
 * Source, unless noted: https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html and
 * https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-parameters.html (read 2026-11-29).
 */

/** The integers that AWS accepts for a setting. */
export interface IntegerRange {
  readonly min: number;
  readonly max: number;
  /** An additional number with a meaning of its own: -1 is no limit. */
  readonly special?: number;
}

/** The range of each numeric setting. Times are in seconds. */
export const mappingRanges = {
  batchSize: { min: 1, max: 10_000 },
  batchingWindowSeconds: { min: 0, max: 300 },
  parallelizationFactor: { min: 1, max: 10 },
  maximumRetryAttempts: { min: 0, max: 10_000, special: -1 },
  /** The smallest age is 60 s: https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-parameters.html */
  maximumRecordAgeSeconds: { min: 60, max: 604_800, special: -1 },
  tumblingWindowSeconds: { min: 0, max: 900 },
} as const satisfies Readonly<Record<string, IntegerRange>>;

/** What AWS uses for a setting that is not given. -1 is no limit. */
export const mappingDefaults = {
  batchSize: 100,
  batchingWindowSeconds: 0,
  parallelizationFactor: 1,
  maximumRetryAttempts: -1,
  maximumRecordAgeSeconds: -1,
  tumblingWindowSeconds: 0,
} as const satisfies Readonly<Record<keyof typeof mappingRanges, number>>;

/** Whether AWS accepts a number. */
export function isInRange(value: number, { min, max, special }: IntegerRange): boolean {
  return value === special || (Number.isInteger(value) && value >= min && value <= max);
}

/**
 * Filters of one mapping. AWS raises the first limit to the second on request.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html (read 2026-11-29).
 */
export const filterLimits = { maxFilters: 5, maxFiltersByQuota: 10, maxPatternCharacters: 4_096 } as const;

/** The names that AWS accepts in `FunctionResponseTypes`. Case counts. */
export const functionResponseTypes: readonly string[] = ['ReportBatchItemFailures'];

/** The names that AWS accepts as `StartingPosition` of a Kinesis stream. Case counts. */
export const startingPositions: readonly string[] = ['TRIM_HORIZON', 'LATEST', 'AT_TIMESTAMP'];

/** The services whose ARN AWS accepts as failure destination of a mapping of a stream. A function is none of them. */
const failureDestinationServices: ReadonlySet<string> = new Set(['sqs', 'sns', 's3']);

/**
 * Returns why AWS refuses the failure destination of a mapping of a stream, as a clause. `undefined` if AWS accepts it.
 *
 * Sources, read 2026-11-29: https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html: a queue, a topic, a
 * bucket or a Kafka topic. The last one is not an ARN. That queues and topics are standard ones, only the page for DynamoDB says:
 * https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-eventsourcemapping.html.
 */
export function failureDestinationProblem(arn: string): string | undefined {
  const [, , service = ''] = arn.split(':');
  if (failureDestinationServices.has(service) && !arn.endsWith('.fifo')) return undefined;
  return 'a mapping of a stream sends failed batches to a standard queue, a standard topic or a bucket only';
}

/** Which source a mapping reads, and what it invokes. */
export interface MappingIdentity {
  /** ARN of the stream or of the fan-out consumer. */
  readonly sourceArn: string;
  readonly functionName: string;
  /** Version or alias; `undefined` for the function itself. */
  readonly qualifier?: string | undefined;
}

/**
 * Finds mappings of one source to one function: AWS creates the first one only, whatever their filters. A function and its
 * alias are two functions here; so are a stream and its fan-out consumer two sources.
 *
 * Source: LocalStack's recordings of AWS, test_duplicate_event_source_mappings.
 *
 * @returns The index of each mapping that AWS refuses, and the index of the mapping it repeats.
 */
export function findDuplicateMappings(
  mappings: readonly MappingIdentity[],
): readonly { readonly first: number; readonly second: number }[] {
  const firsts = new Map<string, number>();
  return mappings.flatMap(({ sourceArn, functionName, qualifier = '' }, second) => {
    const key = JSON.stringify([sourceArn, functionName, qualifier]);
    const first = firsts.get(key);
    if (first !== undefined) return [{ first, second }];
    firsts.set(key, second);
    return [];
  });
}

/** The message of AWS (409 ResourceConflictException) for a mapping that repeats another one. Source: as above. */
export function duplicateMappingMessage({ sourceArn, functionName }: MappingIdentity): string {
  return `The event source arn (" ${sourceArn} ") and function (" ${functionName} ") provided mapping already exists.`;
}
