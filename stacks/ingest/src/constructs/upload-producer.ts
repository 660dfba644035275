import type { ProducerVariables } from '@headwaters/pipeline-contract';
import { LambdaFunctionEventInvokeConfig } from '@cdktf/provider-aws/lib/lambda-function-event-invoke-config/index.js';
import { Construct } from 'constructs';
import type { ProducerSettings } from '../settings/producer-settings.js';
import type { AwsAccount } from './aws-account.js';
import type { EncryptedStream } from './encrypted-stream.js';
import { failureDestinationPermissions, type FailureDestination } from './failure-destination.js';
import { NodeFunction } from './node-function.js';
import type { Permission } from './permission.js';
import type { PrivateBucket } from './private-bucket.js';
import { UploadNotification } from './upload-notification.js';

export interface UploadProducerOptions {
  readonly account: AwsAccount;
  readonly name: string;
  readonly archiveFile: string;
  readonly settings: ProducerSettings;
  readonly logRetentionDays: number;
  readonly source: PrivateBucket;
  readonly suffixes: readonly string[];
  readonly stream: EncryptedStream;
  readonly failures: FailureDestination;
}

/** The function that turns each upload into blocks on the stream, and what starts it. */
export class UploadProducer extends Construct {
  readonly function: NodeFunction;

  constructor(scope: Construct, id: string, options: UploadProducerOptions) {
    super(scope, id);
    const { account, settings, source, stream, failures } = options;
    this.function = new NodeFunction(this, 'Default', {
      account,
      name: options.name,
      description: 'Reads each upload and puts it on the stream as blocks.',
      archiveFile: options.archiveFile,
      memoryMegabytes: settings.memoryMegabytes,
      timeoutSeconds: settings.timeoutSeconds,
      logRetentionDays: options.logRetentionDays,
      variables: producerVariables(stream, settings),
      permissions: [
        ...readUploads(source),
        ...stream.writePermissions(),
        ...failureDestinationPermissions(failures),
      ],
    });
    new LambdaFunctionEventInvokeConfig(this, 'retries', {
      functionName: this.function.name,
      maximumRetryAttempts: settings.maxRetries,
      maximumEventAgeInSeconds: settings.maxEventAgeSeconds,
      destinationConfig: { onFailure: { destination: failures.bucket.arn } },
    });
    new UploadNotification(this, 'notification', {
      bucket: source,
      suffixes: options.suffixes,
      target: this.function,
      account,
    });
  }
}

function producerVariables(stream: EncryptedStream, settings: ProducerSettings): Record<string, string> {
  return {
    STREAM_NAME: stream.name,
    CELL_BYTES: String(settings.cellBytes),
    BLOCK_COMPRESSION: settings.compression,
    LOG_LEVEL: settings.logLevel,
  } satisfies ProducerVariables;
}

/** Without ListBucket a missing object reads as "access denied", and the two must be told apart. */
function readUploads(source: PrivateBucket): Permission[] {
  return [
    {
      sid: 'ReadUploads',
      actions: ['s3:GetObject', 's3:GetObjectVersion'],
      resources: [source.objects()],
    },
    { sid: 'TellMissingFromDenied', actions: ['s3:ListBucket'], resources: [source.arnInPolicies] },
  ];
}
