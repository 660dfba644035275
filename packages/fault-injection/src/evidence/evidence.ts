import { GetObjectCommand, type S3Client, paginateListObjectsV2 } from '@aws-sdk/client-s3';
import { type Trace, traceObject } from '@headwaters/ledger';
import { type DecodedRecord, decodeRecord } from '@headwaters/record-codec';
import type { Blueprint, InvocationEvent, StackConsumer } from '@headwaters/stack-simulator';
import type { FilePlan, SeedPlan, ForeignRecordPlan } from '../plan/seed-plan.js';

/** All that was seen of one seed, for the invariants to judge. */
export interface Evidence {
  readonly plan: SeedPlan;
  readonly uploads: readonly Upload[];
  readonly consumers: readonly ConsumerEvidence[];
  /** Records on the stream that the producer did not write. */
  readonly foreignRecords: readonly ForeignRecordPlan[];
  /** Why files were given up, by the name of the file. */
  readonly rejections: ReadonlyMap<string, Rejection>;
  /** Names of the files whose publication was denied for good. */
  readonly keyDenied: ReadonlySet<string>;
  /** How many objects the archive denied for good. */
  readonly archiveDenials: number;
  /** What was lost without a destination, in words. */
  readonly losses: readonly string[];
  readonly invocations: readonly InvocationEvent[];
  /** Calls that were never answered, by the function that waited. */
  readonly hangs: ReadonlyMap<string, number>;
  /** Shards of which a reading failed, as `function shard`. */
  readonly readingsFailed: ReadonlySet<string>;
  /** The parents of each shard that came of a change. */
  readonly shardParents: ReadonlyMap<string, readonly string[]>;
  /** What the ledger tells in the end, by the name of the file. */
  readonly traces: ReadonlyMap<string, Trace>;
  /** Whether everything came to its end. */
  readonly isIdle: boolean;
  /** Mebibytes that each function may use, by its name. */
  readonly memoryMegabytes: ReadonlyMap<string, number>;
}

/** A file in the bucket. */
export interface Upload {
  readonly file: FilePlan;
  readonly bucket: string;
  readonly versionId: string;
  /** When its first event was due, by the steady clock of the seed. */
  readonly dueMillis: number;
}

/** That a file was given up. */
export interface Rejection {
  readonly reason: string;
  /** The producer said so itself, in the ledger; else Lambda did, to its destination. */
  readonly isInLedger: boolean;
}

/** What one consumer was given and did. */
export interface ConsumerEvidence {
  readonly functionName: string;
  /** As its receipts are signed. */
  readonly name: string;
  /** Every record that it accepted or that was given up, in the order in which that happened. */
  readonly outcomes: readonly RecordOutcome[];
  /** What its archive holds in the end; absent if it has none. */
  readonly archive?: readonly ArchivedObject[];
}

/** The end of one record for one consumer. */
export interface RecordOutcome {
  readonly kind: 'accepted' | 'deadLettered';
  readonly shardId: string;
  readonly partitionKey: string;
  readonly data: Buffer;
  /** Absent where the data can't be decoded. */
  readonly decoded: DecodedRecord | undefined;
  /** By the steady clock of the seed, which no jump moves. */
  readonly arrivalMillis: number;
  readonly atMillis: number;
}

/** One object of an archive. */
interface ArchivedObject {
  readonly key: string;
  readonly data: Buffer;
  readonly decoded: DecodedRecord | undefined;
  /** How many objects were archived before it was for the first time. */
  readonly order: number;
}

/**
 * Reads a whole archive back.
 *
 * @param order - The archive's keys in the order in which they were stored first.
 */
export async function readArchive(
  s3: S3Client,
  bucket: string,
  order: ReadonlySet<string>,
): Promise<ArchivedObject[]> {
  const places = new Map([...order].map((key, index) => [key, index]));
  const objects: ArchivedObject[] = [];
  for await (const { Contents: listed = [] } of paginateListObjectsV2({ client: s3 }, { Bucket: bucket })) {
    const read = listed.map(async ({ Key: key = '' }): Promise<ArchivedObject> => {
      const { Body: body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      const data = Buffer.from((await body?.transformToByteArray()) ?? []);
      return { key, data, decoded: readData(data), order: places.get(key) ?? Infinity };
    });
    objects.push(...(await Promise.all(read)));
  }
  return objects;
}

/**
 * Asks the ledger what became of each upload, as `trace` does.
 *
 * @returns the traces by the names of the files; none where the stack keeps no ledger.
 */
export async function traceUploads(
  s3: S3Client,
  uploads: readonly Upload[],
  pipeline: { readonly blueprint: Blueprint; readonly consumers: readonly StackConsumer[] },
): Promise<ReadonlyMap<string, Trace>> {
  const { functions, destinations } = pipeline.blueprint;
  const ledgerBucket = functions[0]?.environment['LEDGER_BUCKET'];
  const failuresBucket = destinations.find(({ kind }) => kind === 's3')?.name;
  if (ledgerBucket === undefined || failuresBucket === undefined) return new Map();
  const { consumers } = pipeline;
  const traces = uploads.map(async ({ file, bucket, versionId }) => {
    const source = { bucket, key: file.key, versionId };
    return [file.name, await traceObject(s3, source, { ledgerBucket, failuresBucket, consumers })] as const;
  });
  return new Map(await Promise.all(traces));
}

/** Decodes a record's data; nothing where it is damaged. */
export function readData(data: Buffer): DecodedRecord | undefined {
  try {
    return decodeRecord(data);
  } catch {
    return undefined;
  }
}
