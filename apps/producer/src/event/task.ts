import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import * as v from 'valibot';
import { NotificationError } from '../errors.js';
import { type Upload, readNotification } from './notification.js';

/** A place in an object where publishing can begin: where the first record that starts in a cell does. */
export interface Position {
  readonly cell: number;
  /** Of the record's first byte in the (gunzipped) object, in bytes. */
  readonly offset: number;
  /** 1-based number of the record. */
  readonly lineNumber: number;
}

export const startOfObject: Position = { cell: 0, offset: 0, lineNumber: 1 };

/** An upload to publish, from a position on. */
export interface Task {
  readonly upload: Upload;
  readonly start: Position;
}

/** What one event asks for. */
interface Work {
  readonly tasks: readonly Task[];
  /** One error for each record that asks for nothing that the producer can do. */
  readonly invalid: readonly NotificationError[];
}

/**
 * Reads an event of either kind: new uploads, or the rest of one that an earlier invocation had no time for.
 *
 * @throws {@link NotificationError} if it is neither.
 */
export function readWork(event: unknown): Work {
  if (isContinuation(event)) return { tasks: [readContinuation(event)], invalid: [] };
  const { uploads, invalid } = readNotification(event);
  return { tasks: uploads.map((upload) => ({ upload, start: startOfObject })), invalid };
}

const text = v.pipe(v.string(), v.nonEmpty());
const wholeNumber = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

const continuationSchema = v.object({
  continuation: v.object({
    upload: v.object({
      source: v.object({ bucket: text, key: text, versionId: v.exactOptional(text) }),
      eTag: v.exactOptional(text),
    }),
    start: v.object({
      cell: wholeNumber,
      offset: wholeNumber,
      lineNumber: v.pipe(wholeNumber, v.minValue(1)),
    }),
  }),
});

/** The event by which an invocation hands what it had no time for to a fresh one. */
export type Continuation = v.InferOutput<typeof continuationSchema>;

export function continuationOf({ upload, start }: Task): Continuation {
  return { continuation: { upload, start } };
}

/** Whether an event is meant as a continuation, sound or not. */
export function isContinuation(event: unknown): boolean {
  return typeof event === 'object' && event !== null && 'continuation' in event;
}

/** @throws {@link NotificationError} if it is not what {@link continuationOf} makes. */
function readContinuation(event: unknown): Task {
  const result = v.safeParse(continuationSchema, event);
  if (result.success) return result.output.continuation;
  const places = result.issues.map((issue) => v.getDotPath(issue) ?? 'it');
  throw new NotificationError(`The event is not a continuation: ${places.join(', ')} is wrong`);
}

/** Hands a continuation to a fresh asynchronous invocation of a function. Resolves when Lambda has queued it. */
export type InvokeAgain = (functionArn: string, continuation: Continuation) => Promise<void>;

/** @param client - May retry by itself: a continuation that is done twice makes the same blocks. */
export function lambdaInvokeAgain(client: Pick<LambdaClient, 'send'>): InvokeAgain {
  return async (functionArn, continuation) => {
    const { StatusCode: status } = await client.send(
      new InvokeCommand({
        FunctionName: functionArn,
        InvocationType: 'Event',
        Payload: Buffer.from(JSON.stringify(continuation)),
      }),
    );
    if (status !== 202)
      throw new Error(`Lambda answered ${String(status)} instead of 202 to the continuation`);
  };
}
