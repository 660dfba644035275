import { KinesisStream } from '@cdktf/provider-aws/lib/kinesis-stream/index.js';
import { Construct } from 'constructs';
import type { AwsAccount } from './aws-account.js';
import type { EncryptionKey } from './encryption-key.js';
import type { PipelineStream } from './pipeline-stream.js';
import { StreamPermissions } from './stream-permissions.js';

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

/** A Kinesis data stream that keeps its records encrypted. */
export class EncryptedStream extends Construct implements PipelineStream {
  readonly name: string;
  readonly arn: string;
  readonly permissions: StreamPermissions;

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
    this.permissions = new StreamPermissions(account, name, key);
  }
}
