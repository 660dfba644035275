import type { KinesisEventRecord, Simulation } from '@headwaters/stack-simulator';
import type { Sample } from '../../contract/feed.js';
import type { Picture, PipelineShape } from '../../contract/pipeline.js';
import { ConsumerProgress } from './consumer-progress.js';
import { FunctionRecord } from './function-record.js';
import { RateWindow } from './rate-window.js';
import { ShardTail, type TailEntry } from './shard-tail.js';

const maxSamples = 180;

/** What the picture is drawn from. */
export interface FlowWatchOptions {
  readonly simulation: Pick<Simulation, 'events' | 'services'>;
  readonly shape: PipelineShape;
  readonly now: () => number;
  /** What was given up and not redelivered. */
  readonly openFailures: () => number;
}

/** Counts what flows: into the bucket, through the functions, onto the shards, to the consumers. */
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

  /** Why a function's latest invocation failed; undefined once one succeeded. */
  troubleOf(functionName: string): string | undefined {
    return this.#functions.get(functionName)?.trouble;
  }

  /** Records that a function accepted, by its mapping or by a redelivery. */
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

  /** The seconds after `at`, oldest first, at most the latest 180. */
  samplesAfter(at: number): readonly Sample[] {
    return this.#samples.filter((sample) => sample.at > at);
  }

  /** Ends a second of the chart. */
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
    events.on('upload', ({ bucket, eventName, size }) => {
      if (bucket !== shape.sourceBucket || !eventName.startsWith('ObjectCreated')) return;
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
    events.on('acknowledged', ({ functionName, records }) => {
      this.accept(functionName, records);
    });
    const giveUp = (functionName: string, records: readonly KinesisEventRecord[] = []): void => {
      this.tail.read();
      this.#progress.get(functionName)?.giveUp(records);
    };
    events.on('destination', ({ functionName, records }) => {
      giveUp(functionName, records);
    });
    events.on('dropped', ({ functionName, records }) => {
      giveUp(functionName, records);
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
