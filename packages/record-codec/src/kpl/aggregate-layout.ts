/*
 * A KPL aggregate: magic (4 bytes), a protobuf message, the MD5 of the message (16 bytes).
 * Source: https://github.com/awslabs/amazon-kinesis-producer/blob/master/aggregation-format.md
 *
 * message AggregatedRecord { repeated string partition_key_table = 1; repeated string explicit_hash_key_table = 2;
 *                            repeated Record records = 3; }
 * message Record { required uint64 partition_key_index = 1; optional uint64 explicit_hash_key_index = 2;
 *                  required bytes data = 3; repeated Tag tags = 4; }
 * message Tag { required string key = 1; optional string value = 2; }
 */

export const aggregateMagic = Buffer.from('f3899ac2', 'hex');
export const digestBytes = 16;

/** Protobuf wire types. The tag of a field is its number times 8 plus its wire type. */
export const wireType = { varint: 0, fixed64: 1, lengthPrefixed: 2, fixed32: 5 } as const;

export const aggregateTags = { partitionKey: 0x0a, explicitHashKey: 0x12, record: 0x1a } as const;
export const recordTags = {
  partitionKeyIndex: 0x08,
  explicitHashKeyIndex: 0x10,
  data: 0x1a,
  tag: 0x22,
} as const;
export const tagTags = { key: 0x0a, value: 0x12 } as const;

/** Key of the tag of the first record in which this package puts the identity of an aggregate. See FORMAT.md. */
export const identityTagKey = 'headwaters';

/** Returns whether data starts with the magic and is long enough for an aggregate. */
export function startsLikeAggregate(data: Buffer): boolean {
  return (
    data.length >= aggregateMagic.length + digestBytes &&
    data[0] === 0xf3 &&
    data[1] === 0x89 &&
    data[2] === 0x9a &&
    data[3] === 0xc2
  );
}

/** Returns the protobuf message of an aggregate, over which its MD5 is computed. */
export function aggregateMessage(data: Buffer): Buffer {
  return data.subarray(aggregateMagic.length, data.length - digestBytes);
}
