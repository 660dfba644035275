import { DataAwsKinesisStream } from '@cdktf/provider-aws/lib/data-aws-kinesis-stream/index.js';
import { KinesisStream } from '@cdktf/provider-aws/lib/kinesis-stream/index.js';
import type { AwsAccount, EncryptionKey } from '@headwaters/terraform-stack';
import { Construct } from 'constructs';
import { StreamPermissions } from './stream-permissions.js';

/** The stream that the pipeline writes and reads, created by this stack or managed elsewhere. */
export interface PipelineStream {
  readonly name: string;
  readonly arn: string;
  readonly permissions: StreamPermissions;
}

export interface EncryptedStreamOptions {
  readonly account: AwsAccount;
  readonly name: string;
  /** Undefined for an on-demand stream. */
  readonly shardCount: number | undefined;
  readonly retentionHours: number;
  readonly key: EncryptionKey | undefined;
  readonly deletionProtection: boolean;
  /** Names of the metrics that Kinesis sends of each shard. */
  readonly shardLevelMetrics: readonly string[];
}

/** The AWS managed key of Kinesis needs no permission within the account. Source: Kinesis developer guide, SSE. */
const awsManagedKey = 'alias/aws/kinesis';

/** A Kinesis data stream with server-side encryption. */
export class EncryptedStream extends Construct implements PipelineStream {
  readonly name: string;
  readonly arn: string;
  readonly permissions: StreamPermissions;

  constructor(scope: Construct, id: string, options: EncryptedStreamOptions) {
    super(scope, id);
    const { account, name, shardCount, retentionHours, key, shardLevelMetrics } = options;
    const stream = new KinesisStream(this, 'Default', {
      name,
      retentionPeriod: retentionHours,
      encryptionType: 'KMS',
      kmsKeyId: key?.arn ?? awsManagedKey,
      lifecycle: { preventDestroy: options.deletionProtection },
      ...(shardLevelMetrics.length === 0 ? {} : { shardLevelMetrics: [...shardLevelMetrics] }),
      ...(shardCount === undefined
        ? { streamModeDetails: { streamMode: 'ON_DEMAND' } }
        : { shardCount, streamModeDetails: { streamMode: 'PROVISIONED' } }),
    });
    this.name = stream.name;
    this.arn = stream.arn;
    this.permissions = new StreamPermissions(account, name, key);
  }
}

export interface ExistingStreamOptions {
  readonly account: AwsAccount;
  readonly name: string;
  /** The least retention. The consumers' maxRecordAgeSeconds depends on it. */
  readonly retentionHours: number;
  /** The customer managed key of its records, if any. */
  readonly key: EncryptionKey | undefined;
}

/** A stream that is managed elsewhere. The plan fails if it does not exist or its retention is too short. */
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
              `The retention of the stream ${name} is below stream.retentionHours (${retentionHours}): raise it, or lower the setting and ` +
              'with it maxRecordAgeSeconds of the consumers.',
          },
        ],
      },
    });
    this.name = name;
    this.permissions = new StreamPermissions(account, name, key);
    this.arn = this.permissions.arn;
  }
}
