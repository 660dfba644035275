import { GetObjectCommand, type S3Client, paginateListObjectsV2 } from '@aws-sdk/client-s3';

/** An object of a listing. */
export interface ListedObject {
  readonly key: string;
  readonly lastModified: Date;
}

/** Which objects to list. */
interface Listing {
  readonly bucket: string;
  readonly prefix: string;
}

/** Lists the objects under a prefix, in the order of their keys. */
export async function* listObjects(
  client: S3Client,
  { bucket, prefix }: Listing,
): AsyncGenerator<ListedObject, void> {
  const pages = paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: prefix });
  for await (const { Contents: objects = [] } of pages) {
    for (const { Key: key, LastModified: lastModified } of objects) {
      if (key !== undefined && lastModified !== undefined) yield { key, lastModified };
    }
  }
}

/** Requests under way at a time: a ledger of a thousand receipts is read in seconds. */
const readsAtOnce = 16;

/** An object's key, when it was written, and its content. */
interface StoredText extends ListedObject {
  readonly text: string;
}

/**
 * Reads objects one by one as a listing gives them, several ahead. One that is gone by then is passed over: lifecycle rules
 * delete while others read.
 *
 * Memory: at most 16 objects.
 */
export async function* readTexts(
  client: S3Client,
  bucket: string,
  listing: AsyncIterable<ListedObject>,
): AsyncGenerator<StoredText, void> {
  const underWay: Promise<StoredText | undefined>[] = [];
  for await (const listed of listing) {
    const reading = readText(client, bucket, listed);
    // A failure is thrown where its turn comes; until then it must not end the process.
    reading.catch(() => undefined);
    underWay.push(reading);
    if (underWay.length < readsAtOnce) continue;
    const text = await underWay.shift();
    if (text !== undefined) yield text;
  }
  for (const reading of underWay) {
    const text = await reading;
    if (text !== undefined) yield text;
  }
}

async function readText(
  client: S3Client,
  bucket: string,
  listed: ListedObject,
): Promise<StoredText | undefined> {
  try {
    const { Body: body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: listed.key }));
    return { ...listed, text: (await body?.transformToString()) ?? '' };
  } catch (error) {
    if (error instanceof Error && error.name === 'NoSuchKey') return undefined;
    throw error;
  }
}
