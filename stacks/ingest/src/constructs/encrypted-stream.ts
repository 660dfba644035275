import { KinesisStream } from '@cdktf/provider-aws/lib/kinesis-stream/index.js';
import { Construct } from 'constructs';
import type { AwsAccount } from './aws-account.js';
import { keyPermissions, type EncryptionKey, type KeyUse } from './encryption-key.js';
import type { Permission } from './permission.js';

export interface EncryptedStreamOptions {
  readonly account: AwsAccount;
  readonly name: string;
  /** Undefined for a stream on demand, to which AWS adds shards itself. */
  readonly shardCount: number | undefined;
  readonly retentionHours: number;
  readonly key: EncryptionKey | undefined;
  readonly deletionProtection: boolean;
}

/** AWS's own key for Kinesis: within the account it needs no permission. Source: Kinesis developer guide, SSE. */
const awsManagedKey = 'alias/aws/kinesis';

/** A Kinesis data stream that keeps its records encrypted, and the permissions to write and read it. */
export class EncryptedStream extends Construct {
  readonly name: string;
  readonly arn: string;
  /** The same stream, as policies name it. */
  readonly arnInPolicies: string;
  private readonly key: EncryptionKey | undefined;

  constructor(scope: Construct, id: string, options: EncryptedStreamOptions) {
    super(scope, id);
    const { account, name, shardCount, retentionHours, key } = options;
    const stream = new KinesisStream(this, 'Default', {
      name,
      retentionPeriod: retentionHours,
      encryptionType: 'KMS',
      kmsKeyId: key?.arn ?? awsManagedKey,
      lifecycle: { preventDestroy: options.deletionProtection },
      ...(shardCount === undefined
        ? { streamModeDetails: { streamMode: 'ON_DEMAND' } }
        : { shardCount, streamModeDetails: { streamMode: 'PROVISIONED' } }),
    });
    this.name = stream.name;
    this.arn = stream.arn;
    this.key = key;
    this.arnInPolicies = account.arn('kinesis', `stream/${name}`);
  }

  /** What a function needs to write blocks. */
  writePermissions(): Permission[] {
    return [
      { sid: 'PublishBlocks', actions: ['kinesis:PutRecords'], resources: [this.arnInPolicies] },
      ...this.keyPermissions('EncryptRecords', 'kms:GenerateDataKey'),
    ];
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
      ...this.keyPermissions('DecryptRecords', 'kms:Decrypt'),
    ];
  }

  private keyPermissions(sid: string, action: KeyUse['action']): Permission[] {
    return keyPermissions(this.key, { sid, action, context: ['aws:kinesis:arn', this.arnInPolicies] });
  }
}
