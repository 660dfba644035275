import type { StreamConsumer } from './functions/stream-consumer.js';
import type { UploadProducer } from './functions/upload-producer.js';
import type { PipelineOperations } from './operations/pipeline-operations.js';
import { hasFunction } from './settings/consumer-settings.js';
import type { IngestSettings } from './settings/ingest-settings.js';
import { uploadFiltersOf } from './settings/upload-filters.js';
import type { SinkTargets } from './sinks/consumer-sink.js';
import type { UploadBucket } from './storage/upload-bucket.js';
import type { PipelineStream } from './stream/pipeline-stream.js';

/** What a pipeline consists of, for those who read or repair it. */
export interface DeployedPipeline {
  readonly settings: IngestSettings;
  readonly source: UploadBucket;
  readonly targets: SinkTargets;
  readonly failures: { readonly bucket: { readonly name: string } };
  readonly ledger: { readonly name: string };
  readonly stream: PipelineStream;
  readonly producer: UploadProducer;
  readonly consumers: readonly StreamConsumer[];
  readonly operations: PipelineOperations;
  readonly alarmTopic: { readonly arn: string } | undefined;
}

/** The outputs of the stack, by which the `headwaters` program finds a deployed pipeline. One without a value is left out. */
export function pipelineOutputs(pipeline: DeployedPipeline): Record<string, unknown> {
  const { source, targets, failures, ledger, stream, alarmTopic } = pipeline;
  return {
    'source-bucket': source.name,
    'archive-bucket': targets.archive.name,
    'failures-bucket': failures.bucket.name,
    'ledger-bucket': ledger.name,
    'stream-name': stream.name,
    ...present('alarm-topic-arn', alarmTopic?.arn),
    ...functionOutputs(pipeline),
    ...present('parquet-bucket', targets.parquet?.name),
    ...present('delivery-bucket', targets.delivery?.name),
    ...recoveryOutputs(pipeline),
  };
}

function functionOutputs({ settings, producer, consumers }: DeployedPipeline): Record<string, unknown> {
  return {
    'producer-function': producer.function.name,
    'consumer-functions': consumers.map((consumer) => consumer.function.name),
    'consumer-names': settings.consumers.filter(hasFunction).map(({ name }) => name),
  };
}

/** What only the commands that repair a pipeline read. */
function recoveryOutputs(pipeline: DeployedPipeline): Record<string, unknown> {
  const { settings, stream, producer, consumers, operations } = pipeline;
  return {
    ...present('function-alias', producer.function.qualifier),
    // In the order of consumer-names.
    'consumer-mapping-ids': consumers.map(({ mappingId }) => mappingId),
    ...present('archive-consumer', settings.consumers.find(({ sink }) => sink === 'archive')?.name),
    'stream-arn': stream.arn,
    'upload-filters': uploadFiltersOf(settings),
    'receipt-days': settings.buckets.receiptDays,
    'retention-hours': settings.stream.retentionHours,
    ...present('operator-role-arn', operations.operatorRoleArn),
    ...present('canary-prefix', settings.canary?.prefix),
  };
}

const present = (name: string, value: unknown) => (value === undefined ? {} : { [name]: value });
