import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { type Block, gunzipInput } from '@headwaters/record-codec';

const gzipMagic = Buffer.of(0x1f, 0x8b);

/**
 * Reads the bytes that a block stands for from the object version it was made of. Offsets count unpacked bytes, so an object
 * that is gzip is read from its first byte on.
 */
export async function readSourceRange(s3: S3Client, block: Block): Promise<Uint8Array> {
  const { offset, rawLength } = block;
  if (!(await isGzip(s3, block)))
    return Buffer.concat(await bytesOf(s3, block, { offset, length: rawLength }));
  const taken: Uint8Array[] = [];
  let position = 0;
  for await (const chunk of gunzipInput(await chunksOf(s3, block))) {
    taken.push(chunk.subarray(Math.max(0, offset - position), Math.max(0, offset + rawLength - position)));
    position += chunk.length;
    if (position >= offset + rawLength) break;
  }
  return Buffer.concat(taken);
}

async function isGzip(s3: S3Client, block: Block): Promise<boolean> {
  const start = await bytesOf(s3, block, { offset: 0, length: gzipMagic.length });
  return gzipMagic.equals(Buffer.concat(start));
}

async function bytesOf(
  s3: S3Client,
  block: Block,
  range: { offset: number; length: number },
): Promise<Uint8Array[]> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of await chunksOf(s3, block, range)) chunks.push(chunk);
  return chunks;
}

async function chunksOf(
  s3: S3Client,
  { source }: Block,
  range?: { offset: number; length: number },
): Promise<AsyncIterable<Uint8Array>> {
  const { Body: body } = await s3.send(
    new GetObjectCommand({
      Bucket: source.bucket,
      Key: source.key,
      VersionId: source.versionId,
      ...(range && { Range: `bytes=${range.offset}-${range.offset + range.length - 1}` }),
    }),
  );
  return body as unknown as AsyncIterable<Uint8Array>;
}
