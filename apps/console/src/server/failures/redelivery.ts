import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { KinesisEventRecord, Simulation } from '@headwaters/stack-simulator';
import type { Redelivery } from '../../contract/failure.js';
import { ConsoleError } from '../errors.js';
import { errorOfLogLine } from '../flow/function-record.js';
import { type FailureObject, eventOf, parseFailureObject, recordsOf } from './failure-object.js';
import type { FailureWatch, WatchedFailure } from './failure-watch.js';
import type { QuarantineWatch } from '../quarantine/quarantine-watch.js';

/** Options of {@link Redeliverer}. */
interface RedeliveryOptions {
  readonly s3: S3Client;
  readonly simulation: Pick<Simulation, 'invoke' | 'events'>;
  readonly failures: FailureWatch;
  readonly quarantine: Pick<QuarantineWatch, 'count'>;
  /** Reads the data of a Kinesis record from the stream; undefined if it is no longer there. */
  readonly readStored: (record: KinesisEventRecord) => Uint8Array | undefined;
  /** Called with the Kinesis records that a redelivery got accepted. */
  readonly onAccepted: (functionName: string, records: readonly KinesisEventRecord[]) => void;
}

/** Delivers a dead letter or a quarantined Kinesis record again to the function that failed, and to no other. */
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
    const { simulation, failures, quarantine, onAccepted } = this.#options;
    const { object, failure } = await this.read(id);
    const { functionName } = failure;
    const records = recordsOf(object).map((record) => this.#fresh(record));
    const event = records.length === 0 ? eventOf(object) : JSON.stringify({ Records: records });
    const timesQuarantined = records.map((record) => quarantine.count(functionName, record));
    const loggedErrors: string[] = [];
    const stopListening = simulation.events.on('log', (logged) => {
      const error = logged.functionName === functionName ? errorOfLogLine(logged.line) : undefined;
      if (error !== undefined) loggedErrors.push(error);
    });
    const { outcome } = await simulation.invoke(functionName, event).finally(stopListening);
    if (outcome.kind === 'throttled') return failures.noteRedelivery(id, refused('Throttled'));
    if (outcome.kind === 'failed') {
      const { errorType, errorMessage } = outcome.failure;
      return failures.noteRedelivery(id, refused(`${errorType}: ${errorMessage}`));
    }
    const acknowledged = records.slice(0, firstFailed(outcome.payload, records));
    const accepted = acknowledged.filter(
      (record, index) => quarantine.count(functionName, record) === timesQuarantined[index],
    );
    onAccepted(functionName, accepted);
    if (accepted.length === records.length) return failures.noteRedelivery(id, { accepted: true });
    const isQuarantined = accepted.length < acknowledged.length;
    const reason = isQuarantined ? 'The consumer quarantined it' : 'The function reported a record as failed';
    return failures.noteRedelivery(id, refused(loggedErrors.at(-1) ?? reason));
  }

  /**
   * A Kinesis record as it is on the stream: the copy in the failures bucket is what the consumer received. It arrives now, so that
   * the consumer does not treat it as old.
   */
  #fresh(record: KinesisEventRecord): KinesisEventRecord {
    const data = this.#options.readStored(record);
    const arrival = { approximateArrivalTimestamp: Date.now() / 1_000 };
    const kinesis = {
      ...record.kinesis,
      ...arrival,
      ...(data && { data: Buffer.from(data).toString('base64') }),
    };
    return { ...record, kinesis };
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
    const object = parseFailureObject((await body?.transformToString()) ?? '{}');
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
