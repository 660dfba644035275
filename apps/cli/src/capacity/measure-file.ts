import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { kinesisLimits } from '@headwaters/pipeline-contract';
import { type Block, BlockSplitter, defaultCellBytes, encodeBlock } from '@headwaters/record-codec';

/** What a file becomes on the stream. Sizes are in bytes. */
export interface FileMeasurement {
  /** As the user named it. */
  readonly file: string;
  readonly bytes: number;
  /** Lines. */
  readonly records: number;
  /** Each becomes one Kinesis record. */
  readonly blocks: number;
  /** Size of the Kinesis records with their partition keys. */
  readonly streamBytes: number;
  readonly putPayloadUnits: number;
  /** All blocks of a file share it, which keeps their order and puts them on one shard. */
  readonly partitionKey: string;
}

const chunkBytes = 1_048_576;

/**
 * Splits and encodes a file like the producer with its default settings, and counts the result. Memory does not grow with
 * the file.
 *
 * The partition key has the producer's form, 64 hexadecimal digits, but is derived from the file's name alone: the version
 * id of the upload is not known yet.
 *
 * @param path - Where the file is.
 * @param file - Its name in the result.
 * @throws the file system's error if the file cannot be read.
 */
export async function measureFile(path: string, file: string): Promise<FileMeasurement> {
  const key = basename(path);
  const partitionKey = createHash('sha256').update(key).digest('hex');
  const splitter = new BlockSplitter({ source: { bucket: 'sample', key }, cellBytes: defaultCellBytes });
  const total = { bytes: 0, records: 0, blocks: 0, streamBytes: 0, putPayloadUnits: 0 };
  const add = (blocks: readonly Block[]) => {
    for (const block of blocks) {
      const recordBytes = encodeBlock(block, { compression: 'auto' }).length + partitionKey.length;
      total.records += block.recordCount;
      total.blocks += 1;
      total.streamBytes += recordBytes;
      total.putPayloadUnits += Math.ceil(recordBytes / kinesisLimits.putPayloadUnitBytes);
    }
  };
  for await (const chunk of createReadStream(path, { highWaterMark: chunkBytes }) as AsyncIterable<Buffer>) {
    total.bytes += chunk.length;
    add(splitter.push(chunk));
  }
  add(splitter.end());
  return { file, ...total, partitionKey };
}
