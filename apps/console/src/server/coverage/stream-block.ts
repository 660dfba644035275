import { type Block, decodeRecord } from '@headwaters/record-codec';
import type { KinesisEventRecord } from '@headwaters/stack-simulator';
import type { ByteSpan } from '../../contract/file-coverage.js';

/** The block that a stream record holds; undefined if it holds none, or can't be decoded: then no file is known to it. */
export function blockIn({ kinesis }: KinesisEventRecord): Block | undefined {
  try {
    const record = decodeRecord(Buffer.from(kinesis.data, 'base64'));
    return record.profile === 'block' ? record.block : undefined;
  } catch {
    return undefined;
  }
}

/** The bytes of the object that a block is of; of a part of a divided block, those of the whole block. */
export function spanOf({ offset, rawLength, part }: Pick<Block, 'offset' | 'rawLength' | 'part'>): ByteSpan {
  const start = part?.rangeOffset ?? offset;
  return { start, end: start + (part?.rangeLength ?? rawLength) };
}
