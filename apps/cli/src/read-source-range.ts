import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { Block } from '@headwaters/record-codec';

/** Reads the bytes that a block stands for from the object version it was made of. */
export async function readSourceRange(
  s3: S3Client,
  { source, offset, rawLength }: Block,
): Promise<Uint8Array> {
  const { Body: body } = await s3.send(
    new GetObjectCommand({
      Bucket: source.bucket,
      Key: source.key,
      VersionId: source.versionId,
      Range: `bytes=${String(offset)}-${String(offset + rawLength - 1)}`,
    }),
  );
  return (await body?.transformToByteArray()) ?? new Uint8Array();
}
