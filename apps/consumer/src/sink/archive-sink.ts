import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { objectPath, offsetInKey, s3Limits } from '@headwaters/pipeline-contract';
import type { Block, DecodedBlock } from '@headwaters/record-codec';
import type { Delivery } from '../delivery.js';
import { archiveReference } from './archive-reference.js';
import type { Sink } from './sink.js';

/** What a block is to a tool that knows nothing of blocks. `none` is a gzip member of stored bytes. */
const containers = {
  zstd: { compression: 'zstd', extension: 'zst', contentType: 'application/zstd' },
  gzip: { compression: 'gzip', extension: 'gz', contentType: 'application/gzip' },
  none: { compression: 'gzip', extension: 'gz', contentType: 'application/gzip' },
} as const;

/**
 * Archives every record as it is, without packing it again: a block under a key made from its id, any other record under
 * `+records/stream/shard/sequence number`, where no block can be, since no bucket's name begins with a plus sign. Beside a
 * reference goes what it stands for, as `offset.record`. So the objects of a version, put together in the order of their
 * listing, are a `.gz` or `.zst` file of it: unless it was divided by a field. Then they hold its records with the place of
 * each, by which a reader of the format puts it together.
 *
 * The same record overwrites itself with the same bytes, so an archive is the same after any number of redeliveries. No
 * Content-Encoding is set: whoever reads the archive gets the stored bytes.
 */
export function archiveSink(s3: S3Client, bucket: string): Sink {
  const put = (key: string, contentType: string, data: Uint8Array) =>
    s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: data, ContentType: contentType }));

  const putBlock = async ({ block, compression }: DecodedBlock, data: Uint8Array) => {
    const { isReference } = block;
    const { extension, ...container } = containers[compression];
    // First what the reference stands for: once the reference is there, all is.
    if (isReference) {
      const key = archiveKey(block, `record.${extension}`);
      await archiveReference(s3, block, { bucket, key, ...container });
    }
    await put(archiveKey(block, extension), container.contentType, data);
  };

  return {
    async accept({ record, data, stream, shardId, sequenceNumber }: Delivery) {
      if (record.profile === 'block') await putBlock(record, data);
      else await put(`+records/${stream}/${shardId}/${sequenceNumber}`, 'application/octet-stream', data);
    },
  };
}

/** Digits of a part's number inside a key: a range has at most as many parts as it has records. */
const partDigits = 7;

/**
 * The key under which a block is archived: the path of its object, its offset, and an extension. Of a framed block: the
 * offset of the range that it is a part of, and its number among the parts. The same block always gets the same key, two
 * blocks never do, and a listing gives the blocks in the order of the object.
 */
export function archiveKey(
  { source, offset, part }: Pick<Block, 'source' | 'offset' | 'part'>,
  extension: string,
): string {
  const place =
    part === undefined
      ? offsetInKey(offset)
      : `${offsetInKey(part.rangeOffset)}.part-${String(part.index).padStart(partDigits, '0')}-of-${part.count}`;
  const name = `/${place}.${extension}`;
  return objectPath(source, s3Limits.maxObjectKeyBytes - name.length) + name;
}
