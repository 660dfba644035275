import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { type TracedPipeline, collectFailures, parseFailedUpload, sourcesInEvent } from '@headwaters/ledger';
import {
  type ObjectVersion,
  objectPath,
  parseReceipt,
  quarantinePrefix,
  receiptsPrefix,
  s3Limits,
} from '@headwaters/pipeline-contract';
import { sourceDigest } from '@headwaters/record-codec';
import type { DestinationEvent, Simulation } from '@headwaters/stack-simulator';
import { readCarried } from './carried-record.js';
import { FileLedger } from './file-ledger.js';

interface Followed {
  readonly ledger: FileLedger;
  readonly readFailures: () => void;
}

/**
 * Follows the ledger of files. Reads each receipt once, when it is written, and the failures bucket whenever part of a followed
 * file is dead-lettered.
 */
export class LedgerWatch {
  readonly #s3: S3Client;
  readonly #pipeline: TracedPipeline;
  readonly #followed = new Map<string, Followed>();
  /** By the digest that plain records have instead of their object. */
  readonly #sources = new Map<string, ObjectVersion>();

  constructor({ events }: Pick<Simulation, 'events'>, s3: S3Client, pipeline: TracedPipeline) {
    this.#s3 = s3;
    this.#pipeline = pipeline;
    events.on('upload', ({ bucket, key, eventName }) => {
      const isReceipt = bucket === pipeline.ledgerBucket && key.startsWith(receiptsPrefix);
      // A receipt that was deleted or can't be read is ignored.
      if (isReceipt && eventName.startsWith('ObjectCreated')) this.#readReceipt(key).catch(() => undefined);
      // It may belong to any file: a damaged Kinesis record does not say to which.
      const isQuarantine = bucket === pipeline.failuresBucket && key.startsWith(quarantinePrefix);
      if (isQuarantine) for (const { readFailures } of this.#followed.values()) readFailures();
    });
    events.on('destination', (event) => {
      for (const source of this.#sourcesOf(event)) this.#followed.get(idOf(source))?.readFailures();
    });
  }

  /** Starts to follow a file that has just been uploaded. */
  follow(source: ObjectVersion, uploadedAt: Date): FileLedger {
    const { consumers, failuresBucket } = this.#pipeline;
    const ledger = new FileLedger({ source, uploadedAt }, consumers);
    // S3 listings have a resolution of one second.
    const since = new Date(Math.floor(uploadedAt.getTime() / 1_000) * 1_000);
    const readFailures = coalesce(async () => {
      ledger.replaceFailures(await collectFailures(this.#s3, failuresBucket, { source, uploadedAt: since }));
    });
    this.#followed.set(idOf(source), { ledger, readFailures });
    this.#sources.set(digestOf(source), source);
    return ledger;
  }

  forget(source: ObjectVersion): void {
    this.#followed.delete(idOf(source));
    this.#sources.delete(digestOf(source));
  }

  /** The object versions that a dead letter contains. */
  #sourcesOf({ records, body }: DestinationEvent): readonly ObjectVersion[] {
    if (records === undefined) return sourcesOfDeadLetter(body);
    return records.flatMap((record) => {
      const carried = readCarried(record);
      return carried?.source ?? this.#sources.get(carried?.sourceDigest ?? '') ?? [];
    });
  }

  async #readReceipt(key: string): Promise<void> {
    const { Body: body } = await this.#s3.send(
      new GetObjectCommand({ Bucket: this.#pipeline.ledgerBucket, Key: key }),
    );
    const receipt = body && parseReceipt(await body.transformToString());
    if (receipt) this.#followed.get(idOf(receipt.source))?.ledger.keep(key, receipt);
  }
}

function idOf(source: ObjectVersion): string {
  return objectPath(source, s3Limits.maxObjectKeyBytes);
}

/** The object versions of a dead letter of the producer: a failure record of Lambda, or the message of a dead-letter queue. */
export function sourcesOfDeadLetter(body: DestinationEvent['body']): readonly ObjectVersion[] {
  return parseFailedUpload(JSON.stringify(body))?.sources ?? sourcesInEvent(body);
}

/** The digest by which plain records name an object version. */
export function digestOf({ bucket, key, versionId }: ObjectVersion): string {
  return sourceDigest({ bucket, key, ...(versionId !== undefined && { versionId }) });
}

/**
 * Returns a function that starts `work` in the background. Calls during a run are coalesced into one further run. A failed run
 * is not repeated until the next call.
 */
export function coalesce(work: () => Promise<void>): () => void {
  let isRunning = false;
  let isWanted = false;
  const run = async (): Promise<void> => {
    isRunning = true;
    while (isWanted) {
      isWanted = false;
      await work().catch(() => undefined);
    }
    isRunning = false;
  };
  return () => {
    isWanted = true;
    if (!isRunning) void run();
  };
}
