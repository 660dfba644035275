import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { type Block, type SourceRange, readContentRange, resolveReference } from '@headwaters/record-codec';

/**
 * Reads the record that a reference stands for from its object version, and checks that it is the one that was sent. Offsets count
 * gunzipped bytes.
 *
 * @throws the codec's UnresolvedReferenceError if the bytes have changed, and the SDK's error.
 */
export async function readReference(s3: S3Client, reference: Block): Promise<Uint8Array> {
  return resolveReference(reference, (range) => readRange(s3, range));
}

async function readRange(s3: S3Client, { source, offset, length }: SourceRange): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  const content = readContentRange(
    async ({ start, end }) => {
      const { Body: body } = await s3.send(
        new GetObjectCommand({
          Bucket: source.bucket,
          Key: source.key,
          VersionId: source.versionId,
          ...(start === 0 && end === undefined
            ? {}
            : { Range: `bytes=${start}-${end === undefined ? '' : end - 1}` }),
        }),
      );
      return body as unknown as AsyncIterable<Uint8Array>;
    },
    { start: offset, end: offset + length },
  );
  for await (const chunk of content) chunks.push(chunk);
  return Buffer.concat(chunks);
}
