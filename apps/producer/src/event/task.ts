import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import * as v from 'valibot';
import { NotificationError } from '../errors.js';
import { readNotification, type Upload } from './notification.js';

/** A position in an object from which publishing can start: the start of the first record of a cell. */
export interface Position {
  readonly cell: number;
  /** Offset of the record in the (gunzipped) object, in bytes. */
  readonly offset: number;
  /** 1-based number of the record. */
  readonly lineNumber: number;
}

export const startOfObject: Position = { cell: 0, offset: 0, lineNumber: 1 };

/** An upload to publish from a position on. */
export interface Task {
  readonly upload: Upload;
  readonly start: Position;
}

/** The tasks of one event. */
export interface EventTasks {
  readonly tasks: readonly Task[];
  /** One error for each record of the event that is not an object-created notification. */
  readonly invalid: readonly NotificationError[];
}

/**
 * Reads an event of either kind: an S3 notification of new uploads, or a continuation of an earlier invocation.
 *
 * @throws {@link NotificationError} if it is neither.
 */
export function readTasks(event: unknown): EventTasks {
  if (isContinuation(event)) return { tasks: [readContinuation(event)], invalid: [] };
  const { uploads, invalid } = readNotification(event);
  return { tasks: uploads.map((upload) => ({ upload, start: startOfObject })), invalid };
}

const nonEmptyString = v.pipe(v.string(), v.nonEmpty());
const natural = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

const continuationSchema = v.object({
  continuation: v.object({
    upload: v.object({
      source: v.object({
        bucket: nonEmptyString,
        key: nonEmptyString,
        versionId: v.exactOptional(nonEmptyString),
      }),
      eTag: v.exactOptional(nonEmptyString),
    }),
    start: v.object({
      cell: natural,
      offset: natural,
      lineNumber: v.pipe(natural, v.minValue(1)),
    }),
  }),
});

/** The event by which an invocation leaves the rest of a task to a new invocation. */
export type Continuation = v.InferOutput<typeof continuationSchema>;

export function continuationOf({ upload, start }: Task): Continuation {
  return { continuation: { upload, start } };
}

/** Whether an event claims to be a continuation, valid or not. */
export function isContinuation(event: unknown): boolean {
  return typeof event === 'object' && event !== null && 'continuation' in event;
}

function readContinuation(event: unknown): Task {
  const result = v.safeParse(continuationSchema, event);
  if (result.success) return result.output.continuation;
  const paths = result.issues.map((issue) => v.getDotPath(issue) ?? 'it');
  throw new NotificationError(`The event is not a continuation: ${paths.join(', ')} is invalid`);
}

/** Queues an asynchronous invocation of a function with a continuation. Resolves when Lambda has accepted it. */
export type InvokeContinuation = (functionArn: string, continuation: Continuation) => Promise<void>;

/** Timeout of invoking a continuation, retries included, in milliseconds: with a receipt, less than a deadline leaves. */
const invokeTimeoutMillis = 2_000;

/** @param client - May retry: running a continuation twice produces the same blocks. */
export function lambdaInvokeContinuation(client: Pick<LambdaClient, 'send'>): InvokeContinuation {
  return async (functionArn, continuation) => {
    const { StatusCode: status } = await client.send(
      new InvokeCommand({
        FunctionName: functionArn,
        InvocationType: 'Event',
        Payload: Buffer.from(JSON.stringify(continuation)),
      }),
      { abortSignal: AbortSignal.timeout(invokeTimeoutMillis) },
    );
    if (status !== 202) {
      throw new Error(`Lambda returned ${String(status)} instead of 202 for the continuation`);
    }
  };
}
