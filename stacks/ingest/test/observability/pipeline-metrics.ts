import type { Delays, MetricId } from './cloudwatch/metric-store.js';
import { MetricStore } from './cloudwatch/metric-store.js';

export const consumerNames = ['archive', 'audit'] as const;
export type ConsumerName = (typeof consumerNames)[number];

/** Metrics that exist only when something happens. */
const eventMetrics = [
  'AsyncEventsDropped',
  'DestinationDeliveryFailures',
  'OnFailureDestinationDeliveredEventCount',
];

/** What the stream and the producer do in a minute. */
export interface Upload {
  readonly recordsPerSecond: number;
  readonly recordBytes: number;
  readonly throttledWrites?: number;
  readonly failedObjects?: number;
  readonly rejectedObjects?: number;
  readonly eventAgeMillis?: number;
}

/** What a consumer does in a minute. */
export interface Consumption {
  /** Kinesis records read. */
  readonly records: number;
  readonly iteratorAgeMillis?: number;
  readonly failedBatches?: number;
  readonly quarantined?: number;
}

/**
 * The metrics that AWS and the functions of the prod environment send, minute by minute, with the dimensions that the synthesized
 * stack has. What a metric is without activity follows the pages in `documented-metrics.ts`.
 */
export class PipelineMetrics {
  readonly store: MetricStore;

  constructor(delays?: Delays) {
    this.store = new MetricStore(delays);
  }

  static isEventMetric({ name }: MetricId): boolean {
    return eventMetrics.includes(name);
  }

  /** A mapping polls each shard, also without Kinesis records; a disabled mapping sends nothing. */
  poll(consumer: ConsumerName, minute: number): void {
    this.mapping(consumer, minute, 'PolledEventCount', 0);
    this.stream(minute, 'ReadProvisionedThroughputExceeded', 0);
  }

  upload(minute: number, upload: Upload): void {
    const records = upload.recordsPerSecond * 60;
    this.stream(minute, 'IncomingRecords', records);
    this.stream(minute, 'IncomingBytes', records * upload.recordBytes);
    this.stream(minute, 'WriteProvisionedThroughputExceeded', upload.throttledWrites ?? 0);
    this.invocation('producer', minute);
    this.function('producer', minute, 'AsyncEventAge', upload.eventAgeMillis ?? 200);
    this.own('producer', minute, 'ObjectsPublished', 20);
    this.own('producer', minute, 'ObjectsFailed', upload.failedObjects ?? 0);
    this.own('producer', minute, 'ObjectsRejected', upload.rejectedObjects ?? 0);
  }

  consume(consumer: ConsumerName, minute: number, consumption: Consumption): void {
    const { records, iteratorAgeMillis = 1_500, failedBatches = 0, quarantined = 0 } = consumption;
    this.mapping(consumer, minute, 'PolledEventCount', records);
    this.mapping(consumer, minute, 'FailedInvokeEventCount', failedBatches * 100);
    this.invocation(`consumer-${consumer}`, minute);
    this.function(`consumer-${consumer}`, minute, 'IteratorAge', iteratorAgeMillis);
    this.own(consumer, minute, 'BlocksAccepted', failedBatches === 0 ? records : 0);
    this.own(consumer, minute, 'BlocksFailed', failedBatches);
    this.own(consumer, minute, 'BlocksQuarantined', quarantined);
  }

  stream(minute: number, name: string, ...samples: readonly number[]): void {
    const dimensions = { StreamName: '${aws_kinesis_stream.stream.name}' };
    this.store.add({ namespace: 'AWS/Kinesis', name, dimensions }, minute, ...samples);
  }

  function(part: string, minute: number, name: string, sample: number): void {
    const dimensions = { FunctionName: `\${aws_lambda_function.${part}.function_name}` };
    this.store.add({ namespace: 'AWS/Lambda', name, dimensions }, minute, sample);
  }

  mapping(consumer: ConsumerName, minute: number, name: string, sample: number): void {
    const uuid = `\${aws_lambda_event_source_mapping.consumer-${consumer}_mapping.uuid}`;
    const dimensions = { EventSourceMappingUUID: uuid };
    this.store.add({ namespace: 'AWS/Lambda', name, dimensions }, minute, sample);
  }

  /** A metric of a function's own, in the embedded metric format. */
  own(owner: ConsumerName | 'producer', minute: number, name: string, sample: number): void {
    const dimensions =
      owner === 'producer'
        ? { service: 'producer', stream: '${aws_kinesis_stream.stream.name}' }
        : { service: 'consumer', consumer: owner };
    this.store.add({ namespace: 'headwaters-ingest-prod', name, dimensions }, minute, sample);
  }

  invocation(part: string, minute: number): void {
    this.function(part, minute, 'Invocations', 1);
    this.function(part, minute, 'Errors', 0);
    this.function(part, minute, 'Throttles', 0);
  }
}
