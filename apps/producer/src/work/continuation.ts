import * as v from 'valibot';
import { NotificationError } from '../error/notification-error.js';
import type { Task } from './task.js';

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
export function readContinuation(event: unknown): Task {
  const result = v.safeParse(continuationSchema, event);
  if (result.success) return result.output.continuation;
  const places = result.issues.map((issue) => v.getDotPath(issue) ?? 'it');
  throw new NotificationError(`The event is not a continuation: ${places.join(', ')} is wrong`);
}
