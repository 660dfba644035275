import { KmsAlias } from '@cdktf/provider-aws/lib/kms-alias/index.js';
import { KmsKey } from '@cdktf/provider-aws/lib/kms-key/index.js';
import type { AwsAccount, EncryptionKey } from '@headwaters/terraform-stack';
import { Fn } from 'cdktf';
import { Construct } from 'constructs';

export interface PipelineKeyOptions {
  readonly account: AwsAccount;
  /** Name of the alias, and prefix of the log groups that may use the key. */
  readonly name: string;
  readonly rotationDays: number;
  readonly deletionWindowDays: number;
  readonly deletionProtection: boolean;
  /** Names of other log groups that may use the key, which may contain `*`. */
  readonly logGroups?: readonly string[];
  /** The service that sends to encrypted queues, if any. */
  readonly sender?: QueueKeySender;
}

/** A service of AWS that sends messages to queues under the key, for some of its resources only. */
export interface QueueKeySender {
  /** Such as `s3.amazonaws.com`. */
  readonly service: string;
  /** ARNs of its resources, which may contain `*`. */
  readonly sourceArns: readonly string[];
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

  /**
   * In a key policy, the resource `*` is this key.
   * Source: https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-overview.html, read on 2026-11-28.
   *
   * The policy is not an `aws_iam_policy_document`: scanners take that for the policy of a role, where `*` is every key.
   */
  #policy({ account, name, logGroups = [], sender }: PipelineKeyOptions): string {
    const functionLogs = account.arn('logs', `log-group:/aws/lambda/${name}-*`);
    const otherLogs = logGroups.map((group) => account.arn('logs', `log-group:${group}`));
    return Fn.jsonencode({
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'LetIamDecide',
          Effect: 'Allow',
          Principal: { AWS: account.rootArn() },
          Action: 'kms:*',
          Resource: '*',
        },
        {
          Sid: 'EncryptLogs',
          Effect: 'Allow',
          Principal: { Service: `logs.${account.region}.amazonaws.com` },
          Action: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'],
          Resource: '*',
          Condition: {
            ArnLike: {
              'kms:EncryptionContext:aws:logs:arn':
                otherLogs.length === 0 ? functionLogs : [functionLogs, ...otherLogs],
            },
          },
        },
        {
          // Source: CloudWatch user guide, alarms and encrypted topics. There is no encryption context to limit it by.
          Sid: 'EncryptAlarms',
          Effect: 'Allow',
          Principal: { Service: 'cloudwatch.amazonaws.com' },
          Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
          Resource: '*',
        },
        ...(sender === undefined ? [] : [sending(sender)]),
      ],
    });
  }
}

/**
 * S3 and EventBridge support aws:SourceArn when they send to an encrypted queue.
 * Source: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html, read on 2026-11-29.
 */
const sending = ({ service, sourceArns }: QueueKeySender) => ({
  Sid: 'EncryptUploads',
  Effect: 'Allow',
  Principal: { Service: service },
  Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
  Resource: '*',
  Condition: { ArnLike: { 'aws:SourceArn': [...sourceArns] } },
});
