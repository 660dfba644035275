import type { ConsumerVariables } from '@headwaters/pipeline-contract';
import { LambdaEventSourceMapping } from '@cdktf/provider-aws/lib/lambda-event-source-mapping/index.js';
import { Construct } from 'constructs';
import type { ConsumerSettings } from '../settings/consumer-settings.js';
import type { AwsAccount } from './aws-account.js';
import type { EncryptedStream } from './encrypted-stream.js';
import { failureDestinationPermissions, type FailureDestination } from './failure-destination.js';
import { NodeFunction } from './node-function.js';
import type { Permission } from './permission.js';
import type { PrivateBucket } from './private-bucket.js';

export interface StreamConsumerOptions {
  readonly account: AwsAccount;
  readonly name: string;
  readonly archiveFile: string;
  readonly settings: ConsumerSettings;
  readonly logRetentionDays: number;
  readonly stream: EncryptedStream;
  readonly archive: PrivateBucket;
  readonly failures: FailureDestination;
}

/** A function that receives every record of the stream, whatever the other consumers do, and the mapping that feeds it. */
export class StreamConsumer extends Construct {
  readonly function: NodeFunction;

  constructor(scope: Construct, id: string, options: StreamConsumerOptions) {
    super(scope, id);
    const { settings, stream, archive, failures } = options;
    this.function = new NodeFunction(this, 'Default', {
      account: options.account,
      name: options.name,
      description: `Gives every block of the stream to the ${settings.sink} sink.`,
      archiveFile: options.archiveFile,
      memoryMegabytes: settings.memoryMegabytes,
      timeoutSeconds: settings.timeoutSeconds,
      logRetentionDays: options.logRetentionDays,
      variables: definedOnly(consumerVariables(settings, archive)),
      permissions: [
        ...stream.readPermissions(),
        ...sinkPermissions(settings, archive),
        ...failureDestinationPermissions(failures),
      ],
    });
    new LambdaEventSourceMapping(this, 'mapping', {
      eventSourceArn: stream.arn,
      functionName: this.function.arn,
      startingPosition: settings.startingPosition,
      batchSize: settings.batchRecords,
      maximumBatchingWindowInSeconds: settings.batchingWindowSeconds,
      parallelizationFactor: settings.parallelizationFactor,
      bisectBatchOnFunctionError: true,
      functionResponseTypes: ['ReportBatchItemFailures'],
      maximumRetryAttempts: settings.maxRetries,
      maximumRecordAgeInSeconds: settings.maxRecordAgeSeconds,
      destinationConfig: { onFailure: { destinationArn: failures.bucket.arn } },
    });
  }
}

function consumerVariables(settings: ConsumerSettings, archive: PrivateBucket): ConsumerVariables {
  const shared = { CONSUMER_NAME: settings.name, LOG_LEVEL: settings.logLevel };
  switch (settings.sink) {
    case 'archive':
      return { ...shared, SINK: 'archive', ARCHIVE_BUCKET: archive.name };
    case 'log':
      return { ...shared, SINK: 'log', LOG_PAYLOAD: settings.logPayload ? 'true' : 'false' };
  }
}

function sinkPermissions({ sink }: ConsumerSettings, archive: PrivateBucket): Permission[] {
  return sink === 'archive'
    ? [{ sid: 'ArchiveBlocks', actions: ['s3:PutObject'], resources: [archive.objects()] }]
    : [];
}

/** The variables that are set: Terraform knows no undefined. */
function definedOnly(variables: ConsumerVariables): Record<string, string> {
  return Object.fromEntries(
    Object.entries(variables).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
