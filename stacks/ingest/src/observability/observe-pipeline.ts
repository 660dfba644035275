import type { Construct } from 'constructs';
import type { FunctionPlatform } from '../function-platform.js';
import type { StreamConsumer } from '../functions/stream-consumer.js';
import type { UploadProducer } from '../functions/upload-producer.js';
import type { PipelineOperations } from '../operations/pipeline-operations.js';
import { countSharing } from '../settings/consumer-checks.js';
import type { IngestSettings } from '../settings/ingest-settings.js';
import { longestGapSeconds } from '../settings/operation-checks.js';
import { metricsNamespaceOf, pipelineNameOf, resourceNameOf } from '../settings/resource-names.js';
import type { StreamDelivery } from '../sinks/stream-delivery.js';
import type { PipelineStream } from '../stream/pipeline-stream.js';
import type { AlarmSpec } from './alarm-spec.js';
import { consumerAlarms, type WatchedConsumer } from './consumer-alarms.js';
import { deliveryAlarms, type WatchedDelivery } from './delivery-alarms.js';
import {
  canaryAlarms,
  reconcilerAlarms,
  type WatchedCanary,
  type WatchedReconciler,
} from './operation-alarms.js';
import { AlarmTopic, PipelineAlarms } from './pipeline-alarms.js';
import { PipelineDashboard } from './pipeline-dashboard.js';
import { producerAlarms, type WatchedProducer } from './producer-alarms.js';
import { streamAlarms } from './stream-alarms.js';
import { triggerAlarms } from './trigger-alarms.js';

export interface ObservedPipeline {
  readonly settings: IngestSettings;
  readonly platform: FunctionPlatform;
  /** Open shards; undefined if this stack does not provision them. */
  readonly shardCount: number | undefined;
  readonly stream: PipelineStream;
  readonly producer: UploadProducer;
  readonly consumers: readonly StreamConsumer[];
  readonly deliveries: readonly StreamDelivery[];
  readonly operations: PipelineOperations;
}

/** Creates the alarms of a pipeline, the topic that they notify, and the dashboard. */
export function observePipeline(
  scope: Construct,
  pipeline: ObservedPipeline,
): { readonly alarmTopic: AlarmTopic | undefined } {
  const { settings, stream } = pipeline;
  const { topicArns, pageTopicArns, runbookUrl } = settings.alarms;
  const producer = watchedProducer(pipeline);
  const consumers = pipeline.consumers.map((consumer) => watchedConsumer(consumer, pipeline));
  const deliveries = watchedDeliveries(pipeline);
  const reconciler = watchedReconciler(pipeline);
  const canary = watchedCanary(pipeline);
  const { trigger } = pipeline.producer;
  const { lagWarningMinutes } = settings.alarms;
  const alarmTopic = topicOf(scope, pipeline);
  const { arns: alarmArns } = new PipelineAlarms(scope, 'alarm', {
    namePrefix: pipelineNameOf(settings),
    runbook: runbookUrl,
    topicArns: [...topicArns, ...(alarmTopic === undefined ? [] : [alarmTopic.arn])],
    pageTopicArns,
    specs: [
      ...watchedStreamAlarms(pipeline),
      ...producerAlarms(producer),
      ...triggerAlarms({ trigger, lagWarningMinutes }),
      ...consumers.flatMap((consumer) => consumerAlarms(consumer)),
      ...deliveries.flatMap((delivery) => deliveryAlarms(delivery)),
      ...(reconciler === undefined ? [] : reconcilerAlarms(reconciler)),
      ...(canary === undefined ? [] : canaryAlarms(canary)),
    ],
  });
  new PipelineDashboard(scope, 'dashboard', {
    // All dashboards of an account are global. Source: CloudWatch API reference, PutDashboard, read on 2026-11-28.
    name: resourceNameOf(settings, settings.region),
    region: settings.region,
    streamName: stream.name,
    shardsOf: settings.stream.shardLevelMetrics ? resourceNameOf(settings, 'stream') : undefined,
    producer,
    trigger,
    consumers,
    deliveries,
    reconciler,
    canary,
    alarmArns,
  });
  return { alarmTopic };
}

