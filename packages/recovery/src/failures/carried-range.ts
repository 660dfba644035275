import { GetObjectCommand } from '@aws-sdk/client-s3';
import { rangeOfPart, readCarried } from '@headwaters/ledger';
import {
  type ByteRange,
  type ObjectVersion,
  type PartitionedRange,
  parseSourceRecord,
  sourceRecordKey,
} from '@headwaters/pipeline-contract';
import { blockRange } from '@headwaters/record-codec';
import type { RecoveryContext } from '../pipeline/recovery-context.js';

/** What a Kinesis record carries of an object. */
export interface CarriedRange {
  readonly source: ObjectVersion;
  readonly range: ByteRange;
  /** Number of records (lines, rows) that it carries. */
  readonly recordCount: number;
  /** Set if it carries some records of the range only. */
  readonly part?: PartitionedRange;
}

/** What a Kinesis record is: `foreign` belongs to no object, `unreadable` can't be decoded. */
export type RecordContent = CarriedRange | 'foreign' | 'unreadable';

/** Most objects of plain Kinesis records that are remembered. An entry takes about 1 KB, with the longest key about 3. */
const maxRemembered = 1_000;

/** Finds out what Kinesis records carry, in any wire profile. */
export class RecordInspector {
  readonly #context: Pick<RecoveryContext, 's3' | 'pipeline'>;
  /** By digest. `undefined`: there is none. */
  readonly #sources = new Map<string, Promise<ObjectVersion | undefined>>();

  constructor(context: Pick<RecoveryContext, 's3' | 'pipeline'>) {
    this.#context = context;
  }

  /** @param record.data - Base64. */
  async inspect({
    data,
    partitionKey,
  }: {
    readonly data: string;
    readonly partitionKey: string;
  }): Promise<RecordContent> {
    const carried = readCarried({ data: Buffer.from(data, 'base64'), partitionKey });
    if (carried === undefined) return 'foreign';
    if (carried === 'unreadable') return carried;
    const source = carried.source ?? (await this.#findSource(carried.sourceDigest));
    if (source === undefined) return 'foreign';
    const { part, recordCount } = carried;
    return {
      source,
      range: blockRange(carried),
      recordCount,
      ...(part !== undefined && { part: rangeOfPart(part) }),
    };
  }

  #findSource(digest: string): Promise<ObjectVersion | undefined> {
    const source = this.#sources.get(digest) ?? this.#readSource(digest);
    // Moves it to the end: the first of the map is the one that was not needed for the longest time.
    this.#sources.delete(digest);
    this.#sources.set(digest, source);
    const [oldest] = this.#sources.keys();
    if (this.#sources.size > maxRemembered && oldest !== undefined) this.#sources.delete(oldest);
    return source;
  }

  async #readSource(digest: string): Promise<ObjectVersion | undefined> {
    const { s3, pipeline } = this.#context;
    const place = { Bucket: pipeline.ledgerBucket, Key: sourceRecordKey(digest) };
    try {
      const { Body: body } = await s3.send(new GetObjectCommand(place));
      return parseSourceRecord((await body?.transformToString()) ?? '');
    } catch (error) {
      if (error instanceof Error && error.name === 'NoSuchKey') return undefined;
      throw error;
    }
  }
}
