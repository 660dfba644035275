import { KinesisStreamConsumer } from '@cdktf/provider-aws/lib/kinesis-stream-consumer/index.js';
import { LambdaEventSourceMapping } from '@cdktf/provider-aws/lib/lambda-event-source-mapping/index.js';
import { Construct } from 'constructs';
import type { FunctionPlatform } from '../function-platform.js';
import { type FunctionConsumerSettings, skipsCanary } from '../settings/consumer-settings.js';
import type { NameSettings } from '../settings/resource-names.js';
import { type ConsumerSink, createSink, type SinkTargets } from '../sinks/consumer-sink.js';
import type { PrivateBucket } from '../storage/private-bucket.js';
import type { UploadBucket } from '../storage/upload-bucket.js';
import type { PipelineStream } from '../stream/pipeline-stream.js';
import { NodeFunction } from './node-function.js';
import {
  type FailureDestination,
  failureDestinationPermissions,
  quarantinePermissions,
  receiptPermissions,
  sourceLookupPermissions,
} from './outcome-permissions.js';

export interface StreamConsumerOptions {
  readonly platform: FunctionPlatform;
  readonly name: string;
  readonly archiveFile: string;
  /** CloudWatch namespace of its own metrics. */
  readonly metricsNamespace: string;
  /** What the names of its resources are made from. */
  readonly names: NameSettings;
  readonly settings: FunctionConsumerSettings;
  readonly source: UploadBucket;
  readonly stream: PipelineStream;
  readonly targets: SinkTargets;
  readonly deletionProtection: boolean;
  readonly failures: FailureDestination;
  readonly ledger: PrivateBucket;
  /** Key prefix of the uploads of the canary; undefined without one. */
  readonly canaryPrefix: string | undefined;
}

/** A function that receives every Kinesis record of the stream, independent of other consumers, and its event source mapping. */
export class StreamConsumer extends Construct {
  readonly function: NodeFunction;
  readonly mappingId: string;
  readonly settings: FunctionConsumerSettings;
  /** Name of the delivery stream that the stack created for it. */
  readonly deliveryStream: string | undefined;

  constructor(scope: Construct, id: string, options: StreamConsumerOptions) {
    super(scope, id);
    const { settings, stream, failures, ledger } = options;
    const sink = createSink(this, options);
    this.settings = settings;
    this.deliveryStream = sink.deliveryStream?.name;
    this.function = new NodeFunction(this, 'Default', {
      platform: options.platform,
      name: options.name,
      description: `Delivers every block of the stream to the ${settings.sink} sink.`,
      archiveFile: options.archiveFile,
      settings,
      variables: consumerVariables(options, sink),
      permissions: [
        ...stream.permissions.read(),
        ...(settings.fanOut ? stream.permissions.readByFanOut(options.name) : []),
        ...sink.permissions,
        ...receiptPermissions(ledger),
        ...sourceLookupPermissions(ledger),
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
      // Enabled by default.
      ...(settings.enabled ? {} : { enabled: false }),
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

function consumerVariables(
  { settings, failures, ledger, metricsNamespace, canaryPrefix }: StreamConsumerOptions,
  sink: ConsumerSink,
): Record<string, string> {
  return {
    CONSUMER_NAME: settings.name,
    FAILURES_BUCKET: failures.bucket.name,
    QUARANTINE_AFTER_SECONDS: String(settings.quarantineAfterSeconds),
    LEDGER_BUCKET: ledger.name,
    LOG_LEVEL: settings.logLevel,
    METRICS_NAMESPACE: metricsNamespace,
    ...(canaryPrefix === undefined || !skipsCanary(settings) ? {} : { CANARY_PREFIX: canaryPrefix }),
    ...sink.variables,
  };
}
