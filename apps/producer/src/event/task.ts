import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { describeIssue } from '@headwaters/pipeline-contract';
import * as v from 'valibot';
import { NotificationError } from '../errors.js';
import { readEvent, type InvalidPart } from './read-event.js';
import { nonEmptyString } from './read-schema.js';
import type { Upload } from './upload.js';

/** A position in an object from which publishing can start: the start of the first record of a cell. */
export interface Position {
  readonly cell: number;
  /** Offset of the record in the (unpacked) object, in bytes. */
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

/** A task as an event contains it. */
export interface ReceivedTask {
  readonly task: Task;
  /** The SQS messages that name the upload. Empty if it came in another way. */
  readonly messageIds: readonly string[];
}

/** The tasks of one event. */
export interface EventTasks {
  readonly tasks: readonly ReceivedTask[];
  /** What of the event is not about a created object. */
  readonly invalid: readonly InvalidPart[];
  /** Whether the event is a batch of SQS messages: then failures are reported by message, not thrown. */
  readonly isQueueBatch: boolean;
}

/**
 * Reads an event of either kind: one of S3 about new uploads, or a continuation of an earlier invocation.
 *
 * @throws {@link NotificationError} if it is neither.
 */
export function readTasks(event: unknown): EventTasks {
  if (isContinuation(event)) {
    return { tasks: [{ task: readContinuation(event), messageIds: [] }], invalid: [], isQueueBatch: false };
  }
  const { uploads, invalid, isQueueBatch } = readEvent(event);
  const tasks = uploads.map(({ upload, messageIds }) => ({
    task: { upload, start: startOfObject },
    messageIds,
  }));
  return { tasks, invalid, isQueueBatch };
}

const natural = v.pipe(
  v.number('must be a number'),
  v.safeInteger('must be an integer'),
  v.minValue(0, 'must not be negative'),
);

const objectMessage = 'must be an object';

const continuationSchema = v.object(
  {
    continuation: v.object(
      {
        upload: v.object(
          {
            source: v.object(
              {
                bucket: nonEmptyString,
                key: nonEmptyString,
                versionId: v.exactOptional(nonEmptyString),
              },
              objectMessage,
            ),
            eTag: v.exactOptional(nonEmptyString),
          },
          objectMessage,
        ),
        start: v.object(
          {
            cell: natural,
            offset: natural,
            lineNumber: v.pipe(natural, v.minValue(1, 'must be at least 1')),
          },
          objectMessage,
        ),
      },
      objectMessage,
    ),
  },
  objectMessage,
);

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
  const faults = result.issues.map(describeIssue).join('; ');
  throw new NotificationError(`The event is not a continuation: ${faults}`);
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
