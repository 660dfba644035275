import { GetObjectCommand, type S3Client, paginateListObjectsV2 } from '@aws-sdk/client-s3';

/** An object of a listing. */
export interface ListedObject {
  readonly key: string;
  readonly lastModified: Date;
  readonly bytes: number;
  /** Another one after each write. A time of S3 has seconds only. */
  readonly eTag: string;
}

/**
 * Lists the objects under a prefix, in key order. Keys are requested percent-encoded: those of receipts and of the archive contain the
 * key of the upload, and XML 1.0 can't contain some of its characters.
 *
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html (read 2026-11-30).
 *
 * @param options.startAfter - Only keys after it. Default: all.
 */
export async function* listObjects(
  client: S3Client,
  {
    bucket,
    prefix,
    startAfter,
  }: { readonly bucket: string; readonly prefix: string; readonly startAfter?: string },
): AsyncGenerator<ListedObject, void> {
  const pages = paginateListObjectsV2(
    { client },
    { Bucket: bucket, Prefix: prefix, StartAfter: startAfter, EncodingType: 'url' },
  );
  for await (const { Contents: objects = [], EncodingType: encoding } of pages) {
    for (const { Key: key, LastModified: lastModified, Size: bytes = 0, ETag: eTag = '' } of objects) {
      if (key !== undefined && lastModified !== undefined)
        yield { key: encoding === 'url' ? decodeListedKey(key) : key, lastModified, bytes, eTag };
    }
  }
}

/** Decodes a key of a listing with `encoding-type=url`, where `+` is a space. */
function decodeListedKey(key: string): string {
  return decodeURIComponent(key.replaceAll('+', ' '));
}

/** Yields the objects of a listing that were stored at a time or later; without a time, all. */
export async function* storedSince(
  since: Date | undefined,
  listing: AsyncIterable<ListedObject>,
): AsyncGenerator<ListedObject, void> {
  for await (const listed of listing) {
    if (since === undefined || listed.lastModified >= since) yield listed;
  }
}

/** Lists the folders directly under a prefix: each with the prefix, and a slash at its end. */
export async function* listFolders(
  client: S3Client,
  { bucket, prefix }: { readonly bucket: string; readonly prefix: string },
): AsyncGenerator<string, void> {
  const pages = paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: prefix, Delimiter: '/' });
  for await (const { CommonPrefixes: folders = [] } of pages) {
    for (const { Prefix: folder } of folders) if (folder !== undefined) yield folder;
  }
}

/** A listed object and its content, decoded as UTF-8. */
export interface TextObject extends ListedObject {
  readonly text: string;
}

/** Concurrent GetObject requests: enough to read a ledger of 1,000 receipts within seconds. */
const maxConcurrentReads = 16;

/**
 * Reads the objects of a listing in its order. Skips objects that were deleted after they were listed, for example by a
 * lifecycle rule.
 *
 * Memory: at most 16 objects.
 */
export async function* readTextObjects(
  client: S3Client,
  bucket: string,
  listing: AsyncIterable<ListedObject> | Iterable<ListedObject>,
): AsyncGenerator<TextObject, void> {
  const inFlight: Promise<TextObject | undefined>[] = [];
  for await (const listed of listing) {
    const reading = readTextObject(client, bucket, listed);
    // The await below rethrows a failure; until then it must not be an unhandled rejection.
    reading.catch(() => undefined);
    inFlight.push(reading);
    if (inFlight.length < maxConcurrentReads) continue;
    const object = await inFlight.shift();
    if (object !== undefined) yield object;
  }
  for (const reading of inFlight) {
    const object = await reading;
    if (object !== undefined) yield object;
  }
}

async function readTextObject(
  client: S3Client,
  bucket: string,
  listed: ListedObject,
): Promise<TextObject | undefined> {
  try {
    const { Body: body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: listed.key }));
    return { ...listed, text: (await body?.transformToString()) ?? '' };
  } catch (error) {
    if (error instanceof Error && error.name === 'NoSuchKey') return undefined;
    throw error;
  }
}
