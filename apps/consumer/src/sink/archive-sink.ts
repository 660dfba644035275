import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { Delivery } from '../delivery/delivery.js';
import { archiveKey } from './archive-key.js';
import type { Sink } from './sink.js';

/** What a block is to a tool that knows nothing of blocks. `none` is a gzip member of stored bytes. */
const containers = {
  zstd: { extension: 'zst', contentType: 'application/zstd' },
  gzip: { extension: 'gz', contentType: 'application/gzip' },
  none: { extension: 'gz', contentType: 'application/gzip' },
} as const;

/**
 * Archives every record as it is, without packing it again: a block under a key made from its id, any other record under
 * `+records/stream/shard/sequence number`, where no block can be, since no bucket's name begins with a plus sign.
 *
 * The same record overwrites itself with the same bytes, so an archive is the same after any number of redeliveries. No
 * Content-Encoding is set: whoever reads the archive gets the stored bytes, a `.gz` or `.zst` file.
 */
export function archiveSink(s3: Pick<S3Client, 'send'>, bucket: string): Sink {
  return {
    async accept(delivery) {
      const { key, contentType } = archivePlace(delivery);
      await s3.send(
        new PutObjectCommand({ Bucket: bucket, Key: key, Body: delivery.data, ContentType: contentType }),
      );
    },
  };
}

function archivePlace({ record, stream, shardId, sequenceNumber }: Delivery): {
  key: string;
  contentType: string;
} {
  if (record.profile !== 'block') {
    return {
      key: `+records/${stream}/${shardId}/${sequenceNumber}`,
      contentType: 'application/octet-stream',
    };
  }
  const { extension, contentType } = containers[record.compression];
  return { key: archiveKey(record.block.source, record.block.offset, extension), contentType };
}
