import { paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';

/** An object of a listing. */
export interface ListedObject {
  readonly key: string;
  readonly lastModified: Date;
}

/** Which objects to list. */
export interface Listing {
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
