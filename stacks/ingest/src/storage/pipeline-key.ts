import { DataAwsIamPolicyDocument } from '@cdktf/provider-aws/lib/data-aws-iam-policy-document/index.js';
import { KmsAlias } from '@cdktf/provider-aws/lib/kms-alias/index.js';
import { KmsKey } from '@cdktf/provider-aws/lib/kms-key/index.js';
import { Construct } from 'constructs';
import type { AwsAccount } from '../permissions/aws-account.js';
import type { EncryptionKey } from '../permissions/permission.js';

export interface PipelineKeyOptions {
  readonly account: AwsAccount;
  /** Name of the alias, and prefix of the log groups that may use the key. */
  readonly name: string;
  readonly rotationDays: number;
  readonly deletionWindowDays: number;
  readonly deletionProtection: boolean;
}

/** A customer managed key with rotation, for all data of the pipeline. Its key policy delegates access to IAM. */
export class PipelineKey extends Construct implements EncryptionKey {
  readonly arn: string;

  constructor(scope: Construct, id: string, options: PipelineKeyOptions) {
    super(scope, id);
    const key = new KmsKey(this, 'Default', {
      description: `Encrypts the stream, buckets, logs and variables of ${options.name}.`,
      enableKeyRotation: true,
      rotationPeriodInDays: options.rotationDays,
      deletionWindowInDays: options.deletionWindowDays,
      policy: this.#policy(options),
      lifecycle: { preventDestroy: options.deletionProtection },
    });
    new KmsAlias(this, 'alias', { name: `alias/${options.name}`, targetKeyId: key.keyId });
    this.arn = key.arn;
  }

  #policy({ account, name }: PipelineKeyOptions): string {
    // A key policy applies to its own key only, whatever key ARN it names.
    const resources = [account.arn('kms', 'key/*')];
    const logGroups = account.arn('logs', `log-group:/aws/lambda/${name}-*`);
    return new DataAwsIamPolicyDocument(this, 'policy', {
      statement: [
        {
          sid: 'LetIamDecide',
          actions: ['kms:*'],
          resources,
          principals: [{ type: 'AWS', identifiers: [account.rootArn()] }],
        },
        {
          sid: 'EncryptLogs',
          actions: [
            'kms:Encrypt',
            'kms:Decrypt',
            'kms:ReEncrypt*',
            'kms:GenerateDataKey*',
            'kms:DescribeKey',
          ],
          resources,
          principals: [{ type: 'Service', identifiers: [`logs.${account.region}.amazonaws.com`] }],
          condition: [
            { test: 'ArnLike', variable: 'kms:EncryptionContext:aws:logs:arn', values: [logGroups] },
          ],
        },
        {
          // Source: CloudWatch user guide, alarms and encrypted topics. There is no encryption context to limit it by.
          sid: 'EncryptAlarms',
          actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
          resources,
          principals: [{ type: 'Service', identifiers: ['cloudwatch.amazonaws.com'] }],
        },
      ],
    }).json;
  }
}
