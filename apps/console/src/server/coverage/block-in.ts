import { type Block, decodeRecord } from '@headwaters/record-codec';
import type { KinesisEventRecord } from '@headwaters/stack-simulator';

/** The block that a stream record holds; undefined if it holds none, or can't be decoded: then no file is known to it. */
export function blockIn({ kinesis }: KinesisEventRecord): Block | undefined {
  try {
    const record = decodeRecord(Buffer.from(kinesis.data, 'base64'));
    return record.profile === 'block' ? record.block : undefined;
  } catch {
    return undefined;
  }
}
