import { GetObjectCommand, type S3Client, paginateListObjectsV2 } from '@aws-sdk/client-s3';
import type { ArchivedObject } from './evidence.js';
import { readData } from './read-data.js';

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
