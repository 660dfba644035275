import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { DecodedBlock } from '@headwaters/record-codec';
import type { Delivery } from '../delivery/delivery.js';
import { archiveReference } from '../reference/archive-reference.js';
import { archiveKey } from './archive-key.js';
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
