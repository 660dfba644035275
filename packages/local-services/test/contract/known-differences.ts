/**
 * Claims of the contract that another implementation is known not to keep, by its name, with what it does instead.
 * In each the documentation of AWS is on our side. A claim listed here must fail there: one that holds again is an error.
 */
export const knownDifferences: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  // moto 5.2.1
  moto: {
    'buckets: a bucket name that breaks the rules is refused': 'takes any characters',
    'buckets: a new bucket encrypts with AES256, and can be given a key': 'has no encryption at first',
    'listings: encoding-type url percent-encodes names and leaves slashes': 'answers 500 to a tab in a key',
    'listings: version 1 of the listing goes on after its marker': 'does not page common prefixes',
    'multipart uploads: an aborted upload is gone with its parts': 'answers 500',
    'multipart uploads: parts out of order, missing, or with another ETag are refused': 'sorts parts itself',
    'multipart uploads: parts and uploads are listed page by page': 'lists uploads in order of time',
    'objects: a Content-MD5 that differs is BadDigest, and nothing is stored': 'does not verify',
    'objects: a key of 1,025 bytes is refused': 'limits keys by their escaped length only',
    'records: a made-up iterator is InvalidArgumentException': 'answers 500',
    'records: a partition key has 1 to 256 characters': 'says something else',
    'records: a record of 1 MiB passes and one byte more does not': 'does not count the partition key',
    'records: an explicit hash key chooses the shard in place of the partition key':
      'answers 500 above the range',
    'records: one read gives no more than 10 MiB': 'gives up to 10,000 records of any size',
    'records: records of an encrypted stream say so': 'leaves the encryption type out',
    'records: sequence numbers have 56 digits and increase within a shard': 'counts 1, 2, 3',
    'resharding: a uniform update leaves open shards of even width that cover every hash key':
      'splits the largest shard instead',
    'resharding: a filter lists the open shards, all shards, or those after one': 'ignores filters',
    'resharding: after a split records go to a child, and the parent keeps what it had':
      'leaves new records in the parent',
    'resharding: an update to more than double the shards is refused': 'takes any count',
    'resharding: the end of a closed shard gives no iterator, but its children': 'goes on for ever',
    'streams: shards are listed page by page, each once':
      'wants the page size of the first page to be absent later',
    'streams: tags can be set by ARN': 'answers 500',
    'versions: a delete marker named by its id can not be read': 'answers 404',
    'versions: a delete puts a marker in front, and deleting the marker brings the object back':
      'does not say that a marker was deleted',
    'versions: suspended versioning overwrites the version null alone': 'has no version null',
  },
};