function topicOf(scope: Construct, { settings, platform }: ObservedPipeline): AlarmTopic | undefined {
  const { account, key } = platform;
  if (!settings.alarms.ownTopic || key === undefined) return undefined;
  return new AlarmTopic(scope, 'alarm-topic', { account, name: resourceNameOf(settings, 'alarms'), key });
}

function watchedStreamAlarms({ settings, shardCount, stream }: ObservedPipeline): AlarmSpec[] {
  return streamAlarms({
    name: stream.name,
    shardCount,
    writeThroughputPercent: settings.alarms.writeThroughputPercent,
    sharingConsumers: countSharing(settings.consumers),
  });
}

function watchedProducer({ settings, stream, producer }: ObservedPipeline): WatchedProducer {
  return {
    part: 'producer',
    functionName: producer.function.name,
    streamName: stream.name,
    metricsNamespace: metricsNamespaceOf(settings),
    maxEventAgeSeconds: settings.producer.maxEventAgeSeconds,
    lagWarningMinutes: settings.alarms.lagWarningMinutes,
  };
}

function watchedConsumer(
  { node, function: { name: functionName }, mappingId, settings: own }: StreamConsumer,
  { settings, stream }: ObservedPipeline,
): WatchedConsumer {
  return {
    part: node.id,
    functionName,
    streamName: stream.name,
    mappingId,
    consumerName: own.sink === 'own' ? undefined : own.name,
    metricsNamespace: metricsNamespaceOf(settings),
    enabled: own.enabled,
    fanOutName: own.fanOut ? resourceNameOf(settings, node.id) : undefined,
    longestBatchSeconds: own.timeoutSeconds + own.batchingWindowSeconds,
    lagWarningMinutes: settings.alarms.lagWarningMinutes,
    lagCriticalMinutes: settings.alarms.lagCriticalMinutes,
  };
}

function watchedReconciler({ settings, operations }: ObservedPipeline): WatchedReconciler | undefined {
  const { reconcile } = settings;
  if (reconcile === undefined || operations.reconciler === undefined) return undefined;
  return {
    functionName: operations.reconciler.name,
    metricsNamespace: metricsNamespaceOf(settings),
    longestGapSeconds: longestGapSeconds(reconcile.schedule),
  };
}

function watchedCanary({ settings, operations }: ObservedPipeline): WatchedCanary | undefined {
  if (settings.canary === undefined || operations.canary === undefined) return undefined;
  return {
    functionName: operations.canary.name,
    metricsNamespace: metricsNamespaceOf(settings),
    everyMinutes: settings.canary.everyMinutes,
  };
}

/** The delivery streams that read the stream, and those that functions of the stack write to. */
function watchedDeliveries({ settings, stream, consumers, deliveries }: ObservedPipeline): WatchedDelivery[] {
  const { lagWarningMinutes, lagCriticalMinutes } = settings.alarms;
  const shared = { lagWarningMinutes, lagCriticalMinutes };
  const written = consumers.flatMap(({ node, deliveryStream, settings: own }): WatchedDelivery[] => {
    if (deliveryStream === undefined || own.sink !== 'firehose') return [];
    const { bufferSeconds } = own;
    return [
      { ...shared, part: node.id, deliveryStream, bufferSeconds, destination: 's3', streamName: undefined },
    ];
  });
  const reading = deliveries.map(
    ({ node, deliveryStream, settings: { bufferSeconds, redshift } }): WatchedDelivery => ({
      ...shared,
      part: node.id,
      deliveryStream,
      bufferSeconds,
      destination: redshift === undefined ? 's3' : 'redshift',
      streamName: stream.name,
    }),
  );
  return [...written, ...reading];
}
