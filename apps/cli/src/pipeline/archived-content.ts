import { createHash } from 'node:crypto';
import { GetObjectCommand, type S3Client, paginateListObjectsV2 } from '@aws-sdk/client-s3';
import { ArchiveGapError, listArchive, readArchive } from '@headwaters/ledger';
import { type ObjectVersion, parseArchiveKey } from '@headwaters/pipeline-contract';
import type { Deliveries } from './deliveries.js';

/**
 * Returns the SHA-256 of what an archive bucket has of a file, in hex: up to the first gap, and of no bytes if it has nothing. Memory
 * does not grow with the file.
 */
export async function archivedSha256(s3: S3Client, bucket: string, source: ObjectVersion): Promise<string> {
  const hash = createHash('sha256');
  try {
    for await (const chunk of readArchive(listArchive(s3, bucket, source))) hash.update(chunk);
  } catch (error) {
    if (!(error instanceof ArchiveGapError)) throw error;
  }
  return hash.digest('hex');
}

/**
 * Adds what an archive bucket has of files without offsets to the deliveries of the receiver with its name: records that name no file, which
 * are archived by their position in the stream, and blocks, which stand for records that are too large for Kinesis.
 */
export async function addArchivedRecords(
  s3: S3Client,
  bucket: string,
  deliveries: Deliveries,
): Promise<void> {
  for await (const { Contents: objects = [] } of paginateListObjectsV2({ client: s3 }, { Bucket: bucket })) {
    for (const { Key: key = '' } of objects) {
      const name = parseArchiveKey(key);
      if (name?.endOffset !== undefined || name?.isReferencedRecord === true) continue;
      const { Body: body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      const data = (await body?.transformToByteArray()) ?? new Uint8Array();
      deliveries.add(bucket, { data, partitionKey: '' });
      await deliveries.whenSettled();
    }
  }
}
