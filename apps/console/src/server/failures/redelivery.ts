import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { KinesisEventRecord, Simulation } from '@headwaters/stack-simulator';
import type { Redelivery } from '../../contract/failure.js';
import { ConsoleError } from '../errors.js';
import { errorOfLogLine } from '../flow/function-record.js';
import type { FailureWatch, WatchedFailure } from './failure-watch.js';

/** What redeliveries work with. */
interface RedeliveryOptions {
  readonly s3: S3Client;
  readonly simulation: Pick<Simulation, 'invoke' | 'events'>;
  readonly failures: FailureWatch;
  /** Told of stream records that a redelivery got accepted. */
  readonly onAccepted: (functionName: string, records: readonly KinesisEventRecord[]) => void;
}

/** Gives what was given up to the function that failed, and to no other. */
export class Redeliverer {
  readonly #options: RedeliveryOptions;

  constructor(options: RedeliveryOptions) {
    this.#options = options;
  }

  /**
   * Invokes the function once with the event that lies in the failures bucket.
   *
   * @throws {@link ConsoleError} `CONSOLE_NOT_FOUND` if there is no such failure or no bucket has it.
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
        : refused(loggedErrors.at(-1) ?? 'It reported a record as failed'),
    );
  }

  /**
   * Reads what a failures bucket has of a failure.
   *
   * @throws {@link ConsoleError} `CONSOLE_NOT_FOUND` if there is no such failure or no bucket has it.
   */
  async read(id: string): Promise<{ object: FailureObject; failure: WatchedFailure['failure'] }> {
    const watched = this.#options.failures.find(id);
    if (!watched?.object)
      throw new ConsoleError('CONSOLE_NOT_FOUND', `There is no failure ${id} that a bucket holds.`);
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
