import { KinesisStream } from '@cdktf/provider-aws/lib/kinesis-stream/index.js';
import { Construct } from 'constructs';
import type { StreamSettings } from '../settings/stream-settings.js';
import type { AwsAccount } from './aws-account.js';
import type { Permission } from './permission.js';

export interface EncryptedStreamOptions {
  readonly account: AwsAccount;
  readonly name: string;
  readonly capacity: StreamSettings['capacity'];
  readonly retentionHours: number;
}

/** AWS's own key for Kinesis: within the account it needs no permission. Source: Kinesis developer guide, SSE. */
const awsManagedKey = 'alias/aws/kinesis';

/** A Kinesis data stream that keeps its records encrypted, and the permissions to write and read it. */
export class EncryptedStream extends Construct {
  readonly name: string;
  readonly arn: string;
  private readonly arnInPolicies: string;

  constructor(scope: Construct, id: string, options: EncryptedStreamOptions) {
    super(scope, id);
    const { account, name, capacity, retentionHours } = options;
    const stream = new KinesisStream(this, 'Default', {
      name,
      retentionPeriod: retentionHours,
      encryptionType: 'KMS',
      kmsKeyId: awsManagedKey,
      ...(capacity.mode === 'provisioned'
        ? { shardCount: capacity.shardCount, streamModeDetails: { streamMode: 'PROVISIONED' } }
        : { streamModeDetails: { streamMode: 'ON_DEMAND' } }),
    });
    this.name = stream.name;
    this.arn = stream.arn;
    this.arnInPolicies = account.arn('kinesis', `stream/${name}`);
  }

  /** What a function needs to write blocks. */
  writePermissions(): Permission[] {
    return [{ sid: 'PublishBlocks', actions: ['kinesis:PutRecords'], resources: [this.arnInPolicies] }];
  }

  /**
   * What an event source mapping needs of its function's role. (The AWS managed policy also allows ListStreams, which can
   * not be limited to a stream and which a mapping made from an ARN has no use for.)
   */
  readPermissions(): Permission[] {
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
        resources: [this.arnInPolicies],
      },
    ];
  }
}
