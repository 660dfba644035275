import type { AwsAccount } from '../permissions/aws-account.js';
import {
  type EncryptionKey,
  type KeyUse,
  type Permission,
  keyPermissions,
} from '../permissions/permission.js';

/** The permissions to write and read one stream, and to use its key for that and nothing else. */
export class StreamPermissions {
  /** The stream, as policies name it. */
  readonly arn: string;

  constructor(
    account: AwsAccount,
    streamName: string,
    private readonly key: EncryptionKey | undefined,
  ) {
    this.arn = account.arn('kinesis', `stream/${streamName}`);
  }

  /** What a function needs to write blocks. */
  write(): Permission[] {
    return [
      { sid: 'PublishBlocks', actions: ['kinesis:PutRecords'], resources: [this.arn] },
      ...this.useKey('EncryptRecords', 'kms:GenerateDataKey'),
    ];
  }

  /**
   * What an event source mapping needs of its function's role. (The AWS managed policy also allows ListStreams, which can
   * not be limited to a stream and which a mapping made from an ARN has no use for.)
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
      ...this.useKey('DecryptRecords', 'kms:Decrypt'),
    ];
  }

  /** What the mapping needs besides, where a consumer has a lane of its own. */
  readOwnLane(consumerName: string): Permission[] {
    return [
      {
        sid: 'ReadOwnLane',
        actions: ['kinesis:DescribeStreamConsumer', 'kinesis:SubscribeToShard'],
        resources: [`${this.arn}/consumer/${consumerName}:*`],
      },
    ];
  }

  private useKey(sid: string, action: KeyUse['action']): Permission[] {
    return keyPermissions(this.key, { sid, action, context: ['aws:kinesis:arn', this.arn] });
  }
}
