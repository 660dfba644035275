import { LambdaFunctionEventInvokeConfig } from '@cdktf/provider-aws/lib/lambda-function-event-invoke-config/index.js';
import { LambdaFunctionRecursionConfig } from '@cdktf/provider-aws/lib/lambda-function-recursion-config/index.js';
import type { Permission } from '@headwaters/terraform-stack';
import { Construct } from 'constructs';
import type { FunctionPlatform } from '../function-platform.js';
import type { UploadFilter } from '../filters/upload-filter.js';
import type { Trigger } from '../settings/bucket-settings.js';
import type { PrivateBucket } from '../storage/private-bucket.js';
import type { UploadBucket } from '../storage/upload-bucket.js';
import type { PipelineStream } from '../stream/pipeline-stream.js';
import { UploadEvents } from '../trigger/upload-events.js';
import { UploadNotification } from '../trigger/upload-notification.js';
import { QueuedUploads, UploadQueue } from '../trigger/upload-queue.js';
import { qualifierOf, type UploadTriggerOptions, type WatchedTrigger } from '../trigger/upload-trigger.js';
import { invokedArnOf, NodeFunction } from './node-function.js';
import {
  type FailureDestination,
  failureDestinationPermissions,
  resumePermissions,
  receiptPermissions,
  sourceRecordPermissions,
} from './outcome-permissions.js';
import { type ProducerConfiguration, producerVariables } from './producer-variables.js';

interface UploadProducerOptions extends ProducerConfiguration {
  readonly platform: FunctionPlatform;
  readonly name: string;
  /** Prefix of the names of its trigger's resources. */
  readonly pipelineName: string;
  readonly archiveFile: string;
  readonly source: UploadBucket;
  /** Whether this stack owns the notifications of the bucket. */
  readonly isOwnSource: boolean;
  /** Which uploads are read. */
  readonly filters: readonly UploadFilter[];
  readonly trigger: Trigger;
  /** Whether the bucket also sends its events to EventBridge. */
  readonly eventBridge: boolean;
  readonly stream: PipelineStream;
  readonly failures: FailureDestination;
  readonly ledger: PrivateBucket;
}

/** The function that writes each upload to the stream as blocks, and the trigger that starts it. */
export class UploadProducer extends Construct {
  readonly function: NodeFunction;
  readonly trigger: WatchedTrigger;

  constructor(scope: Construct, id: string, options: UploadProducerOptions) {
    super(scope, id);
    const { settings, failures } = options;
    const queue = options.trigger === 'queue' ? this.#queue(options) : undefined;
    this.function = this.#function(options, queue);
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
    const dependsOn = [retries, continuation, ...options.source.readiness];
    this.trigger = this.#startBy(queue, options, { ...this.#triggerOptions(options), dependsOn });
  }

  #function(options: UploadProducerOptions, queue: UploadQueue | undefined): NodeFunction {
    const { settings, source, stream, failures, ledger } = options;
    return new NodeFunction(this, 'Default', {
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
        ...sourceRecordPermissions(ledger),
        ...continueInFreshInvocation(options),
        ...failureDestinationPermissions(failures),
        ...(queue?.queue.receivePermissions() ?? []),
      ],
    });
  }

  #queue({ pipelineName, settings, source, platform }: UploadProducerOptions): UploadQueue {
    const { account, key } = platform;
    // By its name: the ARN of the resource would make the policy unknown at each change of the bucket.
    const bucketArn = source.permissions.arn;
    return new UploadQueue(this, 'queue', { name: pipelineName, settings, bucketArn, account, key });
  }

  #triggerOptions(options: UploadProducerOptions): Omit<UploadTriggerOptions, 'dependsOn'> {
    const { pipelineName, source, filters, eventBridge, settings, platform } = options;
    return {
      name: pipelineName,
      bucket: source,
      filters,
      eventBridge,
      target: this.function,
      settings,
      account: platform.account,
      key: platform.key,
    };
  }

  /** All triggers configure the notifications of the bucket at one address, so that a change of the trigger is an update. */
  #startBy(
    queue: UploadQueue | undefined,
    { trigger, isOwnSource }: UploadProducerOptions,
    options: UploadTriggerOptions,
  ): WatchedTrigger {
    if (queue !== undefined) {
      new QueuedUploads(this, 'notification', queue, options);
      return queue.watched;
    }
    if (trigger === 'eventbridge')
      return new UploadEvents(this, 'notification', options, isOwnSource).watched;
    return new UploadNotification(this, 'notification', options).watched;
  }
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
