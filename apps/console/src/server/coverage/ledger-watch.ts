import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { type TracedPipeline, collectFailures, parseFailedUpload } from '@headwaters/ledger';
import {
  type ObjectVersion,
  objectPath,
  parseReceipt,
  quarantinePrefix,
  receiptsPrefix,
  s3Limits,
} from '@headwaters/pipeline-contract';
import { type Block, decodeRecord } from '@headwaters/record-codec';
import type { DestinationEvent, KinesisEventRecord, Simulation } from '@headwaters/stack-simulator';
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
      for (const source of sourcesOf(event)) this.#followed.get(idOf(source))?.readFailures();
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
    return ledger;
  }

  forget(source: ObjectVersion): void {
    this.#followed.delete(idOf(source));
  }

  async #readReceipt(key: string): Promise<void> {
    const { Body: body } = await this.#s3.send(
      new GetObjectCommand({ Bucket: this.#pipeline.ledgerBucket, Key: key }),
    );
    const receipt = body && parseReceipt(await body.transformToString());
    if (receipt) this.#followed.get(idOf(receipt.source))?.ledger.keep(key, receipt);
  }
}

/** The object versions that a dead letter contains. */
function sourcesOf({ records, body }: DestinationEvent): readonly ObjectVersion[] {
  if (records === undefined) return parseFailedUpload(JSON.stringify(body))?.sources ?? [];
  return records.flatMap((record) => decodeBlock(record)?.source ?? []);
}

function idOf(source: ObjectVersion): string {
  return objectPath(source, s3Limits.maxObjectKeyBytes);
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

/** Decodes the block of a Kinesis record; undefined if it contains none or can't be decoded. */
export function decodeBlock({ kinesis }: KinesisEventRecord): Block | undefined {
  try {
    const record = decodeRecord(Buffer.from(kinesis.data, 'base64'));
    return record.profile === 'block' ? record.block : undefined;
  } catch {
    return undefined;
  }
}
