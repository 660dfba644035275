/**
 * Errors as AWS returned them to the tests of kinesalite 3.3.3 (https://github.com/mhart/kinesalite, folder test), which
 * also ran against AWS. Left out is what AWS has changed since: limits of tags and retention, and CreateStream without
 * ShardCount.
 *
 * `recorded` is a stream of 3 shards. `none` does not exist.
 */
export interface RecordedError {
  readonly operation: string;
  readonly request: object;
  readonly type: string;
  readonly message: string;
}

const long = 'a'.repeat(129);
const account = '000000000000';
const notNull = 'Member must not be null';
const pattern = 'Member must satisfy regular expression pattern: ';
const name = `${pattern}[a-zA-Z0-9_.-]+`;
const longer = (length: number) => `Member must have length greater than or equal to ${length}`;
const shorter = (length: number) => `Member must have length less than or equal to ${length}`;

/** A ValidationException. Constraints are [value, path, rule], in any order. */
function invalid(
  operation: string,
  request: object,
  ...constraints: (readonly [value: string, path: string, rule: string])[]
): RecordedError {
  const details = constraints.map(([value, path, rule]) => {
    const shown = value === 'null' ? value : `'${value}'`;
    return `Value ${shown} at '${path}' failed to satisfy constraint: ${rule}`;
  });
  const errors = details.length === 1 ? 'error' : 'errors';
  const message = `${details.length} validation ${errors} detected: ${details.join('; ')}`;
  return { operation, request, type: 'ValidationException', message };
}

/** An error of another type. */
const refused = (operation: string, request: object, type: string, message: string): RecordedError => ({
  operation,
  request,
  type,
  message,
});

const emptyName = [
  ['', 'streamName', name],
  ['', 'streamName', longer(1)],
] as const;
const longName = [long, 'streamName', shorter(128)] as const;
const tagCharacters =
  'Some tags contain invalid characters. Valid characters: Unicode letters, digits, white space, _ . / = + - % @.';
const iteratorTypes =
  'Member must satisfy enum value set: [AFTER_SEQUENCE_NUMBER, LATEST, AT_TIMESTAMP, AT_SEQUENCE_NUMBER, TRIM_HORIZON]';
const positionRule =
  'Must either specify (1) AT_SEQUENCE_NUMBER or AFTER_SEQUENCE_NUMBER and StartingSequenceNumber or ' +
  '(2) TRIM_HORIZON or LATEST and no StartingSequenceNumber. Request specified ';
const percentCharacters =
  ' because some tags contained illegal characters. The allowed characters are ' +
  "Unicode letters, white-spaces, '_',',','/','=','+','-','@'.";

