import type { S3Client } from '@aws-sdk/client-s3';
import { type FailedUpload, parseFailedUpload, readReceipts } from '@headwaters/ledger';
import type { ObjectVersion } from '@headwaters/pipeline-contract';
import { type Simulation, readPipelineNames } from '@headwaters/stack-simulator';

/** The failure records of the producer, and the receipts of uploads that it rejected. */
export class RejectedUploads {
  readonly #ledgerBucket: string | undefined;
  readonly #failed: FailedUpload[] = [];

  constructor({ blueprint, events }: Pick<Simulation, 'blueprint' | 'events'>) {
    this.#ledgerBucket = readPipelineNames(blueprint).ledgerBucket;
    events.on('destination', ({ condition, body }) => {
      const failed = condition === 'Success' ? undefined : parseFailedUpload(JSON.stringify(body));
      if (failed !== undefined) this.#failed.push(failed);
    });
  }

  /** Returns why the producer did not publish an upload, or not all of it; `undefined` if it did. */
  async reasonOf(s3: S3Client, source: ObjectVersion): Promise<string | undefined> {
    const receipts =
      this.#ledgerBucket === undefined ? [] : await readReceipts(s3, this.#ledgerBucket, source);
    const rejection = receipts.find(({ outcome }) => outcome === 'rejected');
    if (rejection !== undefined) return rejection.reason?.message ?? 'the receipt has no reason';
    const failed = this.#failed.find(({ sources }) => sources.some((each) => isSame(each, source)));
    return failed && (failed.message ?? failed.condition);
  }
}

function isSame(one: ObjectVersion, other: ObjectVersion): boolean {
  return (
    one.bucket === other.bucket &&
    one.key === other.key &&
    (one.versionId ?? 'null') === (other.versionId ?? 'null')
  );
}
