import { DataAwsKinesisStream } from '@cdktf/provider-aws/lib/data-aws-kinesis-stream/index.js';
import { KinesisStream } from '@cdktf/provider-aws/lib/kinesis-stream/index.js';
import { Construct } from 'constructs';
import type { AwsAccount } from '../permissions/aws-account.js';
import type { EncryptionKey } from '../permissions/permission.js';
import { StreamPermissions } from './stream-permissions.js';

/** A stream that the pipeline writes and reads, whoever made it. */
export interface PipelineStream {
  readonly name: string;
  readonly arn: string;
  /** Who may use it for what. */
  readonly permissions: StreamPermissions;
}

interface EncryptedStreamOptions {
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

interface ExistingStreamOptions {
  readonly account: AwsAccount;
  readonly name: string;
  /** What it must remember, for what is given up to leave a copy. */
  readonly retentionHours: number;
  /** What its records are encrypted with, if a customer's key. */
  readonly key: EncryptionKey | undefined;
}

/** A stream that somebody else made and scales. Planning fails if it is not there, or forgets sooner than it is said to. */
export class ExistingStream extends Construct implements PipelineStream {
  readonly name: string;
  readonly arn: string;
  readonly permissions: StreamPermissions;

  constructor(scope: Construct, id: string, { account, name, retentionHours, key }: ExistingStreamOptions) {
    super(scope, id);
    new DataAwsKinesisStream(this, 'Default', {
      name,
      lifecycle: {
        postcondition: [
          {
            condition: `\${self.retention_period >= ${retentionHours}}`,
            errorMessage:
              `The stream ${name} forgets records before stream.retentionHours (${retentionHours}): raise its retention, or lower ` +
              'the setting and with it maxRecordAgeSeconds of the consumers.',
          },
        ],
      },
    });
    this.name = name;
    this.permissions = new StreamPermissions(account, name, key);
    this.arn = this.permissions.arn;
  }
}
