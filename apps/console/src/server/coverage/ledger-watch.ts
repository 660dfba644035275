import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { type TracedPipeline, collectFailures, parseFailedUpload } from '@headwaters/ledger';
import {
  type ObjectVersion,
  objectPath,
  parseReceipt,
  receiptsPrefix,
  s3Limits,
} from '@headwaters/pipeline-contract';
import type { DestinationEvent, Simulation } from '@headwaters/stack-simulator';
import { FileLedger } from './file-ledger.js';
import { blockIn } from './stream-block.js';

interface Followed {
  readonly ledger: FileLedger;
  readonly readFailures: () => void;
}

/**
 * Follows the ledger of files: reads every receipt once, when it is written, and the failures bucket whenever something of
 * such a file was given up.
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
      // A receipt that is gone again, or can't be read, tells nothing.
      if (isReceipt && eventName.startsWith('ObjectCreated')) this.#readReceipt(key).catch(() => undefined);
    });
    events.on('destination', (event) => {
      for (const source of sourcesOf(event)) this.#followed.get(idOf(source))?.readFailures();
    });
  }

  /** Begins to follow a file that was uploaded just now. */
  follow(source: ObjectVersion, uploadedAt: Date): FileLedger {
    const { consumers, failuresBucket } = this.#pipeline;
    const ledger = new FileLedger({ source, uploadedAt }, consumers);
    // Listings tell whole seconds.
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

/** The versions of objects that something given up is about. */
function sourcesOf({ records, body }: DestinationEvent): readonly ObjectVersion[] {
  if (records === undefined) return parseFailedUpload(JSON.stringify(body))?.sources ?? [];
  return records.flatMap((record) => blockIn(record)?.source ?? []);
}

function idOf(source: ObjectVersion): string {
  return objectPath(source, s3Limits.maxObjectKeyBytes);
}

/**
 * Makes a function that does some work in the background, once at a time: calls while it is under way lead to one more run.
 * A run that fails is over; the next call tries again.
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
