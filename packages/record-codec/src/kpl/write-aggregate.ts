import { ByteWriter } from '../bytes/byte-writer.js';
import {
  aggregateMagic,
  aggregateTags,
  digestBytes,
  identityTagKey,
  recordTags,
  tagTags,
} from './aggregate-layout.js';

/** Length of `partition_key_index: 0`, the same in every record because an aggregate has one partition key. */
const keyIndexBytes = 2;

/** Returns the length of an aggregate without records, in bytes. */
export function emptyAggregateBytes(partitionKeyBytes: number): number {
  return aggregateMagic.length + 1 + varintBytes(partitionKeyBytes) + partitionKeyBytes + digestBytes;
}

/**
 * Returns by how many bytes a record lengthens an aggregate.
 *
 * @param tagBytes - Length of its tag, as {@link writeIdentityTag} returns it. Default: 0.
 */
export function aggregatedRecordBytes(dataBytes: number, tagBytes = 0): number {
  const messageBytes = recordMessageBytes(dataBytes) + tagBytes;
  return 1 + varintBytes(messageBytes) + messageBytes;
}

/** Returns the longest length of a record's tag, and by how much it lengthens the lengths around it, in bytes. */
export function maxIdentityTagBytes(valueLength: number): number {
  return valueLength + identityTagKey.length + 12;
}

/** Writes the tag of a record that holds the identity of its aggregate. */
export function writeIdentityTag(value: string): Buffer {
  const tag = new ByteWriter();
  tag.byte(tagTags.key);
  tag.lengthPrefixed(Buffer.from(identityTagKey));
  tag.byte(tagTags.value);
  tag.lengthPrefixed(Buffer.from(value));
  const field = new ByteWriter();
  field.byte(recordTags.tag);
  field.lengthPrefixed(tag.written());
  return field.written();
}

/**
 * Writes an aggregate of records under one partition key. Leaves the last 16 bytes, for the MD5, uninitialized.
 *
 * @param options.totalBytes - Length of the aggregate, in bytes.
 * @param options.firstTag - Tag of the first record, if it has one. See {@link writeIdentityTag}.
 */
export function writeAggregate(
  partitionKey: Buffer,
  records: readonly Uint8Array[],
  { totalBytes, firstTag = noTag }: { totalBytes: number; firstTag?: Buffer },
): Buffer {
  const target = Buffer.allocUnsafeSlow(totalBytes);
  target.set(aggregateMagic, 0);
  let at = aggregateMagic.length;
  target[at] = aggregateTags.partitionKey;
  at = writeVarint(target, at + 1, partitionKey.length);
  target.set(partitionKey, at);
  at += partitionKey.length;
  let tag = firstTag;
  for (const data of records) {
    at = writeRecord(target, at, data, tag);
    tag = noTag;
  }
  return target;
}

const noTag = Buffer.alloc(0);

function writeRecord(target: Buffer, start: number, data: Uint8Array, tag: Buffer): number {
  target[start] = aggregateTags.record;
  let at = writeVarint(target, start + 1, recordMessageBytes(data.length) + tag.length);
  target[at] = recordTags.partitionKeyIndex;
  target[at + 1] = 0;
  target[at + 2] = recordTags.data;
  at = writeVarint(target, at + 3, data.length);
  target.set(data, at);
  at += data.length;
  if (tag.length > 0) target.set(tag, at);
  return at + tag.length;
}

/** Length of a `Record` message: key index, data tag, data length, data. */
function recordMessageBytes(dataBytes: number): number {
  return keyIndexBytes + 1 + varintBytes(dataBytes) + dataBytes;
}

/** Returns the length of a varint below 2^21, which suffices: a Kinesis record has at most 2^20 bytes. */
function varintBytes(value: number): number {
  if (value < 0x80) return 1;
  return value < 0x4000 ? 2 : 3;
}

function writeVarint(target: Buffer, start: number, value: number): number {
  let at = start;
  let rest = value;
  while (rest >= 0x80) {
    target[at++] = (rest & 0x7f) | 0x80;
    rest >>>= 7;
  }
  target[at++] = rest;
  return at;
}
