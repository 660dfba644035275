import { type CarriedBlock, carriedBlock, decodeRecord } from '@headwaters/record-codec';
import type { KinesisEventRecord } from '@headwaters/stack-simulator';

/** Returns what a Kinesis record carries of an object, in any wire profile; undefined if nothing, or if it can't be decoded. */
export function readCarried({ kinesis }: Pick<KinesisEventRecord, 'kinesis'>): CarriedBlock | undefined {
  try {
    return carriedBlock(decodeRecord(Buffer.from(kinesis.data, 'base64')), kinesis.partitionKey);
  } catch {
    return undefined;
  }
}
