import type { KinesisEventRecord } from '@headwaters/stack-simulator';

/** The object of a failures bucket, as far as it is needed here. */
export interface FailureObject {
  /** The event of a batch: JSON text, as the Lambda guide shows it, or the event itself. */
  readonly payload?: unknown;
  /** The event of an asynchronous invocation. */
  readonly requestPayload?: unknown;
}

/** The event that the function failed with, as JSON text. */
export function eventOf({ payload, requestPayload }: FailureObject): string {
  return typeof payload === 'string' ? payload : JSON.stringify(payload ?? requestPayload);
}

/** The stream records of a batch that failed; none of an asynchronous invocation. */
export function recordsOf(object: FailureObject): readonly KinesisEventRecord[] {
  if (object.payload === undefined) return [];
  return (JSON.parse(eventOf(object)) as { readonly Records: readonly KinesisEventRecord[] }).Records;
}
