import type {
  DestinationEvent,
  DroppedEvent,
  InvocationEvent,
  Simulation,
} from '@headwaters/stack-simulator';
import type { DemoSummary } from './demo-summary.js';

/** Counts invocations and what was processed and dead-lettered while a simulation runs. */
export class RunStatistics {
  readonly #simulation: Simulation;
  /** Kinesis records of consumers and uploads of the producer, by function. */
  readonly #deadLettered = new Map<string, number>();
  readonly #producerFunction: string;
  /** By function. */
  readonly #invocations = new Map<string, { all: number; failed: number }>();
  /** Kinesis records of consumers, by function. */
  readonly #acknowledged = new Map<string, number>();
  #peakMemoryBytes = 0;

  constructor(simulation: Simulation) {
    this.#simulation = simulation;
    this.#producerFunction = simulation.blueprint.uploads[0]?.functionName ?? '';
    simulation.events.on('invocation', (event) => {
      this.#countInvocation(event);
    });
    simulation.events.on('acknowledged', ({ functionName, records }) => {
      this.#acknowledged.set(functionName, this.acknowledged(functionName) + records.length);
    });
    simulation.events.on('destination', (event) => {
      if (event.condition !== 'Success') this.#countDeadLettered(event);
    });
    simulation.events.on('dropped', (event) => {
      this.#countDeadLettered(event);
    });
  }

  /** Returns the Kinesis records of a consumer, or the uploads of the producer, that were never accepted. */
  deadLettered(functionName: string): number {
    return this.#deadLettered.get(functionName) ?? 0;
  }

  /** Returns the Kinesis records that a consumer processed. */
  acknowledged(functionName: string): number {
    return this.#acknowledged.get(functionName) ?? 0;
  }

  /** Returns the invocations of a function, and those among them that failed or were throttled. */
  invocations(functionName: string): { readonly all: number; readonly failed: number } {
    return this.#invocations.get(functionName) ?? { all: 0, failed: 0 };
  }

  producer(): Omit<DemoSummary['producer'], 'recordsWithoutField'> {
    return {
      function: this.#producerFunction,
      invocations: this.invocations(this.#producerFunction).all,
      failed: this.deadLettered(this.#producerFunction),
      peakMemoryBytes: this.#peakMemoryBytes,
    };
  }

  stream(): DemoSummary['stream'] {
    const { blueprint, services } = this.#simulation;
    const name = blueprint.mappings[0]?.streamName ?? '';
    const { records, bytes, putPayloadUnits } = services.kinesis.statistics(name);
    const shards = services.kinesis.describe(name)?.openShardCount ?? 0;
    return { name, shards, records, bytes, putPayloadUnits };
  }

  #countInvocation({ functionName, maxMemoryBytes, outcome }: InvocationEvent): void {
    const { all, failed } = this.invocations(functionName);
    const hasFailed = outcome.kind !== 'succeeded';
    this.#invocations.set(functionName, { all: all + 1, failed: failed + (hasFailed ? 1 : 0) });
    if (functionName === this.#producerFunction)
      this.#peakMemoryBytes = Math.max(this.#peakMemoryBytes, maxMemoryBytes);
  }

  #countDeadLettered({ functionName, records }: DestinationEvent | DroppedEvent): void {
    this.#deadLettered.set(functionName, this.deadLettered(functionName) + (records?.length ?? 1));
  }
}
