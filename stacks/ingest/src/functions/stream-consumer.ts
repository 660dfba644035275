import { KinesisStreamConsumer } from '@cdktf/provider-aws/lib/kinesis-stream-consumer/index.js';
import { LambdaEventSourceMapping } from '@cdktf/provider-aws/lib/lambda-event-source-mapping/index.js';
import type { ConsumerVariables } from '@headwaters/pipeline-contract';
import type { Permission } from '@headwaters/terraform-stack';
import { Construct } from 'constructs';
import type { ConsumerSettings } from '../settings/consumer-settings.js';
import type { PrivateBucket } from '../storage/private-bucket.js';
import type { UploadBucket } from '../storage/upload-bucket.js';
import type { PipelineStream } from '../stream/pipeline-stream.js';
import { type FunctionPlatform, NodeFunction } from './node-function.js';
import {
  type FailureDestination,
  failureDestinationPermissions,
  quarantinePermissions,
  receiptPermissions,
} from './outcome-permissions.js';

export interface StreamConsumerOptions {
  readonly platform: FunctionPlatform;
  readonly name: string;
  readonly archiveFile: string;
  /** CloudWatch namespace of its own metrics. */
  readonly metricsNamespace: string;
  readonly settings: ConsumerSettings;
  readonly source: UploadBucket;
  readonly stream: PipelineStream;
  readonly archive: PrivateBucket;
  readonly failures: FailureDestination;
  readonly ledger: PrivateBucket;
}

/** A function that receives every Kinesis record of the stream, independent of other consumers, and its event source mapping. */
export class StreamConsumer extends Construct {
  readonly function: NodeFunction;
  readonly mappingId: string;
  readonly settings: ConsumerSettings;

  constructor(scope: Construct, id: string, options: StreamConsumerOptions) {
    super(scope, id);
    const { settings, stream, failures, ledger } = options;
    this.settings = settings;
    this.function = new NodeFunction(this, 'Default', {
      platform: options.platform,
      name: options.name,
      description: `Delivers every block of the stream to the ${settings.sink} sink.`,
      archiveFile: options.archiveFile,
      settings,
      variables: consumerVariables(options),
      permissions: [
        ...stream.permissions.read(),
        ...(settings.fanOut ? stream.permissions.readByFanOut(options.name) : []),
        ...(settings.sink === 'archive' ? archivePermissions(options) : []),
        ...receiptPermissions(ledger),
        ...failureDestinationPermissions(failures),
        ...quarantinePermissions(failures, settings.name),
      ],
    });
    this.mappingId = this.#map(this.#eventSourceArn(options), options).uuid;
  }

  /** The stream, or an enhanced fan-out consumer of it. */
  #eventSourceArn({ name, settings, stream }: StreamConsumerOptions): string {
    if (!settings.fanOut) return stream.arn;
    return new KinesisStreamConsumer(this, 'lane', { name, streamArn: stream.arn }).arn;
  }

  #map(eventSourceArn: string, { settings, failures }: StreamConsumerOptions): LambdaEventSourceMapping {
    return new LambdaEventSourceMapping(this, 'mapping', {
      eventSourceArn,
      functionName: this.function.invokedArn,
      startingPosition: settings.startingPosition,
      batchSize: settings.batchRecords,
      maximumBatchingWindowInSeconds: settings.batchingWindowSeconds,
      parallelizationFactor: settings.parallelizationFactor,
      bisectBatchOnFunctionError: true,
      functionResponseTypes: ['ReportBatchItemFailures'],
      maximumRetryAttempts: settings.maxRetries ?? unlimitedRetries,
      maximumRecordAgeInSeconds: settings.maxRecordAgeSeconds,
      destinationConfig: { onFailure: { destinationArn: failures.bucket.arn } },
      metricsConfig: { metrics: ['EventCount'] },
      ...(settings.startingTimestamp === undefined
        ? {}
        : { startingPositionTimestamp: settings.startingTimestamp }),
      ...(settings.filter === undefined ? {} : { filterCriteria: filterCriteria(settings.filter) }),
    });
  }
}

/** Lambda retries until the maximum record age. Source: https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-parameters.html */
const unlimitedRetries = -1;

function filterCriteria(patterns: readonly object[]) {
  return { filter: patterns.map((pattern) => ({ pattern: JSON.stringify(pattern) })) };
}

function consumerVariables({
  settings,
  source,
  archive,
  failures,
  ledger,
  metricsNamespace,
}: StreamConsumerOptions): Record<string, string> {
  const shared = {
    CONSUMER_NAME: settings.name,
    FAILURES_BUCKET: failures.bucket.name,
    QUARANTINE_AFTER_SECONDS: String(settings.quarantineAfterSeconds),
    LEDGER_BUCKET: ledger.name,
    LOG_LEVEL: settings.logLevel,
    METRICS_NAMESPACE: metricsNamespace,
  };
  switch (settings.sink) {
    case 'archive':
      return {
        ...shared,
        SINK: 'archive',
        ARCHIVE_BUCKET: archive.name,
        SOURCE_BUCKET: source.name,
      } satisfies ConsumerVariables;
    case 'log':
      return {
        ...shared,
        SINK: 'log',
        LOG_PAYLOAD: settings.logPayload ? 'true' : 'false',
      } satisfies ConsumerVariables;
    case 'own':
      return { ...shared, ...settings.variables };
  }
}

/** To archive blocks, and to copy oversize records, which arrive as references, from the source bucket. */
function archivePermissions({ source, archive }: StreamConsumerOptions): Permission[] {
  return [
    ...archive.permissions.write('ArchiveBlocks'),
    ...source.permissions.read('ReadReferences'),
    // Without it, S3 returns 403 for an object that does not exist, which counts as a fault that passes. Source:
    // https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
    { sid: 'FindReferences', actions: ['s3:ListBucket'], resources: [source.permissions.arn] },
    ...archive.permissions.writeInParts('ArchiveReferences'),
  ];
}
