import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { KinesisEventRecord, Simulation } from '@headwaters/stack-simulator';
import type { Redelivery } from '../../contract/failure.js';
import { ConsoleError } from '../errors.js';
import { errorOfLogLine } from '../flow/function-record.js';
import type { FailureWatch, WatchedFailure } from './failure-watch.js';

/** Options of {@link Redeliverer}. */
interface RedeliveryOptions {
  readonly s3: S3Client;
  readonly simulation: Pick<Simulation, 'invoke' | 'events'>;
  readonly failures: FailureWatch;
  /** Called with the Kinesis records that a redelivery got accepted. */
  readonly onAccepted: (functionName: string, records: readonly KinesisEventRecord[]) => void;
}

/** Delivers a dead letter again to the function that failed, and to no other. */
export class Redeliverer {
  readonly #options: RedeliveryOptions;

  constructor(options: RedeliveryOptions) {
    this.#options = options;
  }

  /**
   * Invokes the function once with the event in the failures bucket.
   *
   * @throws {@link ConsoleError} `CONSOLE_NOT_FOUND` if the failure is unknown or no bucket stored it.
   */
  async redeliver(id: string): Promise<Redelivery> {
    const { simulation, failures, onAccepted } = this.#options;
    const { object, failure } = await this.read(id);
    const event = eventOf(object);
    const loggedErrors: string[] = [];
    const stopListening = simulation.events.on('log', ({ functionName, line }) => {
      const error = functionName === failure.functionName ? errorOfLogLine(line) : undefined;
      if (error !== undefined) loggedErrors.push(error);
    });
    const { outcome } = await simulation.invoke(failure.functionName, event).finally(stopListening);
    const records = recordsOf(object);
    if (outcome.kind === 'throttled') return failures.noteRedelivery(id, refused('Throttled'));
    if (outcome.kind === 'failed') {
      const { errorType, errorMessage } = outcome.failure;
      return failures.noteRedelivery(id, refused(`${errorType}: ${errorMessage}`));
    }
    const accepted = records.slice(0, firstFailed(outcome.payload, records));
    onAccepted(failure.functionName, accepted);
    return failures.noteRedelivery(
      id,
      accepted.length === records.length
        ? { accepted: true }
        : refused(loggedErrors.at(-1) ?? 'The function reported a record as failed'),
    );
  }

  /**
   * Reads the failure object.
   *
   * @throws {@link ConsoleError} `CONSOLE_NOT_FOUND` if the failure is unknown or no bucket stored it.
   */
  async read(id: string): Promise<{ object: FailureObject; failure: WatchedFailure['failure'] }> {
    const watched = this.#options.failures.find(id);
    if (!watched?.object) throw new ConsoleError('CONSOLE_NOT_FOUND', `No bucket has a failure ${id}.`);
    const { bucket, key } = watched.object;
    const { Body: body } = await this.#options.s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    const object = JSON.parse((await body?.transformToString()) ?? '{}') as FailureObject;
    return { object, failure: watched.failure };
  }
}

function firstFailed(answer: string, records: readonly KinesisEventRecord[]): number {
  const parsed = JSON.parse(answer) as { batchItemFailures?: { itemIdentifier?: string }[] } | null;
  const indexes = (parsed?.batchItemFailures ?? []).map(({ itemIdentifier }) =>
    Math.max(
      0,
      records.findIndex(({ kinesis }) => kinesis.sequenceNumber === itemIdentifier),
    ),
  );
  return Math.min(records.length, ...indexes);
}

function refused(reason: string): Omit<Redelivery, 'at'> {
  return { accepted: false, reason };
}

/** A failure object, reduced to the fields used here. */
export interface FailureObject {
  /** The event of a batch: a JSON string, as in the Lambda developer guide, or the event itself. */
  readonly payload?: unknown;
  /** The event of an asynchronous invocation. */
  readonly requestPayload?: unknown;
}

/** The event that the function failed on, as a JSON string. */
export function eventOf({ payload, requestPayload }: FailureObject): string {
  return typeof payload === 'string' ? payload : JSON.stringify(payload ?? requestPayload);
}

/** The Kinesis records of a failed batch; empty for an asynchronous invocation. */
export function recordsOf(object: FailureObject): readonly KinesisEventRecord[] {
  if (object.payload === undefined) return [];
  return (JSON.parse(eventOf(object)) as { readonly Records: readonly KinesisEventRecord[] }).Records;
}
