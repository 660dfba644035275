import { PutObjectCommand } from '@aws-sdk/client-s3';
import { objectPath, padOffset, s3Limits } from '@headwaters/pipeline-contract';
import type { Block, DecodedBlock } from '@headwaters/record-codec';
import type { Delivery } from '../record/delivery.js';
import { archiveReference, type ArchivePorts } from './archive-reference.js';
import type { Sink } from './sink.js';

/** File format of a block's bytes, by its compression. `none` is a gzip member of stored bytes. */
const containers = {
  zstd: { compression: 'zstd', extension: 'zst', contentType: 'application/zstd' },
  gzip: { compression: 'gzip', extension: 'gz', contentType: 'application/gzip' },
  none: { compression: 'gzip', extension: 'gz', contentType: 'application/gzip' },
} as const;

/**
 * Archives the raw data of every Kinesis record, one object each. Keys: a block, see {@link archiveKey}; anything else,
 * `+records/<stream>/<shard>/<sequence number>`, which can't collide because no bucket name starts with `+`. The record
 * that a reference stands for is archived next to it, as `<offset>.record`.
 *
 * The archived objects of a version, concatenated in listing order, are a valid `.gz` or `.zst` file of the source object,
 * unless it was divided by a field: then each record carries its offset, by which a reader of the format reassembles it.
 *
 * Idempotent: a redelivery overwrites an object with the same bytes. Sets no Content-Encoding, so readers get the stored
 * bytes.
 */
export function archiveSink(ports: ArchivePorts, bucket: string): Sink {
  const put = (object: ArchivedObject, signal: AbortSignal) =>
    ports.s3.send(new PutObjectCommand({ Bucket: bucket, ...object }), { abortSignal: signal });

  const putBlock = async ({ block, compression }: DecodedBlock, data: Uint8Array, signal: AbortSignal) => {
    // mutation-anchor: archive-block
    const { extension, ...container } = containers[compression];
    // The referenced record goes first: if the reference is archived, so is the record.
    if (block.isReference) {
      const key = archiveKey(block, `record.${extension}`);
      await archiveReference(ports, block, { bucket, key, signal, ...container });
    }
    const { contentType: ContentType } = container;
    await put({ Key: archiveKey(block, extension), ContentType, Body: data }, signal);
  };

  return {
    async accept({ record, data, ...position }, signal) {
      if (record.profile === 'block') await putBlock(record, data, signal);
      else
        await put({ Key: foreignKey(position), ContentType: 'application/octet-stream', Body: data }, signal);
    },
    laneOf({ record, ...position }) {
      if (record.profile !== 'block') return foreignKey(position);
      return record.block.isReference ? referenceLane : archiveKey(record.block, '');
    },
  };
}

interface ArchivedObject {
  readonly Key: string;
  readonly ContentType: string;
  readonly Body: Uint8Array;
}

/** References go one after the other: each needs memory for two upload parts. No bucket name starts with `+`. */
const referenceLane = '+references';

function foreignKey({
  stream,
  shardId,
  sequenceNumber,
}: Pick<Delivery, 'stream' | 'shardId' | 'sequenceNumber'>): string {
  return `+records/${stream}/${shardId}/${sequenceNumber}`;
}

/** Digits of a part number in a key. A range has at most as many parts as records. */
const partDigits = 7;

/**
 * Returns the key of an archived block: the path of its object, its offset, and an extension. For a framed block, the
 * offset is that of the divided range, followed by the part number. Keys are unique per block, deterministic, and sort by
 * offset.
 */
export function archiveKey(
  { source, offset, part }: Pick<Block, 'source' | 'offset' | 'part'>,
  extension: string,
): string {
  const position =
    part === undefined
      ? padOffset(offset)
      : `${padOffset(part.rangeOffset)}.part-${String(part.index).padStart(partDigits, '0')}-of-${part.count}`;
  const name = `/${position}.${extension}`;
  return objectPath(source, s3Limits.maxObjectKeyBytes - name.length) + name;
}
