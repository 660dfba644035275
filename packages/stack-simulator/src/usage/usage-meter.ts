import { type Usage, addUsage, hoursPerMonth, messageUnitBytes } from '@headwaters/bill';
import type { Clock, KinesisRecord, LocalServices, ServedRequest } from '@headwaters/local-services';
import type { Blueprint } from '../blueprint/blueprint.js';
import type { MappingPlan } from '../blueprint/mappings.js';
import { accessKeyIdOfFunction } from '../permissions/function-credentials.js';
import type { BilledResources } from './billed-resources.js';
import { type BilledInvocation, FunctionMeter } from './function-meter.js';
import { S3Meter } from './s3-meter.js';
import { StreamMeter } from './stream-meter.js';
import { tableUnits } from './table-units.js';

const millisPerHour = 3_600_000;

/** Options of a {@link UsageMeter}. */
export interface UsageMeterOptions {
  readonly blueprint: Blueprint;
  readonly resources: BilledResources;
  readonly clock: Pick<Clock, 'now'>;
}

type MeteredServices = Pick<LocalServices, 'kinesis' | 's3'>;

/**
 * Counts what AWS would bill while a stack runs. The calls that create it are no use of functions and no uploads, so they are not counted.
 *
 * What costs by time (shards, alarms, keys, custom metrics, stored data) is counted for the time of the run, on its clock; AWS rounds some
 * of it up to hours. Not counted: traces of X-Ray, data transfer, stored logs, polls of an empty queue, and what other programs read from
 * an on-demand stream.
 */
export class UsageMeter {
  readonly #options: UsageMeterOptions;
  readonly #s3: S3Meter;
  readonly #functions: FunctionMeter;
  #streams: ReadonlyMap<string, StreamMeter> = new Map();
  #startedMillis: number | undefined;
  #tables: Usage = {};
  #events = 0;
  #queueRequests = 0;

  constructor(options: UsageMeterOptions) {
    const { blueprint, resources } = options;
    this.#options = options;
    const functionKeys = new Set(blueprint.functions.map(({ name }) => accessKeyIdOfFunction(name)));
    this.#s3 = new S3Meter({
      resources,
      isFunction: (accessKeyId) => functionKeys.has(accessKeyId ?? ''),
      elapsedHours: () => this.#elapsedHours,
    });
    this.#functions = new FunctionMeter(blueprint.functions);
  }

  /** Begins to count. */
  start(services: MeteredServices): void {
    const { clock, blueprint } = this.#options;
    this.#startedMillis = clock.now();
    this.#streams = new Map(blueprint.streams.map(({ name }) => [name, this.#meterStream(name, services)]));
    const withEvents = new Set(
      blueprint.buckets.filter(({ eventBridge }) => eventBridge).map(({ name }) => name),
    );
    services.s3.onObjectEvent((event) => {
      this.#s3.countStored(event);
      if (withEvents.has(event.bucket)) this.#events += 1;
    });
  }

  /** Counts a request to Kinesis or S3. */
  countRequest(request: ServedRequest): void {
    if (request.service === 's3') this.#s3.countRequest(request);
    else this.#streams.get(request.resource ?? '')?.countRequest(request);
  }

  /** Counts a request to DynamoDB. */
  countTableRequest(operation: string, body: string): void {
    this.#tables = addUsage(this.#tables, tableUnits(operation, body));
  }

  countInvocation(invocation: BilledInvocation): void {
    this.#functions.countInvocation(invocation);
  }

  /** Counts a line of a log. */
  countLog(line: string): void {
    this.#functions.countLog(line);
  }

  /**
   * Counts that a message is sent to a queue, received or deleted. Lambda receives and deletes several with one request, so this is an
   * upper bound.
   *
   * @param body - What the request carries. Default: nothing.
   */
  countQueueRequest(body = ''): void {
    this.#queueRequests += Math.max(1, Math.ceil(Buffer.byteLength(body) / messageUnitBytes));
  }

  /** Counts what a mapping reads. */
  countRead(
    { streamName, streamArn, sourceArn, functionName }: MappingPlan,
    records: readonly KinesisRecord[],
  ): void {
    this.#streams
      .get(streamName)
      ?.countRead(accessKeyIdOfFunction(functionName), records, sourceArn !== streamArn);
  }

  /** Returns what AWS would have billed until now. */
  usage(): Usage {
    const { keys, alarmMetrics } = this.#options.resources;
    const months = this.#elapsedHours / hoursPerMonth;
    return addUsage(
      this.#s3.usage(),
      this.#functions.usage(),
      ...[...this.#streams.values()].map((stream) => stream.usage()),
      this.#tables,
      {
        eventBridgeEvents: this.#events,
        sqsRequests: this.#queueRequests,
        kmsKeyMonths: keys * months,
        alarmMonths: alarmMetrics * months,
        metricMonths: this.#functions.metrics * months,
      },
    );
  }

  #meterStream(streamName: string, { kinesis }: MeteredServices): StreamMeter {
    return new StreamMeter({
      streamName,
      fanOutConsumers: this.#options.blueprint.streamConsumers.filter(
        (consumer) => consumer.streamName === streamName,
      ).length,
      kinesis,
      elapsedHours: () => this.#elapsedHours,
    });
  }

  get #elapsedHours(): number {
    const { clock } = this.#options;
    return (clock.now() - (this.#startedMillis ?? clock.now())) / millisPerHour;
  }
}