export const recordedErrors: readonly RecordedError[] = [
  invalid('DescribeStream', {}, ['null', 'streamName', notNull]),
  invalid('DeleteStream', { StreamName: '' }, ...emptyName),
  invalid(
    'CreateStream',
    { StreamName: long, ShardCount: 100_000_000_000 },
    ['2147483647', 'shardCount', 'Member must have value less than or equal to 100000'],
    longName,
  ),
  invalid('AddTagsToStream', { StreamName: 'recorded', Tags: { [long]: '3' } }, [
    `{${long}=3}`,
    'tags',
    'Map keys must satisfy constraint: [Member must have length less than or equal to 128, Member must have length greater than or equal to 1]',
  ]),
  invalid('AddTagsToStream', {}, ['null', 'tags', notNull], ['null', 'streamName', notNull]),
  refused(
    'AddTagsToStream',
    { StreamName: 'recorded', Tags: { 'a;b': '1' } },
    'InvalidArgumentException',
    tagCharacters,
  ),
  refused(
    'AddTagsToStream',
    { StreamName: 'recorded', Tags: { a: 'b\tc' } },
    'InvalidArgumentException',
    tagCharacters,
  ),
  refused(
    'AddTagsToStream',
    { StreamName: 'recorded', Tags: { 'a%b': '1' } },
    'InvalidArgumentException',
    `Failed to add tags to stream recorded under account ${account}${percentCharacters}`,
  ),
  refused(
    'RemoveTagsFromStream',
    { StreamName: 'recorded', TagKeys: ['a%b'] },
    'InvalidArgumentException',
    `Failed to remove tags from stream recorded under account ${account}${percentCharacters}`,
  ),
  invalid('RemoveTagsFromStream', { StreamName: 'recorded', TagKeys: ['a', long] }, [
    `[a, ${long}]`,
    'tagKeys',
    'Member must satisfy constraint: [Member must have length less than or equal to 128, Member must have length greater than or equal to 1]',
  ]),
  invalid(
    'IncreaseStreamRetentionPeriod',
    { StreamName: '', RetentionPeriodHours: -1 },
    ['-1', 'retentionPeriodHours', 'Member must have value greater than or equal to 1'],
    ...emptyName,
  ),
  refused(
    'DecreaseStreamRetentionPeriod',
    { StreamName: 'recorded', RetentionPeriodHours: 23 },
    'InvalidArgumentException',
    'Minimum allowed retention period is 24 hours. Requested retention period (23 hours) is too short.',
  ),
  refused(
    'DecreaseStreamRetentionPeriod',
    { StreamName: 'recorded', RetentionPeriodHours: 25 },
    'InvalidArgumentException',
    'Requested retention period (25 hours) for stream recorded can not be longer than existing retention period ' +
      '(24 hours). Use IncreaseRetentionPeriod API.',
  ),
  invalid(
    'GetShardIterator',
    { StreamName: '', ShardIteratorType: '', ShardId: '', StartingSequenceNumber: '' },
    ['', 'shardId', name],
    ['', 'shardId', longer(1)],
    ['', 'shardIteratorType', iteratorTypes],
    ['', 'startingSequenceNumber', `${pattern}0|([1-9]\\d{0,128})`],
    ...emptyName,
  ),
  ...(
    [
      [
        { ShardIteratorType: 'LATEST', StartingSequenceNumber: '5' },
        `${positionRule}LATEST and also a StartingSequenceNumber.`,
      ],
      [
        { ShardIteratorType: 'AT_SEQUENCE_NUMBER' },
        `${positionRule}AT_SEQUENCE_NUMBER and no StartingSequenceNumber.`,
      ],
      [
        { ShardIteratorType: 'AT_TIMESTAMP' },
        'Must specify timestampInMillis parameter for iterator of type AT_TIMESTAMP. Current request has no timestamp parameter.',
      ],
      [
        { ShardIteratorType: 'AT_SEQUENCE_NUMBER', StartingSequenceNumber: '5' },
        'Invalid StartingSequenceNumber. It encodes shardId-000000000005, while it was used in a call to a shard with shardId-000000000000',
      ],
      [
        {
          ShardIteratorType: 'AT_SEQUENCE_NUMBER',
          StartingSequenceNumber: '26227199374822427428162556223570313216',
        },
        'StartingSequenceNumber 26227199374822427428162556223570313216 used in GetShardIterator on shard ' +
          `shardId-000000000000 in stream recorded under account ${account} is invalid.`,
      ],
    ] as const
  ).map(([position, message]) =>
    refused(
      'GetShardIterator',
      { StreamName: 'recorded', ShardId: 'shardId-0', ...position },
      'InvalidArgumentException',
      message,
    ),
  ),
  ...(
    [
      ['2147483647', `Shard shardId-002147483647 in stream none under account ${account} does not exist`],
      ['2147483648', `Could not find shard 2147483648 in stream none under account ${account}.`],
      ['2.14E4', `Could not find shard 2.14E4 in stream none under account ${account}.`],
    ] as const
  ).map(([ShardId, message]) =>
    refused(
      'GetShardIterator',
      { StreamName: 'none', ShardId, ShardIteratorType: 'LATEST' },
      'ResourceNotFoundException',
      message,
    ),
  ),
  invalid(
    'GetRecords',
    { ShardIterator: '', Limit: 0 },
    ['0', 'limit', 'Member must have value greater than or equal to 1'],
    ['', 'shardIterator', longer(1)],
  ),
  invalid(
    'PutRecord',
    { StreamName: '', PartitionKey: '', Data: '', ExplicitHashKey: '', SequenceNumberForOrdering: '' },
    ['', 'sequenceNumberForOrdering', `${pattern}0|([1-9]\\d{0,128})`],
    ['', 'partitionKey', longer(1)],
    ['', 'explicitHashKey', `${pattern}0|([1-9]\\d{0,38})`],
    ...emptyName,
  ),
  refused(
    'PutRecord',
    { StreamName: 'recorded', PartitionKey: 'a', Data: '', SequenceNumberForOrdering: String(2n ** 185n) },
    'InvalidArgumentException',
    `ExclusiveMinimumSequenceNumber ${2n ** 185n} used in PutRecord on stream recorded under account ${account} is invalid.`,
  ),
  refused(
    'PutRecord',
    { StreamName: 'recorded', PartitionKey: 'a', Data: '', ExplicitHashKey: String(2n ** 128n) },
    'InvalidArgumentException',
    `Invalid ExplicitHashKey. ExplicitHashKey must be in the range: [0, 2^128-1]. Specified value was ${2n ** 128n}`,
  ),
  invalid(
    'PutRecords',
    {
      StreamName: long,
      Records: [{ PartitionKey: 'a'.repeat(257), Data: Buffer.alloc(1_048_577).toString('base64') }],
    },
    ['a'.repeat(257), 'records.1.member.partitionKey', shorter(256)],
    ['java.nio.HeapByteBuffer[pos=0 lim=1048577 cap=1048577]', 'records.1.member.data', shorter(1_048_576)],
    longName,
  ),
  invalid(
    'PutRecords',
    { StreamName: 'recorded', Records: Array(501).fill({ PartitionKey: '', Data: '' }) },
    [
      `[${Array(501).fill('com.amazonaws.kinesis.v20131202.PutRecordsRequestEntry@c965e310').join(', ')}]`,
      'records',
      shorter(500),
    ],
    ...Array.from(
      { length: 9 },
      (_, index) => ['', `records.${index + 1}.member.partitionKey`, longer(1)] as const,
    ),
  ),
  refused('ListShards', {}, 'InvalidArgumentException', 'Either NextToken or StreamName should be provided.'),
  refused(
    'ListShards',
    { StreamName: 'recorded', NextToken: 'token' },
    'InvalidArgumentException',
    'NextToken and StreamName cannot be provided together.',
  ),
  refused(
    'MergeShards',
    { StreamName: 'recorded', ShardToMerge: 'a-1', AdjacentShardToMerge: 'a-0' },
    'InvalidArgumentException',
    `Shards shardId-000000000001 and shardId-000000000000 in stream recorded under account ${account} ` +
      'are not an adjacent pair of shards eligible for merging',
  ),
  refused(
    'MergeShards',
    { StreamName: 'recorded', ShardToMerge: 'shardId-0', AdjacentShardToMerge: 'shardId-5' },
    'ResourceNotFoundException',
    `Could not find shard shardId-000000000005 in stream recorded under account ${account}.`,
  ),
  refused(
    'SplitShard',
    { StreamName: 'recorded', ShardToSplit: 'shard-0', NewStartingHashKey: '1' },
    'InvalidArgumentException',
    'NewStartingHashKey 1 used in SplitShard() on shard shardId-000000000000 in stream recorded under account ' +
      `${account} is not both greater than one plus the shard's StartingHashKey 0 and less than the shard's ` +
      'EndingHashKey 113427455640312821154458202477256070484.',
  ),
  refused(
    'CreateStream',
    { StreamName: 'large', ShardCount: 1_000 },
    'LimitExceededException',
    `This request would exceed the shard limit for the account ${account} in us-east-1. Current shard count for the ` +
      'account: 3. Limit: 1000. Number of additional shards that would have resulted from this request: 1000. ' +
      'Refer to the AWS Service Limits page (http://docs.aws.amazon.com/general/latest/gr/aws_service_limits.html) ' +
      'for current limits and how to request higher limits.',
  ),
  ...(
    [
      [{ StreamName: true }, 'class java.lang.Boolean can not be converted to an String'],
      [
        { StreamName: 23 },
        'class com.amazon.coral.value.json.numbers.TruncatingBigNumber can not be converted to an String',
      ],
      [{ StreamName: [] }, 'Start of list found where not expected'],
      [{ StreamName: {} }, 'Start of structure or map found where not expected.'],
      [{ Limit: '23' }, 'class java.lang.String can not be converted to an Integer'],
    ] as const
  ).map(([request, message]) => refused('DescribeStream', request, 'SerializationException', message)),
  ...(
    [
      [{ Records: '23' }, 'Expected list or null'],
      [{ Records: {} }, 'Start of structure or map found where not expected.'],
      [{ Records: ['a'] }, 'Expected null'],
      [{ Records: [[]] }, 'Start of list found where not expected'],
      [
        { Records: [{ Data: 5 }] },
        'class com.amazon.coral.value.json.numbers.TruncatingBigNumber can not be converted to a Blob',
      ],
    ] as const
  ).map(([request, message]) => refused('PutRecords', request, 'SerializationException', message)),
  refused('AddTagsToStream', { Tags: 'a' }, 'SerializationException', 'Expected map or null'),
  refused(
    'GetShardIterator',
    { Timestamp: '23' },
    'SerializationException',
    'class java.lang.String can not be converted to milliseconds since epoch',
  ),
];
