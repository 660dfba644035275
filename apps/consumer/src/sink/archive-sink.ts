import { gzipSync } from 'node:zlib';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { archiveKey, foreignRecordKey } from '@headwaters/pipeline-contract';
import { encodeBlock, type DecodedBlock } from '@headwaters/record-codec';
import type { DeliveredBlock, Delivery } from '../record/delivery.js';
import { archiveReference, type ArchivePorts } from './archive-reference.js';
import type { Sink } from './sink.js';

/** File format of a block's bytes, by its compression. `none` is a gzip member of stored bytes. */
const containers = {
  zstd: { compression: 'zstd', extension: 'zst', contentType: 'application/zstd' },
  gzip: { compression: 'gzip', extension: 'gz', contentType: 'application/gzip' },
  none: { compression: 'gzip', extension: 'gz', contentType: 'application/gzip' },
} as const;

/**
 * Archives the bytes of every delivery, one object each. Keys: see {@link archiveKey}; of a foreign record, see
 * {@link foreignRecordKey}. The record that a reference stands for is archived next to it, as `<offset>.record`.
 *
 * The archived objects of a version, concatenated in listing order, are a valid `.gz` or `.zst` file of the source object,
 * unless it was divided by a field (then each record carries its offset), or a range was delivered twice in runs of different
 * length (then a reader skips what it has). `readArchive` of the ledger package does both.
 *
 * Idempotent: a redelivery overwrites an object with the same bytes. Sets no Content-Encoding, so readers get the stored
 * bytes.
 */
export function archiveSink(ports: ArchivePorts, bucket: string): Sink {
  const put = (object: ArchivedObject, signal: AbortSignal) =>
    ports.s3.send(new PutObjectCommand({ Bucket: bucket, ...object }), { abortSignal: signal });

  /** The referenced record goes first: if the reference is archived, so is the record. */
  const putReferencedRecord = async ({ block, compression }: DecodedBlock, signal: AbortSignal) => {
    const { extension, ...container } = containers[compression];
    const key = archiveKey(block, `record.${extension}`);
    await archiveReference(ports, block, { bucket, key, signal, ...container });
  };

  return {
    async accept({ record, ...delivery }, signal) {
      // mutation-anchor: archive-block
      if (record.profile === 'block' && record.block.isReference) await putReferencedRecord(record, signal);
      await put(archivedObject({ record, ...delivery }), signal);
    },
    laneOf({ carried, ...delivery }) {
      if (carried === undefined) return foreignRecordKey(delivery, delivery);
      return carried.isReference ? referenceLane : archiveKey(rangeOf(carried), '');
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

/** A block is archived unchanged. What a KPL aggregate carries is archived as the block that it was made of. */
function archivedObject({ carried, record, data, ...position }: Delivery): ArchivedObject {
  if (carried === undefined) {
    const key = foreignRecordKey(position, { data, partitionKey: position.partitionKey });
    return { Key: key, ContentType: 'application/octet-stream', Body: data };
  }
  const { extension, contentType } = containers[record.profile === 'block' ? record.compression : 'gzip'];
  const body = record.profile === 'block' ? data : compress(carried);
  return { Key: archiveKey(rangeOf(carried), extension), ContentType: contentType, Body: body };
}

function compress(carried: DeliveredBlock): Uint8Array {
  if (carried.block !== undefined) return encodeBlock(carried.block, { compression: 'gzip' });
  return gzipSync(carried.bytes(), { level: 1 });
}

/** The extent of a run depends on how its Kinesis records were batched, so its key has both ends. */
function rangeOf({ wire, source, offset, rawLength, part }: DeliveredBlock) {
  return { source, offset, part, endOffset: wire === 'plain' ? offset + rawLength : undefined };
}
