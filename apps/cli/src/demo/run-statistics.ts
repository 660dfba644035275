import type {
  DestinationEvent,
  DroppedEvent,
  InvocationEvent,
  Simulation,
} from '@headwaters/stack-simulator';
import type { DemoSummary } from './demo-summary.js';

/** Counts the producer's invocations and what was dead-lettered while a simulation runs. */
export class RunStatistics {
  readonly #simulation: Simulation;
  /** Kinesis records of consumers and uploads of the producer, by function. */
  readonly #deadLettered = new Map<string, number>();
  readonly #producerFunction: string;
  #invocations = 0;
  #peakMemoryBytes = 0;

  constructor(simulation: Simulation) {
    this.#simulation = simulation;
    this.#producerFunction = simulation.blueprint.notifications[0]?.functionName ?? '';
    simulation.events.on('invocation', (event) => {
      this.#countInvocation(event);
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

  producer(): DemoSummary['producer'] {
    return {
      function: this.#producerFunction,
      invocations: this.#invocations,
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

  #countInvocation({ functionName, maxMemoryBytes }: InvocationEvent): void {
    if (functionName !== this.#producerFunction) return;
    this.#invocations++;
    this.#peakMemoryBytes = Math.max(this.#peakMemoryBytes, maxMemoryBytes);
  }

  #countDeadLettered({ functionName, records }: DestinationEvent | DroppedEvent): void {
    this.#deadLettered.set(functionName, this.deadLettered(functionName) + (records?.length ?? 1));
  }
}
