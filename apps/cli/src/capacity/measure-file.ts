import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { kinesisLimits } from '@headwaters/pipeline-contract';
import { type Block, type BlockCompression, BlockSplitter, encodeBlock } from '@headwaters/record-codec';

/** What a file becomes on the stream. Sizes in bytes. */
export interface FileMeasurement {
  readonly file: string;
  readonly bytes: number;
  /** Lines. */
  readonly records: number;
  /** Kinesis records. */
  readonly blocks: number;
  /** Of the blocks with their partition keys, as Kinesis counts them. */
  readonly streamBytes: number;
  readonly putPayloadUnits: number;
  /** All blocks of a file share it: that keeps their order, and puts them on one shard. */
  readonly partitionKey: string;
}

export interface BlockOptions {
  readonly cellBytes: number;
  readonly compression: 'auto' | BlockCompression;
}

/**
 * Cuts a file into blocks with the codec that the producer uses, and counts. Reads it in pieces, so its size does not matter.
 *
 * The partition key has the producer's form (64 hexadecimal digits) but is made from the file's name alone: the version
 * that S3 will give the upload is not known yet.
 */
export async function measureFile(file: string, options: BlockOptions): Promise<FileMeasurement> {
  const key = basename(file);
  const partitionKey = createHash('sha256').update(key).digest('hex');
  const splitter = new BlockSplitter({ source: { bucket: 'sample', key }, cellBytes: options.cellBytes });
  const total = { bytes: 0, records: 0, blocks: 0, streamBytes: 0, putPayloadUnits: 0 };
  const add = (blocks: readonly Block[]) => {
    for (const block of blocks) {
      const recordBytes =
        encodeBlock(block, { compression: options.compression }).length + partitionKey.length;
      total.records += block.recordCount;
      total.blocks += 1;
      total.streamBytes += recordBytes;
      total.putPayloadUnits += Math.ceil(recordBytes / kinesisLimits.putPayloadUnitBytes);
    }
  };
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) {
    total.bytes += chunk.length;
    add(splitter.push(chunk));
  }
  add(splitter.end());
  return { file, ...total, partitionKey };
}
