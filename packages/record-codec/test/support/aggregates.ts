import { createHash } from 'node:crypto';
import {
  AggregateEncoder,
  decodeRecord,
  type DecodedAggregate,
  type KinesisEntry,
} from '@headwaters/record-codec';

/** Encodes records under one partition key. */
export function encodeAll(
  records: readonly Uint8Array[],
  options: { partitionKey?: string; maxEntryBytes?: number } = {},
) {
  const { partitionKey = 'key', ...rest } = options;
  const encoder = new AggregateEncoder(rest);
  const entries: KinesisEntry[] = [];
  for (const record of records) entries.push(...encoder.add(partitionKey, record));
  return [...entries, ...encoder.end()];
}

/** Decodes data that must be an aggregate. */
export function decodeAggregate(data: Uint8Array): DecodedAggregate {
  const decoded = decodeRecord(data);
  if (decoded.profile !== 'kpl') throw new Error(`not an aggregate but ${decoded.profile}`);
  return decoded;
}

/** Adds magic and MD5 to a message, valid or not. */
export function aggregateOf(message: Uint8Array): Buffer {
  const digest = createHash('md5').update(message).digest();
  return Buffer.concat([Buffer.from('f3899ac2', 'hex'), message, digest]);
}
