import type { KinesisEventRecord, Simulation } from '@headwaters/stack-simulator';
import type { Sample } from '../../contract/feed.js';
import type { Picture, PipelineShape } from '../../contract/pipeline.js';
import type { QuarantineWatch } from '../quarantine/quarantine-watch.js';
import { ConsumerProgress } from './consumer-progress.js';
import { FunctionRecord } from './function-record.js';
import { RateWindow } from './rate-window.js';
import { ShardTail, type TailEntry } from './shard-tail.js';

const maxSamples = 180;

/** Options of {@link FlowWatch}. */
export interface FlowWatchOptions {
  readonly simulation: Pick<Simulation, 'events' | 'services'>;
  readonly shape: PipelineShape;
  readonly now: () => number;
  /** Divides what a function acknowledged into accepted and quarantined Kinesis records. */
  readonly divide: QuarantineWatch['divide'];
  /** Number of failures that were not redelivered. */
  readonly openFailures: () => number;
}

/** Counts objects, invocations, and Kinesis records per shard and consumer. */
export class FlowWatch {
  readonly tail: ShardTail;
  readonly #options: FlowWatchOptions;
  readonly #functions = new Map<string, FunctionRecord>();
  readonly #progress = new Map<string, ConsumerProgress>();
  readonly #shardRates = new Map<string, { readonly bytes: RateWindow; readonly records: RateWindow }>();
  readonly #sourceRate: RateWindow;
  readonly #samples: Sample[] = [];
  #objects = 0;
  #objectBytes = 0;
  #published = 0;
  #sampled: { published: number; accepted: readonly number[] } = { published: 0, accepted: [] };

  constructor(options: FlowWatchOptions) {
    const { simulation, shape, now } = options;
    this.#options = options;
    this.#sourceRate = new RateWindow({ now });
    for (const { functionName } of shape.consumers)
      this.#progress.set(functionName, new ConsumerProgress(now));
    for (const { functionName } of [shape.producer, ...shape.consumers])
      this.#functions.set(functionName, new FunctionRecord(functionName));
    this.tail = new ShardTail(simulation.services.kinesis, shape.streamName, (shardId, entry) => {
      this.#countPublished(shardId, entry);
    });
    this.#listen();
  }

  /** Size of all uploads. */
  get uploadedBytes(): number {
    return this.#objectBytes;
  }

  /** Error of a function's latest invocation; undefined once one succeeds. */
  troubleOf(functionName: string): string | undefined {
    return this.#functions.get(functionName)?.trouble;
  }

  /** Counts Kinesis records that a function accepted, through its mapping or a redelivery. */
  accept(functionName: string, records: readonly KinesisEventRecord[]): void {
    this.tail.read();
    this.#progress.get(functionName)?.accept(records);
  }

  picture(): Picture {
    const { shape, openFailures } = this.#options;
    return {
      source: {
        objects: this.#objects,
        bytes: this.#objectBytes,
        bytesPerSecond: this.#sourceRate.perSecond,
      },
      producer: this.#function(shape.producer.functionName).activity(),
      shards: this.tail.shards().map(({ shardId, isOpen, records }) => {
        const rates = this.#shardRates.get(shardId);
        return {
          shardId,
          isOpen,
          records,
          bytesPerSecond: rates?.bytes.perSecond ?? 0,
          recordsPerSecond: rates?.records.perSecond ?? 0,
        };
      }),
      consumers: shape.consumers.map(({ functionName }) => {
        const { accepted, recordsPerSecond, deadLettered, pending, lagMillis } = this.#consumer(functionName);
        return {
          ...this.#function(functionName).activity(),
          accepted,
          recordsPerSecond,
          deadLettered,
          pending,
          lagMillis,
        };
      }),
      openFailures: openFailures(),
    };
  }

  /** Samples later than `at`, oldest first; at most the latest 180. */
  samplesAfter(at: number): readonly Sample[] {
    return this.#samples.filter((sample) => sample.at > at);
  }

  /** Takes the sample of the second that has just ended. */
  sample(): void {
    const consumers = this.#options.shape.consumers.map(({ functionName }) => this.#consumer(functionName));
    const accepted = consumers.map(({ acceptedBytes }) => acceptedBytes);
    this.#samples.push({
      at: this.#options.now(),
      publishedBytes: this.#published - this.#sampled.published,
      acceptedBytes: accepted.map((bytes, index) => bytes - (this.#sampled.accepted[index] ?? 0)),
      lagMillis: consumers.map(({ lagMillis }) => lagMillis),
    });
    if (this.#samples.length > maxSamples) this.#samples.shift();
    this.#sampled = { published: this.#published, accepted };
  }

  #listen(): void {
    const { simulation, shape } = this.#options;
    const { events } = simulation;
    events.on('upload', ({ bucket, size }) => {
      // Only a created object has a size.
      if (bucket !== shape.sourceBucket || size === undefined) return;
      this.#objects += 1;
      this.#objectBytes += size;
      this.#sourceRate.add(size);
    });
    events.on('log', ({ functionName, line }) => {
      this.#functions.get(functionName)?.noteLine(line);
    });
    events.on('invocation', (event) => {
      this.#functions.get(event.functionName)?.noteInvocation(event);
    });
    const deadLetter = (functionName: string, records: readonly KinesisEventRecord[] = []): void => {
      this.tail.read();
      this.#progress.get(functionName)?.deadLetter(records);
    };
    events.on('acknowledged', ({ functionName, records }) => {
      const { accepted, quarantined } = this.#options.divide(functionName, records);
      this.accept(functionName, accepted);
      deadLetter(functionName, quarantined);
    });
    events.on('destination', ({ functionName, records }) => {
      deadLetter(functionName, records);
    });
    events.on('dropped', ({ functionName, records }) => {
      deadLetter(functionName, records);
    });
  }

  #countPublished(shardId: string, entry: TailEntry): void {
    const { now } = this.#options;
    const rates = this.#shardRates.get(shardId) ?? {
      bytes: new RateWindow({ now }),
      records: new RateWindow({ now }),
    };
    this.#shardRates.set(shardId, rates);
    rates.bytes.add(entry.bytes);
    rates.records.add(1);
    this.#published += entry.bytes;
    for (const progress of this.#progress.values()) progress.expect(shardId, entry);
  }

  #function(functionName: string): FunctionRecord {
    return this.#functions.get(functionName) ?? new FunctionRecord(functionName);
  }

  #consumer(functionName: string): ConsumerProgress {
    return this.#progress.get(functionName) ?? new ConsumerProgress(this.#options.now);
  }
}
