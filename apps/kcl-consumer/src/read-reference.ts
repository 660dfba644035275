import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import {
  type Block,
  type BlockSource,
  type ContentRange,
  type SourceRange,
  readContentRange,
  resolveReference,
} from '@headwaters/record-codec';

/** Content type of the blocks of a binary upload: their ranges count stored bytes, even of a gzip file. */
const binaryContentType = 'application/octet-stream';

/** The producer has read the object before, so it has decided how far it may expand: the largest value of `maxExpansionRatio`. */
const maxRatio = 100_000;

/**
 * Reads the record that a reference stands for from its object version, and checks that it is the one that was sent. Offsets count
 * unpacked bytes if the object is gzip or zstd, unless it is binary.
 *
 * @throws the codec's CorruptRecordError if the bytes have changed, and the SDK's error.
 */
export async function readReference(s3: S3Client, reference: Block): Promise<Uint8Array> {
  const isBinary = reference.contentType === binaryContentType;
  return resolveReference(reference, (range) => readRange(s3, range, { isBinary }));
}

async function readRange(
  s3: S3Client,
  { source, offset, length }: SourceRange,
  { isBinary }: { readonly isBinary: boolean },
): Promise<Uint8Array> {
  const open = (range: ContentRange) => getObject(s3, source, range);
  const range = { start: offset, end: offset + length };
  const content = isBinary ? await open(range) : readContentRange(open, range, { maxRatio });
  const chunks: Uint8Array[] = [];
  for await (const chunk of content) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function getObject(
  s3: S3Client,
  { bucket, key, versionId }: BlockSource,
  { start, end }: ContentRange,
): Promise<AsyncIterable<Uint8Array>> {
  const isEntireObject = start === 0 && end === undefined;
  const { Body: body } = await s3.send(
    new GetObjectCommand({
      Bucket: bucket,
      Key: key,
      VersionId: versionId,
      ...(!isEntireObject && { Range: `bytes=${start}-${end === undefined ? '' : end - 1}` }),
    }),
  );
  return body as unknown as AsyncIterable<Uint8Array>;
}
