import type { S3Client } from '@aws-sdk/client-s3';
import {
  consumerQuarantinePrefix,
  parseQuarantineKey,
  quarantineDayPrefix,
  quarantinePrefix,
} from '@headwaters/pipeline-contract';
import { lambdaFailurePath, lambdaFailuresPrefix } from './lambda-failure-key.js';
import { type ListedObject, listFolders, listObjects, storedSince } from '../s3-objects.js';

/** The failures bucket, and the time since which its objects matter. */
export interface FailuresSince {
  readonly bucket: string;
  /** Default: all objects. */
  readonly since: Date | undefined;
}

/**
 * How much earlier than S3 stored an object the time in its key may be, in milliseconds. Lambda's documentation does not say that its
 * keys are in UTC, so a day more is listed.
 */
const toleranceMillis = { lambda: 86_400_000, quarantine: 900_000 };

/**
 * Lists what Lambda sent to the failures bucket since a time: batches and asynchronous invocations. Keys ascend with the time in each
 * folder of a shard or a function, so that older objects are not even listed. Requests: one for each mapping, shard and function
 * that has ever failed, and one for each further 1,000 objects.
 */
export async function* listDeadLetters(
  s3: S3Client,
  { bucket, since }: FailuresSince,
): AsyncGenerator<ListedObject, void> {
  for await (const mapping of listFolders(s3, { bucket, prefix: lambdaFailuresPrefix })) {
    for await (const prefix of listFolders(s3, { bucket, prefix: mapping })) {
      const startAfter = since && prefix + lambdaFailurePath(before(since, toleranceMillis.lambda));
      yield* listSince(s3, { bucket, since, prefix, startAfter });
    }
  }
}

/**
 * Lists what consumers quarantined since a time. The day is a part of the key, so that older objects are not even listed, except for
 * those of older releases, whose keys have no day. Of a Kinesis record that was quarantined on several days, only the newest object
 * is listed.
 *
 * Memory: about 300 bytes for each Kinesis record that one consumer quarantined since then.
 */
export async function* listQuarantined(
  s3: S3Client,
  { bucket, since }: FailuresSince,
): AsyncGenerator<ListedObject, void> {
  for await (const folder of listFolders(s3, { bucket, prefix: quarantinePrefix })) {
    const newest = new Map<string, ListedObject>();
    // Of older releases, and then by day.
    for await (const listed of listQuarantinedBy(s3, folder, { bucket, since })) {
      const position = parseQuarantineKey(listed.key)?.position;
      newest.set(position === undefined ? listed.key : JSON.stringify(position), listed);
    }
    yield* newest.values();
  }
}

/** @param folder - That of a consumer. */
async function* listQuarantinedBy(
  s3: S3Client,
  folder: string,
  { bucket, since }: FailuresSince,
): AsyncGenerator<ListedObject, void> {
  const days = `${folder}${dayFolder}`;
  // A folder without a day is that of a stream.
  for await (const prefix of listFolders(s3, { bucket, prefix: folder })) {
    if (!prefix.startsWith(days)) yield* listSince(s3, { bucket, since, prefix, startAfter: undefined });
  }
  const startAfter = since && folder + dayFolderOf(before(since, toleranceMillis.quarantine));
  yield* listSince(s3, { bucket, since, prefix: days, startAfter });
}

/** Returns the folder of a day, in the folder of any consumer. */
function dayFolderOf(time: Date): string {
  return quarantineDayPrefix('', time.toISOString()).slice(consumerQuarantinePrefix('').length);
}

/** What the folder of a day starts with: see `quarantineDayPrefix` of the contract. */
const dayFolder = 'at=';

async function* listSince(
  s3: S3Client,
  { bucket, since, prefix, startAfter }: FailuresSince & { prefix: string; startAfter: string | undefined },
): AsyncGenerator<ListedObject, void> {
  const listing = listObjects(s3, { bucket, prefix, ...(startAfter !== undefined && { startAfter }) });
  yield* storedSince(since, listing);
}

function before(time: Date, millis: number): Date {
  return new Date(time.getTime() - millis);
}
