import type { Construct } from 'constructs';
import type { FunctionPlatform } from '../functions/node-function.js';
import type { StreamConsumer } from '../functions/stream-consumer.js';
import type { UploadProducer } from '../functions/upload-producer.js';
import type { IngestSettings } from '../settings/ingest-settings.js';
import { metricsNamespaceOf, pipelineNameOf, resourceNameOf } from '../settings/resource-names.js';
import type { PipelineStream } from '../stream/pipeline-stream.js';
import { type AlarmSpec, consumerAlarms, producerAlarms, streamAlarms } from './alarm-specs.js';
import { AlarmTopic, PipelineAlarms } from './pipeline-alarms.js';
import { PipelineDashboard } from './pipeline-dashboard.js';

export interface ObservedPipeline {
  readonly settings: IngestSettings;
  readonly platform: FunctionPlatform;
  /** Open shards; undefined if this stack does not provision them. */
  readonly shardCount: number | undefined;
  readonly stream: PipelineStream;
  readonly producer: UploadProducer;
  readonly consumers: readonly StreamConsumer[];
}

/** Creates the alarms of a pipeline, the topic that they notify, and the dashboard. */
export function observePipeline(
  scope: Construct,
  pipeline: ObservedPipeline,
): { readonly alarmTopic: AlarmTopic | undefined } {
  const { settings, stream, producer, consumers } = pipeline;
  const alarmTopic = topicOf(scope, pipeline);
  const { arns: alarmArns } = new PipelineAlarms(scope, 'alarm', {
    namePrefix: pipelineNameOf(settings),
    topicArns: [...settings.alarms.topicArns, ...(alarmTopic === undefined ? [] : [alarmTopic.arn])],
    specs: alarmsOf(pipeline),
  });
  new PipelineDashboard(scope, 'dashboard', {
    name: pipelineNameOf(settings),
    region: settings.region,
    streamName: stream.name,
    producerFunction: producer.function.name,
    consumerFunctions: consumers.map((consumer) => consumer.function.name),
    mappingIds: consumers.map((consumer) => consumer.mappingId),
    alarmArns,
    metricsNamespace: metricsNamespaceOf(settings),
  });
  return { alarmTopic };
}

function topicOf(scope: Construct, { settings, platform }: ObservedPipeline): AlarmTopic | undefined {
  const { account, key } = platform;
  if (!settings.alarms.ownTopic || key === undefined) return undefined;
  return new AlarmTopic(scope, 'alarm-topic', { account, name: resourceNameOf(settings, 'alarms'), key });
}

function alarmsOf({ settings, shardCount, stream, producer, consumers }: ObservedPipeline): AlarmSpec[] {
  const { iteratorAgePercent, writeThroughputPercent } = settings.alarms;
  return [
    ...streamAlarms({ name: stream.name, shardCount, writeThroughputPercent }),
    ...producerAlarms({
      part: 'producer',
      functionName: producer.function.name,
      streamName: stream.name,
      metricsNamespace: metricsNamespaceOf(settings),
    }),
    ...consumers.flatMap((consumer) =>
      consumerAlarms({
        part: consumer.node.id,
        functionName: consumer.function.name,
        mappingId: consumer.mappingId,
        retentionHours: settings.stream.retentionHours,
        iteratorAgePercent,
      }),
    ),
  ];
}
