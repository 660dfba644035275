import { LambdaFunctionEventInvokeConfig } from '@cdktf/provider-aws/lib/lambda-function-event-invoke-config/index.js';
import { LambdaFunctionRecursionConfig } from '@cdktf/provider-aws/lib/lambda-function-recursion-config/index.js';
import { LambdaPermission } from '@cdktf/provider-aws/lib/lambda-permission/index.js';
import { S3BucketNotification } from '@cdktf/provider-aws/lib/s3-bucket-notification/index.js';
import type { ProducerVariables } from '@headwaters/pipeline-contract';
import type { AwsAccount, Permission } from '@headwaters/terraform-stack';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import type { ProducerSettings } from '../settings/producer-settings.js';
import type { PrivateBucket } from '../storage/private-bucket.js';
import type { UploadBucket } from '../storage/upload-bucket.js';
import type { PipelineStream } from '../stream/pipeline-stream.js';
import { type FunctionPlatform, invokedArnOf, NodeFunction } from './node-function.js';
import {
  type FailureDestination,
  failureDestinationPermissions,
  resumePermissions,
  receiptPermissions,
} from './outcome-permissions.js';

interface UploadProducerOptions {
  readonly platform: FunctionPlatform;
  readonly name: string;
  readonly archiveFile: string;
  /** CloudWatch namespace of its own metrics. */
  readonly metricsNamespace: string;
  readonly settings: ProducerSettings;
  readonly source: UploadBucket;
  readonly suffixes: readonly string[];
  /** Whether the bucket also sends its events to EventBridge. */
  readonly eventBridge: boolean;
  readonly stream: PipelineStream;
  readonly failures: FailureDestination;
  readonly ledger: PrivateBucket;
}

/** The function that writes each upload to the stream as blocks, and the notification that starts it. */
export class UploadProducer extends Construct {
  readonly function: NodeFunction;

  constructor(scope: Construct, id: string, options: UploadProducerOptions) {
    super(scope, id);
    const { settings, source, stream, failures, ledger } = options;
    this.function = new NodeFunction(this, 'Default', {
      platform: options.platform,
      name: options.name,
      description: 'Reads each upload and writes it to the stream as blocks.',
      archiveFile: options.archiveFile,
      settings,
      variables: producerVariables(options),
      permissions: [
        ...readUploads(source),
        ...stream.permissions.write(),
        ...receiptPermissions(ledger),
        ...resumePermissions(ledger),
        ...continueInFreshInvocation(options),
        ...failureDestinationPermissions(failures),
      ],
    });
    const retries = new LambdaFunctionEventInvokeConfig(this, 'retries', {
      functionName: this.function.name,
      ...qualifierOf(this.function),
      maximumRetryAttempts: settings.maxRetries,
      maximumEventAgeInSeconds: settings.maxEventAgeSeconds,
      destinationConfig: { onFailure: { destination: failures.bucket.arn } },
      lifecycle: { createBeforeDestroy: true },
    });
    // For a file that takes longer than one invocation, the function invokes itself until the file is done.
    const continuation = new LambdaFunctionRecursionConfig(this, 'continuation', {
      functionName: this.function.name,
      recursiveLoop: 'Allow',
    });
    new UploadNotification(this, 'notification', {
      bucket: source,
      suffixes: options.suffixes,
      eventBridge: options.eventBridge,
      target: this.function,
      account: options.platform.account,
      dependsOn: [retries, continuation, ...source.readiness],
    });
  }
}

function producerVariables(options: UploadProducerOptions): Record<string, string> {
  const { stream, ledger, settings, metricsNamespace } = options;
  return {
    STREAM_NAME: stream.name,
    CELL_BYTES: String(settings.cellBytes),
    RECORD_LAYOUT: settings.recordLayout,
    CSV_HEADER: settings.csvHeader,
    BLOCK_COMPRESSION: settings.compression,
    PARTITION_STRATEGY: settings.partitionStrategy,
    ...fieldVariables(settings),
    FAIR_SHARE_SECONDS: String(settings.fairShareSeconds),
    LEDGER_BUCKET: ledger.name,
    LOG_LEVEL: settings.logLevel,
    METRICS_NAMESPACE: metricsNamespace,
  } satisfies ProducerVariables;
}

function fieldVariables({ partitionStrategy, partitionField, partitionSlots }: ProducerSettings) {
  if (partitionStrategy !== 'field' || partitionField === undefined) return {};
  return {
    PARTITION_FIELD: partitionField,
    PARTITION_SLOTS: String(partitionSlots),
  } satisfies Partial<ProducerVariables>;
}

/**
 * Settings of asynchronous invocations, and permissions to invoke, are those of the alias that is invoked. Sources, read on 2026-11-28:
 * https://docs.aws.amazon.com/lambda/latest/dg/using-aliases.html and
 * https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionEventInvokeConfig.html.
 */
function qualifierOf({ qualifier }: NodeFunction): { qualifier?: string } {
  return qualifier === undefined ? {} : { qualifier };
}

function continueInFreshInvocation({ platform, name }: UploadProducerOptions): Permission[] {
  return [
    {
      sid: 'ContinueInFreshInvocation',
      actions: ['lambda:InvokeFunction'],
      resources: [invokedArnOf(platform, name)],
    },
  ];
}

/** Without s3:ListBucket, S3 reports a missing object as access denied. */
function readUploads({ permissions }: UploadBucket): Permission[] {
  return [
    ...permissions.read('ReadUploads'),
    { sid: 'TellMissingFromDenied', actions: ['s3:ListBucket'], resources: [permissions.arn] },
  ];
}

interface UploadNotificationOptions {
  readonly bucket: UploadBucket;
  /** Suffixes of the keys that start the function, case-sensitive. */
  readonly suffixes: readonly string[];
  /** Whether the bucket also sends its events to EventBridge. */
  readonly eventBridge: boolean;
  readonly target: NodeFunction;
  /** Account of the bucket. A bucket of the same name in another account must not start the function. */
  readonly account: AwsAccount;
  /** What must be in place before the first upload starts the function. */
  readonly dependsOn: readonly ITerraformDependable[];
}

/** Starts a function for each upload. A bucket has a single notification configuration: a second one would replace it. */
class UploadNotification extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { bucket, suffixes, eventBridge, target, account, dependsOn }: UploadNotificationOptions,
  ) {
    super(scope, id);
    const permission = new LambdaPermission(this, 'permission', {
      statementIdPrefix: 'uploads-',
      action: 'lambda:InvokeFunction',
      functionName: target.name,
      ...qualifierOf(target),
      principal: 's3.amazonaws.com',
      sourceArn: bucket.arn,
      sourceAccount: account.id,
      // While the notification moves to another alias or function, S3 may invoke both.
      lifecycle: { createBeforeDestroy: true },
    });
    new S3BucketNotification(this, 'Default', {
      bucket: bucket.name,
      lambdaFunction: suffixes.map((filterSuffix) => ({
        id: `uploads${filterSuffix}`,
        lambdaFunctionArn: target.invokedArn,
        events: ['s3:ObjectCreated:*'],
        filterSuffix,
      })),
      ...(eventBridge ? { eventbridge: true } : {}),
      // S3 checks the permission when the notification is created.
      dependsOn: [permission, ...dependsOn],
    });
  }
}
