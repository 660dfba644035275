import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { parseSourceRecord, sourceRecordKey } from '@headwaters/pipeline-contract';
import { sourceDigest, type BlockSource } from '@headwaters/record-codec';
import { SourceRecordError } from '../errors.js';
import { readUnlessStalled } from '../read-unless-stalled.js';

/**
 * Returns the object that a plain Kinesis record names by its digest; `undefined` if no producer of this pipeline has stored one.
 *
 * @throws the error of the store if it can't be asked.
 */
export type FindSource = (digest: string) => Promise<BlockSource | undefined>;

/** Most objects that are remembered. An entry takes about 1 KB, with the longest key about 3. */
const defaultMaxRemembered = 1_000;

/**
 * Waits before S3 is asked again for what it can't find, in milliseconds. For up to 15 minutes after versioning is first enabled on a
 * bucket, S3 answers some requests for new objects with 404.
 *
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/manage-versioning-examples.html (read 2026-11-24).
 */
const defaultMissingWaitsMillis: readonly number[] = [1_000, 4_000];

/**
 * Time after a wait in vain in which no other lookup waits, in milliseconds: foreign records whose keys look like those of plain records
 * would use up the time of every invocation, such as those of another pipeline on the same stream.
 */
const waitPauseMillis = 60_000;

/**
 * Looks objects up in the ledger bucket, where the producer stores them before it publishes their first record. Remembers those that
 * it has found.
 *
 * Needs s3:GetObject on `sources/*`, and s3:ListBucket to see that an object is missing: without it, S3 denies access, and a foreign
 * record whose partition key looks like that of a plain record would hold its shard. Source:
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
 *
 * Errors: {@link SinkUnavailableError} if the body stalls; {@link SourceRecordError} if what is stored is not the object with this digest; otherwise the error of S3.
 */
export function s3FindSource(
  s3: Pick<S3Client, 'send'>,
  {
    bucket,
    maxRemembered = defaultMaxRemembered,
    stallMillis,
    missingWaitsMillis = defaultMissingWaitsMillis,
  }: {
    bucket: string;
    maxRemembered?: number;
    stallMillis?: number;
    missingWaitsMillis?: readonly number[];
  },
): FindSource {
  const remembered = new Map<string, BlockSource>();
  const records = { s3, bucket, stallMillis, missingWaitsMillis, noWaitUntilMillis: 0 };
  return async (digest) => {
    const source = remembered.get(digest) ?? (await findSource(records, digest));
    if (source === undefined) return undefined;
    // Moves it to the end: the first of the map is the one that was not needed for the longest time.
    remembered.delete(digest);
    remembered.set(digest, source);
    const [oldest] = remembered.keys();
    if (remembered.size > maxRemembered && oldest !== undefined) remembered.delete(oldest);
    return source;
  };
}

/** Where the producer stores objects. */
interface SourceRecords {
  readonly s3: Pick<S3Client, 'send'>;
  readonly bucket: string;
  /** Longest wait for the next bytes of a body, in milliseconds. */
  readonly stallMillis: number | undefined;
  readonly missingWaitsMillis: readonly number[];
  /** On the clock of `performance.now()`. */
  noWaitUntilMillis: number;
}

/** Asks again for an object that S3 can't find: only the last answer counts. */
async function findSource(records: SourceRecords, digest: string): Promise<BlockSource | undefined> {
  const waits = performance.now() >= records.noWaitUntilMillis;
  for (const waitMillis of records.missingWaitsMillis) {
    const source = await readSource(records, digest);
    if (source !== undefined) return source;
    if (waits) await sleep(waitMillis);
  }
  const source = await readSource(records, digest);
  if (source === undefined && waits) records.noWaitUntilMillis = performance.now() + waitPauseMillis;
  return source;
}

async function readSource(records: SourceRecords, digest: string): Promise<BlockSource | undefined> {
  const key = sourceRecordKey(digest);
  const text = await readText(records, key);
  if (text === undefined) return undefined;
  const source = parseSourceRecord(text);
  if (source === undefined || sourceDigest(source) !== digest)
    throw new SourceRecordError(records.bucket, key);
  return source;
}

async function readText(
  { s3, bucket, stallMillis }: SourceRecords,
  key: string,
): Promise<string | undefined> {
  try {
    const { Body: body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    if (!(body instanceof Readable)) throw new Error('S3 returned no body');
    const chunks: Buffer[] = [];
    for await (const chunk of readUnlessStalled(body, stallMillis)) chunks.push(chunk);
    return Buffer.concat(chunks).toString();
  } catch (error) {
    if (error instanceof Error && error.name === 'NoSuchKey') return undefined;
    throw error;
  }
}

/**
 * Remembers the answers for one batch, also that there is no such object. Not for longer: the object of a later Kinesis record may
 * have been stored since. For the Kinesis records of the batch it is there already, because it is stored before they are published.
 */
export function oncePerBatch(findSource: FindSource): FindSource {
  const answers = new Map<string, ReturnType<FindSource>>();
  return (digest) => {
    const answer = answers.get(digest) ?? findSource(digest);
    answers.set(digest, answer);
    return answer;
  };
}
