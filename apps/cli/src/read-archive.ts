import { GetObjectCommand, paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import type { Deliveries } from './deliveries.js';

/** Reads a whole archive bucket back. Blocks say themselves what they are, so the objects' keys don't matter. */
export async function readArchive(s3: S3Client, bucket: string, into: Deliveries): Promise<void> {
  for await (const { Contents: objects = [] } of paginateListObjectsV2({ client: s3 }, { Bucket: bucket })) {
    for (const { Key: key } of objects) {
      const { Body: body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      if (body) into.add(bucket, await body.transformToByteArray());
      await into.settled();
    }
  }
}
