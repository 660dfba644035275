import {
  type AwsAccount,
  type EncryptionKey,
  keyPermissions,
  type KeyUse,
  type Permission,
} from '@headwaters/terraform-stack';

/** The permissions to write and read one stream, and to use its key for that stream only. */
export class StreamPermissions {
  /** The ARN of the stream for policies. */
  readonly arn: string;
  readonly #key: EncryptionKey | undefined;

  constructor(account: AwsAccount, streamName: string, key: EncryptionKey | undefined) {
    this.arn = account.arn('kinesis', `stream/${streamName}`);
    this.#key = key;
  }

  /** To write blocks. */
  write(): Permission[] {
    return [
      { sid: 'PublishBlocks', actions: ['kinesis:PutRecords'], resources: [this.arn] },
      ...this.#useKey('EncryptRecords', 'kms:GenerateDataKey'),
    ];
  }

  /**
   * To be read by an event source mapping. The AWS managed policy also grants ListStreams, which can't be limited to one stream
   * and which a mapping with a stream ARN does not use.
   */
  read(): Permission[] {
    return [
      {
        sid: 'ReadStream',
        actions: [
          'kinesis:DescribeStream',
          'kinesis:DescribeStreamSummary',
          'kinesis:GetRecords',
          'kinesis:GetShardIterator',
          'kinesis:ListShards',
        ],
        resources: [this.arn],
      },
      ...this.#useKey('DecryptRecords', 'kms:Decrypt'),
    ];
  }

  /** To be read with enhanced fan-out, in addition to {@link StreamPermissions.read}. */
  readByFanOut(consumerName: string): Permission[] {
    return [
      {
        sid: 'ReadOwnLane',
        actions: ['kinesis:DescribeStreamConsumer', 'kinesis:SubscribeToShard'],
        resources: [`${this.arn}/consumer/${consumerName}:*`],
      },
    ];
  }

  #useKey(sid: string, action: KeyUse['action']): Permission[] {
    return keyPermissions(this.#key, { sid, action, context: ['aws:kinesis:arn', this.arn] });
  }
}
