import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { parseRecoveryAnswer } from '@headwaters/pipeline-contract';
import {
  type FailedKinesisRecord,
  type RecoveryContext,
  type RecoveryReport,
  RecoveryError,
  producerActor,
  redrive,
} from '@headwaters/recovery';
import type { KinesisEventRecord, Simulation } from '@headwaters/stack-simulator';
import type { Redelivery } from '../../contract/failure.js';
import { ConsoleError } from '../errors.js';
import { type FailureObject, eventOf, parseFailureObject, recordsOf } from './failure-object.js';
import type { FailureWatch, WatchedFailure } from './failure-watch.js';

/** Options of {@link Redeliverer}. */
interface RedeliveryOptions {
  readonly s3: S3Client;
  readonly simulation: Pick<Simulation, 'invoke'>;
  /** Undefined if the pipeline has no ledger. */
  readonly recovery: RecoveryContext | undefined;
  readonly failures: FailureWatch;
  /** Reads the data of a Kinesis record from the stream; undefined if it is no longer there. */
  readonly readStored: (shardId: string, sequenceNumber: string) => Uint8Array | undefined;
}

/** How long an upload is followed without progress in the ledger, in milliseconds. */
const stallMillis = 30_000;

/** Delivers a dead letter or a quarantined Kinesis record again to the function that failed, and to no other. */
export class Redeliverer {
  readonly #options: RedeliveryOptions;

  constructor(options: RedeliveryOptions) {
    this.#options = options;
  }

  /**
   * Redrives the failure. Its object is deleted when the ledger shows all of it as accepted. A function without a ledger is invoked once,
   * and its answer counts.
   *
   * @throws {@link ConsoleError} `CONSOLE_NOT_FOUND` if the failure is unknown or no bucket stored it.
   */
  async redeliver(id: string): Promise<Redelivery> {
    const { failure, place } = this.#find(id);
    const actor = this.#actorOf(failure.functionName);
    const result = actor === undefined ? await this.#invoke(id) : await this.#redrive(actor, place.key);
    return this.#options.failures.noteRedelivery(id, result);
  }

  /** The name by which receipts know a function; undefined if it writes none. */
  #actorOf(functionName: string): string | undefined {
    const pipeline = this.#options.recovery?.pipeline;
    if (functionName === pipeline?.producer.functionName) return producerActor;
    return pipeline?.consumers.find((consumer) => consumer.functionName === functionName)?.name;
  }

  async #redrive(consumer: string, key: string): Promise<Result> {
    const { recovery } = this.#options;
    if (recovery === undefined) throw new TypeError('The pipeline has no ledger.');
    const reasons: string[] = [];
    const report = (finding: RecoveryReport): void => {
      if (finding.type === 'finding') reasons.push(`${finding.code}: ${finding.message}`);
    };
    try {
      const { complete } = await redrive(
        recovery,
        { consumer, key },
        {
          ...{ apply: true, concurrency: 1, report, stallMillis },
          readData: (record) => this.#readData(record),
        },
      );
      return complete ? { accepted: true } : refused(reasons[0] ?? 'The ledger does not show it as accepted');
    } catch (error) {
      if (error instanceof RecoveryError) return refused(error.message);
      throw error;
    }
  }

  /** A Kinesis record as it is on the stream: the copy in the failures bucket is what the consumer received. */
  #readData({ shardId, sequenceNumber }: Pick<FailedKinesisRecord, 'shardId' | 'sequenceNumber'>) {
    const data = this.#options.readStored(shardId, sequenceNumber);
    return data && Buffer.from(data).toString('base64');
  }

  async #invoke(id: string): Promise<Result> {
    const { object, failure } = await this.read(id);
    const records = recordsOf(object).map((record) => this.#fresh(record));
    const recovering = { Records: records, headwatersRecovery: { kind: 'redrive' } };
    const event = records.length === 0 ? eventOf(object) : JSON.stringify(recovering);
    const { outcome } = await this.#options.simulation.invoke(failure.functionName, event);
    if (outcome.kind === 'throttled') return refused('Throttled');
    if (outcome.kind === 'failed')
      return refused(`${outcome.failure.errorType}: ${outcome.failure.errorMessage}`);
    const answer = parseRecoveryAnswer(JSON.parse(outcome.payload));
    if (records.length === 0 || answer?.batchItemFailures.length === 0) return { accepted: true };
    const reason = answer?.failure && `${answer.failure.code}: ${answer.failure.message}`;
    return refused(reason ?? 'The function reported a record as failed');
  }

  #fresh(record: KinesisEventRecord): KinesisEventRecord {
    const { eventID, kinesis } = record;
    const position = { shardId: eventID.split(':')[0] ?? '', sequenceNumber: kinesis.sequenceNumber };
    return { ...record, kinesis: { ...kinesis, data: this.#readData(position) ?? kinesis.data } };
  }

  /**
   * Reads the failure object.
   *
   * @throws {@link ConsoleError} `CONSOLE_NOT_FOUND` if the failure is unknown or no bucket stored it.
   */
  async read(id: string): Promise<{ object: FailureObject; failure: WatchedFailure['failure'] }> {
    const { failure, place } = this.#find(id);
    const { Body: body } = await this.#options.s3.send(
      new GetObjectCommand({ Bucket: place.bucket, Key: place.key }),
    );
    return { object: parseFailureObject((await body?.transformToString()) ?? '{}'), failure };
  }

  #find(id: string) {
    const watched = this.#options.failures.find(id);
    if (!watched?.object) throw new ConsoleError('CONSOLE_NOT_FOUND', `No bucket has a failure ${id}.`);
    return { failure: watched.failure, place: watched.object };
  }
}

type Result = Omit<Redelivery, 'at'>;

function refused(reason: string): Result {
  return { accepted: false, reason };
}
