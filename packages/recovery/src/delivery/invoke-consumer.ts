import { InvokeCommand } from '@aws-sdk/client-lambda';
import { type RecoveryKind, outOfTimeCode, parseRecoveryAnswer } from '@headwaters/pipeline-contract';
import type { RecoveryContext } from '../pipeline/recovery-context.js';
import type { PipelineConsumer } from '../pipeline/recovery-pipeline.js';
import { type RecoveredRecord, toEventRecord } from './recovered-record.js';

/** Why a consumer did not accept a Kinesis record. */
export interface DeliveryFailure {
  /** The code of the consumer's error; of an invocation that failed as a whole, the type of its error. */
  readonly code: string;
  readonly message: string;
  /** Whether the invocation failed as a whole: the function ended, timed out, or gave no answer. */
  readonly isOfBatch?: boolean;
}

/** What a consumer said about Kinesis records. */
export interface DeliveryAnswer {
  /** How many of them, from the first on, it acknowledged. 200 alone proves nothing: see the receipts. */
  readonly acknowledged: number;
  /** Why it did not acknowledge the next one; `undefined` if it acknowledged all of them. */
  readonly failure: DeliveryFailure | undefined;
}

/** What is delivered, and how. */
export interface DeliveryOptions {
  readonly kind: RecoveryKind;
  /** In the order of their shard. */
  readonly records: readonly RecoveredRecord[];
  readonly signal?: AbortSignal | undefined;
  /** Most Kinesis records of the first invocation; later ones have twice as many. Default and largest: 500. */
  readonly firstBatchRecords?: number;
}

/** Largest delivery of one invocation. */
export const maxDelivery = {
  /**
   * Data, in bytes of base64: an event has at most 6 MB, and each Kinesis record adds some hundred bytes.
   * Source: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html (read 2026-11-23).
   */
  dataBytes: 4_000_000,
  /** Kinesis records. */
  records: 500,
} as const;

/**
 * Attempts of an invocation that Lambda refuses for now, and the waits between them in milliseconds: each is twice the one before, up
 * to the longest. About five minutes in all: the stream may use all of the function's concurrency for as long.
 */
const refusedAttempts = { count: 15, firstWaitMillis: 500, longestWaitMillis: 30_000 };

/**
 * Lambda throttles the function or its start, wakes up a function that was idle for weeks, or has an error of its own (500). Each says that there is no answer of the function; if
 * it ran even so, it runs twice, which is safe. The SDK repeats nothing: see `makeRecoveryClients`.
 *
 * Source: https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html, Errors (read 2026-11-30).
 */
const refusals: readonly string[] = [
  ...['TooManyRequestsException', 'EC2ThrottledException', 'ServiceException'],
  ...['ResourceConflictException', 'ResourceNotReadyException', 'CodeArtifactUserPendingException'],
];

/**
 * Delivers Kinesis records of one shard to one consumer, in order, by synchronous invocations of its live alias, and stops at the
 * first that it does not acknowledge. The time of an invocation that is used up is no failure: the next one goes on. If an invocation
 * fails as a whole, it delivers halves until it knows which Kinesis record it is: the failure is always that of the next one.
 *
 * Source: https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html (read 2026-11-30): an error of the function is a response 200
 * with `FunctionError`.
 *
 * @throws the errors of the SDK: an outage, or a denied permission.
 */
export async function deliverRecords(
  context: RecoveryContext,
  consumer: PipelineConsumer,
  { kind, records, signal, firstBatchRecords = maxDelivery.records }: DeliveryOptions,
): Promise<DeliveryAnswer> {
  let acknowledged = 0;
  let limit = Math.min(firstBatchRecords, maxDelivery.records);
  while (acknowledged < records.length) {
    signal?.throwIfAborted();
    const batch = firstBatch(records.slice(acknowledged, acknowledged + limit));
    const answer = await invokeConsumer(context, consumer, { kind, batch, signal });
    acknowledged += answer.acknowledged;
    const { failure, isOfBatch } = answer;
    if (failure === undefined) limit = Math.min(2 * limit, maxDelivery.records);
    else if (isOfBatch && batch.length > 1) limit = Math.ceil(batch.length / 2);
    else if (failure.code !== outOfTimeCode || answer.acknowledged === 0) {
      return { acknowledged, failure: { ...failure, isOfBatch } };
    }
  }
  return { acknowledged, failure: undefined };
}

function firstBatch(records: readonly RecoveredRecord[]): readonly RecoveredRecord[] {
  let bytes = 0;
  const tooMuch = records.findIndex(({ data }, index) => {
    bytes += data.length;
    return index > 0 && bytes > maxDelivery.dataBytes;
  });
  return tooMuch === -1 ? records : records.slice(0, tooMuch);
}

interface Delivery {
  readonly kind: RecoveryKind;
  readonly batch: readonly RecoveredRecord[];
  readonly signal: AbortSignal | undefined;
}

