import {
  DataAwsIamPolicyDocument,
  type DataAwsIamPolicyDocumentStatement,
  type DataAwsIamPolicyDocumentStatementCondition,
} from '@cdktf/provider-aws/lib/data-aws-iam-policy-document/index.js';
import { SqsQueuePolicy } from '@cdktf/provider-aws/lib/sqs-queue-policy/index.js';
import { SqsQueue } from '@cdktf/provider-aws/lib/sqs-queue/index.js';
import type { AwsAccount, EncryptionKey, Permission } from '@headwaters/terraform-stack';
import { Fn, type ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { queueLimits } from '../limits.js';

/** A service of AWS that may send messages to a queue, for some of its resources only. */
export interface QueueSender {
  /** Such as `s3.amazonaws.com`. */
  readonly service: string;
  /** ARNs of the resources for which it sends: a bucket, or rules. */
  readonly sourceArns: readonly string[];
  /** For a source whose ARN contains no account: the account that must own it. */
  readonly sourceAccount?: string;
}

export interface PrivateQueueOptions {
  readonly account: AwsAccount;
  readonly name: string;
  /** Must allow the senders to use it. SQS encrypts with a key of its own, if undefined. */
  readonly key: EncryptionKey | undefined;
  /** Without one, only SQS itself sends: to a dead-letter queue. */
  readonly sender?: QueueSender;
  /** Time for which a message that was received is hidden. */
  readonly visibilitySeconds?: number;
  /** What receives messages that were received too often. */
  readonly deadLetters?: { readonly queue: PrivateQueue; readonly maxReceives: number };
  /** The queues whose dead letters it may receive, by name. */
  readonly deadLettersOf?: readonly string[];
}

/** An encrypted queue that keeps messages for 14 days, and accepts requests over TLS only. */
export class PrivateQueue extends Construct {
  /** A reference to the resource. */
  readonly name: string;
  /** A reference to the resource. */
  readonly arn: string;
  /** What must be in place before a service sends to it. */
  readonly readiness: readonly ITerraformDependable[];
  readonly #ownArn: string;
  readonly #key: EncryptionKey | undefined;
  readonly #region: string;

  constructor(scope: Construct, id: string, options: PrivateQueueOptions) {
    super(scope, id);
    const { account, name, key } = options;
    const queue = new SqsQueue(this, 'Default', {
      name,
      messageRetentionSeconds: queueLimits.maxRetentionSeconds,
      ...(key === undefined ? { sqsManagedSseEnabled: true } : { kmsMasterKeyId: key.arn }),
      ...visibilityOf(options),
      ...redriveOf(options),
    });
    this.name = queue.name;
    this.arn = queue.arn;
    this.#ownArn = account.arn('sqs', name);
    this.#key = key;
    this.#region = account.region;
    const policy = new SqsQueuePolicy(this, 'policy', { queueUrl: queue.url, policy: this.#policy(options) });
    this.readiness = [policy];
  }

  /**
   * For a function that an event source mapping invokes: what the managed policy AWSLambdaSQSQueueExecutionRole has, for this queue.
   * Source: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html, read on 2026-11-29.
   */
  receivePermissions(): Permission[] {
    return [
      {
        sid: 'ReceiveUploads',
        actions: ['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'],
        resources: [this.#ownArn],
      },
      ...this.#decrypt(),
    ];
  }

  /** AWS documents no encryption context of SQS to limit it by. */
  #decrypt(): Permission[] {
    if (this.#key === undefined) return [];
    const viaQueue = {
      test: 'StringEquals',
      variable: 'kms:ViaService',
      values: [`sqs.${this.#region}.amazonaws.com`],
    };
    return [
      {
        sid: 'ReceiveUploadsDecrypt',
        actions: ['kms:Decrypt'],
        resources: [this.#key.arn],
        condition: [viaQueue],
      },
    ];
  }

  #policy({ sender }: PrivateQueueOptions): string {
    return new DataAwsIamPolicyDocument(this, 'senders', {
      statement: [
        {
          sid: 'TlsOnly',
          effect: 'Deny',
          principals: [{ type: '*', identifiers: ['*'] }],
          actions: ['sqs:*'],
          resources: [this.#ownArn],
          condition: [{ test: 'Bool', variable: 'aws:SecureTransport', values: ['false'] }],
        },
        ...(sender === undefined ? [] : [sending(sender, this.#ownArn)]),
      ],
    }).json;
  }
}

function visibilityOf({ visibilitySeconds }: PrivateQueueOptions) {
  return visibilitySeconds === undefined ? {} : { visibilityTimeoutSeconds: visibilitySeconds };
}

function redriveOf({ account, deadLetters, deadLettersOf }: PrivateQueueOptions) {
  const redrive = deadLetters && {
    deadLetterTargetArn: deadLetters.queue.arn,
    maxReceiveCount: deadLetters.maxReceives,
  };
  const allowed = deadLettersOf && {
    redrivePermission: 'byQueue',
    sourceQueueArns: deadLettersOf.map((name) => account.arn('sqs', name)),
  };
  return {
    ...(redrive === undefined ? {} : { redrivePolicy: Fn.jsonencode(redrive) }),
    ...(allowed === undefined ? {} : { redriveAllowPolicy: Fn.jsonencode(allowed) }),
  };
}

function sending(
  { service, sourceArns, sourceAccount }: QueueSender,
  queueArn: string,
): DataAwsIamPolicyDocumentStatement {
  const source = { test: 'ArnEquals', variable: 'aws:SourceArn', values: [...sourceArns] };
  const account: DataAwsIamPolicyDocumentStatementCondition[] =
    sourceAccount === undefined
      ? []
      : [{ test: 'StringEquals', variable: 'aws:SourceAccount', values: [sourceAccount] }];
  return {
    sid: 'SendForSource',
    principals: [{ type: 'Service', identifiers: [service] }],
    actions: ['sqs:SendMessage'],
    resources: [queueArn],
    condition: [source, ...account],
  };
}
