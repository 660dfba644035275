/**
 * Claims of the contract that another implementation does not meet, by implementation, and what it does instead. In all of
 * them the local services follow the documentation of AWS. The tests expect the other implementation to fail these claims,
 * and report a claim that it meets.
 */
export const knownDifferences: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  // moto 5.2.1
  moto: {
    'buckets: an invalid bucket name is rejected': 'accepts any characters',
    'buckets: a new bucket is encrypted with AES256 and accepts a KMS key': 'has no default encryption',
    'consumers: a stream has at most 20 consumers': 'accepts any count',
    'consumers: the ARN of a consumer contains the second of its creation': 'has no time in it',
    'consumers: the name of a consumer is unique within its stream': 'accepts the name twice',
    'consumers: the summary of a stream counts its consumers': 'does not return the count',
    'listings: encoding-type url percent-encodes names and keeps slashes': 'returns 500 for a tab in a key',
    'listings: version 1 of the listing continues after its marker': 'does not page common prefixes',
    'multipart uploads: an aborted upload no longer exists': 'returns 500',
    'multipart uploads: parts out of order, missing, or with another ETag are rejected': 'sorts parts itself',
    'multipart uploads: pages list parts by number and uploads by key': 'lists uploads by time',
    'objects: a wrong Content-MD5 is BadDigest, and nothing is stored': 'does not verify',
    'objects: a date in the future is no condition of a read': 'answers 304',
    'objects: a key of 1,025 bytes is rejected': 'limits keys by their escaped length only',
    'records: an invalid iterator is InvalidArgumentException': 'returns 500',
    'records: a partition key has 1 to 256 characters': 'has another message',
    'records: a record of 1 MiB is accepted and one byte more is rejected':
      'does not count the partition key',
    'records: an explicit hash key overrides the partition key': 'returns 500 above the range',
    'records: one read returns at most 10 MiB': 'returns up to 10,000 records of any size',
    'records: records of an encrypted stream are reported as encrypted': 'omits the encryption type',
    'records: sequence numbers have 56 digits and increase within a shard': 'numbers records 1, 2, 3',
    'resharding: a uniform update leaves open shards of even width that cover every hash key':
      'splits the largest shard instead',
    'resharding: a filter of the first page holds for all pages': 'rejects a page size after the first page',
    'resharding: a next token excludes the name of the stream and a filter': 'ignores them',
    'resharding: a filter lists the open shards, all shards, or those after one': 'ignores filters',
    'resharding: after a split, new records go to a child and the parent keeps its records':
      'keeps new records in the parent',
    'resharding: an update to more than double the shards is rejected': 'accepts any count',
    'resharding: the end of a closed shard returns its children and no iterator':
      'returns an iterator for ever',
    'streams: a stream without mode and ShardCount is on demand, with 4 shards': 'returns 500',
    'streams: pages of shards list each shard once': 'rejects a page size after the first page',
    'streams: tags are set by ARN': 'returns 500',
    'versions: a delete marker is not read by its id': 'returns 404',
    'versions: a delete adds a marker, and deleting the marker restores the object':
      'does not report the deletion of a marker',
    'versions: suspended versioning overwrites only the version null': 'has no version id null',
  },
};
