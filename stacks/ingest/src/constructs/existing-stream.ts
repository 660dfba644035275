import { DataAwsKinesisStream } from '@cdktf/provider-aws/lib/data-aws-kinesis-stream/index.js';
import { Construct } from 'constructs';
import type { AwsAccount } from './aws-account.js';
import type { EncryptionKey } from './encryption-key.js';
import type { PipelineStream } from './pipeline-stream.js';
import { StreamPermissions } from './stream-permissions.js';

export interface ExistingStreamOptions {
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
