import { GetObjectCommand, type S3Client, paginateListObjectsV2 } from '@aws-sdk/client-s3';
import { type Trace, traceObject } from '@headwaters/ledger';
import { type DecodedRecord, decodeRecord } from '@headwaters/record-codec';
import type { Blueprint, InvocationEvent, StackConsumer } from '@headwaters/stack-simulator';
import type { FilePlan, SeedPlan, ForeignRecordPlan } from '../plan/seed-plan.js';

/** The observations of one seed, from which the invariants are checked. */
export interface Evidence {
  readonly plan: SeedPlan;
  readonly uploads: readonly Upload[];
  readonly consumers: readonly ConsumerEvidence[];
  /** Kinesis records on the stream that the producer did not write. */
  readonly foreignRecords: readonly ForeignRecordPlan[];
  /** Rejected files, by file name. */
  readonly rejections: ReadonlyMap<string, Rejection>;
  /** Names of the files for which Kinesis denied the KMS key to the producer. */
  readonly keyDenied: ReadonlySet<string>;
  /** Number of objects that the archive denied on every attempt. */
  readonly archiveDenials: number;
  /** Events and batches that were dropped because there is no destination, as `FUNCTION: REASON`. */
  readonly losses: readonly string[];
  readonly invocations: readonly InvocationEvent[];
  /** Number of calls without a response, by the name of the calling function. */
  readonly hangs: ReadonlyMap<string, number>;
  /** Shards of which a read failed, as `FUNCTION SHARD`. */
  readonly failedReads: ReadonlySet<string>;
  /** Parents of each shard that a split or merge created. */
  readonly shardParents: ReadonlyMap<string, readonly string[]>;
  /** Final traces of the ledger, by file name. */
  readonly traces: ReadonlyMap<string, Trace>;
  /** Whether all work ended before the time limit of the seed. */
  readonly isIdle: boolean;
  /** Memory of each function in MiB (Lambda's setting is called MB), by function name. */
  readonly memoryMegabytes: ReadonlyMap<string, number>;
}

/** A file in the source bucket. */
export interface Upload {
  readonly file: FilePlan;
  readonly bucket: string;
  readonly versionId: string;
  /** Delivery time of its first event, in milliseconds of the steady clock. */
  readonly dueMillis: number;
}

/** A file that was not published, or only in part. */
export interface Rejection {
  readonly reason: string;
  /** Whether the producer wrote the rejection to the ledger. Otherwise Lambda sent the event to its failure destination. */
  readonly isInLedger: boolean;
}

/** What one consumer received, accepted and archived. */
export interface ConsumerEvidence {
  readonly functionName: string;
  /** The consumer's name in the ledger. */
  readonly name: string;
  /** Kinesis records that it accepted or that were dead-lettered, in order of time. */
  readonly outcomes: readonly RecordOutcome[];
  /** Final content of its archive. Absent: it has no archive. */
  readonly archive?: readonly ArchivedObject[];
}

/** The outcome of one Kinesis record for one consumer. */
export interface RecordOutcome {
  readonly kind: 'accepted' | 'deadLettered';
  readonly shardId: string;
  readonly partitionKey: string;
  readonly data: Buffer;
  /** Undefined if the data can't be decoded. */
  readonly decoded: DecodedRecord | undefined;
  /** Arrival on the stream, in milliseconds of the steady clock, which does not jump. */
  readonly arrivalMillis: number;
  /** Time of the outcome, in milliseconds of the steady clock. */
  readonly atMillis: number;
}

/** An object in an archive. */
interface ArchivedObject {
  readonly key: string;
  readonly data: Buffer;
  readonly decoded: DecodedRecord | undefined;
  /** Number of objects that were archived before this one was first stored. */
  readonly order: number;
}

/**
 * Reads all objects of an archive.
 *
 * @param order - Keys in the order in which they were first stored.
 */
export async function readArchive(
  s3: S3Client,
  bucket: string,
  order: ReadonlySet<string>,
): Promise<ArchivedObject[]> {
  const orderByKey = new Map([...order].map((key, index) => [key, index]));
  const objects: ArchivedObject[] = [];
  for await (const { Contents: listed = [] } of paginateListObjectsV2({ client: s3 }, { Bucket: bucket })) {
    const read = listed.map(async ({ Key: key = '' }): Promise<ArchivedObject> => {
      const { Body: body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      const data = Buffer.from((await body?.transformToByteArray()) ?? []);
      return { key, data, decoded: decodeData(data), order: orderByKey.get(key) ?? Infinity };
    });
    objects.push(...(await Promise.all(read)));
  }
  return objects;
}

/**
 * Traces each upload in the ledger, like the `trace` command.
 *
 * @returns The traces by file name; empty if the stack has no ledger.
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

/** Decodes the data of a Kinesis record. Returns undefined if they are damaged. */
export function decodeData(data: Buffer): DecodedRecord | undefined {
  try {
    return decodeRecord(data);
  } catch {
    return undefined;
  }
}
