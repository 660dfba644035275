import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { binaryContentType, largestExpansionRatio } from '@headwaters/pipeline-contract';
import { type Block, type ContentRange, blockRange, readContentRange } from '@headwaters/record-codec';

/**
 * Reads the bytes of a block's range from the object version that the block was made of. Offsets count unpacked bytes if the object is
 * gzip or zstd, unless it is binary.
 */
export async function readSourceRange(s3: S3Client, block: Block): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  const openObject = (range: ContentRange) => getObject(s3, block, range);
  const range = blockRange(block);
  const content =
    block.contentType === binaryContentType
      ? await openObject(range)
      : readContentRange(openObject, range, { maxRatio: largestExpansionRatio });
  for await (const chunk of content) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function getObject(
  s3: S3Client,
  { source }: Block,
  { start, end }: ContentRange,
): Promise<AsyncIterable<Uint8Array>> {
  const isEntireObject = start === 0 && end === undefined;
  const { Body: body } = await s3.send(
    new GetObjectCommand({
      Bucket: source.bucket,
      Key: source.key,
      VersionId: source.versionId,
      ...(isEntireObject ? {} : { Range: `bytes=${start}-${end === undefined ? '' : end - 1}` }),
    }),
  );
  return body as unknown as AsyncIterable<Uint8Array>;
}