interface BatchAnswer extends DeliveryAnswer {
  /** Whether the invocation failed as a whole, so that it is unknown which Kinesis record failed. */
  readonly isOfBatch: boolean;
}

async function invokeConsumer(
  context: RecoveryContext,
  consumer: PipelineConsumer,
  { kind, batch, signal }: Delivery,
): Promise<BatchAnswer> {
  const event = {
    Records: batch.map((record) => toEventRecord(record, context.pipeline)),
    headwatersRecovery: { kind },
  };
  try {
    const { functionError, payload } = await invoke(context, consumer, { event, signal });
    return functionError ? failedBatch(describeFunctionError(payload)) : readAnswer(payload, batch);
  } catch (error) {
    if (!isTooLarge(error)) throw error;
    const message =
      'The Kinesis record is larger than an event of Lambda can be, so Lambda does not deliver it.';
    return failedBatch({ code: error.name, message });
  }
}

/** Lambda dead-letters a Kinesis record of more than 6 MB without an invocation. */
function isTooLarge(error: unknown): error is Error {
  return error instanceof Error && error.name === 'RequestTooLargeException';
}

function failedBatch(failure: DeliveryFailure): BatchAnswer {
  return { acknowledged: 0, failure, isOfBatch: true };
}

function readAnswer(payload: unknown, batch: readonly RecoveredRecord[]): BatchAnswer {
  const answer = parseRecoveryAnswer(payload);
  if (answer === undefined) {
    const message =
      'The function did not answer with batchItemFailures, so nothing is known about its records.';
    return failedBatch({ code: 'HEADWATERS_ANSWER_UNKNOWN', message });
  }
  const { batchItemFailures: failed, failure } = answer;
  if (failed.length === 0) return { acknowledged: batch.length, failure: undefined, isOfBatch: false };
  const unknown = { code: 'HEADWATERS_RECORD_NOT_ACCEPTED', message: 'The consumer gives no reason.' };
  const failedNumbers = new Set(failed.map(({ itemIdentifier }) => itemIdentifier));
  const first = batch.findIndex(({ sequenceNumber }) => failedNumbers.has(sequenceNumber));
  // An unknown sequence number means that the whole batch failed.
  if (first === -1) return failedBatch(failure ?? unknown);
  return { acknowledged: first, failure: failure ?? unknown, isOfBatch: false };
}

/** The answer of a synchronous invocation. */
export interface InvokeAnswer {
  /** Whether the function failed, ended or timed out. */
  readonly functionError: boolean;
  /** Parsed JSON; `undefined` if it is not JSON. */
  readonly payload: unknown;
}

/**
 * Invokes the live alias of a function and waits for its answer. Waits and tries again while Lambda throttles it or has an error of its own.
 *
 * @throws the errors of the SDK.
 */
export async function invoke(
  { lambda, clock }: Pick<RecoveryContext, 'lambda' | 'clock'>,
  { functionName, qualifier }: Pick<PipelineConsumer, 'functionName' | 'qualifier'>,
  { event, signal }: { event: unknown; signal?: AbortSignal | undefined },
): Promise<InvokeAnswer> {
  const command = new InvokeCommand({
    FunctionName: functionName,
    Qualifier: qualifier,
    InvocationType: 'RequestResponse',
    Payload: Buffer.from(JSON.stringify(event)),
  });
  for (let attempt = 1; ; attempt += 1) {
    try {
      const answer = await lambda.send(command, signal === undefined ? {} : { abortSignal: signal });
      return { functionError: answer.FunctionError !== undefined, payload: parseJson(answer.Payload) };
    } catch (error) {
      signal?.throwIfAborted();
      const isRefused = error instanceof Error && refusals.includes(error.name);
      if (!isRefused || attempt === refusedAttempts.count) throw error;
      const { firstWaitMillis, longestWaitMillis } = refusedAttempts;
      await clock.sleep(Math.min(firstWaitMillis * 2 ** (attempt - 1), longestWaitMillis), signal);
    }
  }
}

function parseJson(payload: Uint8Array | undefined): unknown {
  try {
    return JSON.parse(Buffer.from(payload ?? []).toString()) as unknown;
  } catch {
    return undefined;
  }
}

/** Longest message of a function's error. */
const maxMessageCharacters = 1_000;

/** Source of the fields: https://docs.aws.amazon.com/lambda/latest/dg/nodejs-exceptions.html (read 2026-11-30). */
export function describeFunctionError(payload: unknown): DeliveryFailure {
  const { errorType, errorMessage } = (payload ?? {}) as { errorType?: unknown; errorMessage?: unknown };
  return {
    code: typeof errorType === 'string' ? errorType : 'FunctionError',
    message: (typeof errorMessage === 'string'
      ? errorMessage
      : 'The function failed without a message'
    ).slice(0, maxMessageCharacters),
  };
}
