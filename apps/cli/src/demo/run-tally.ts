import type {
  DestinationEvent,
  DroppedEvent,
  InvocationEvent,
  Simulation,
} from '@headwaters/stack-simulator';
import type { DemoSummary } from './demo-summary.js';

/** Counts what happens in a simulation beside what the consumers acknowledge. */
export class RunTally {
  readonly #simulation: Simulation;
  readonly #givenUp = new Map<string, number>();
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
      if (event.condition !== 'Success') this.#countGivenUp(event);
    });
    simulation.events.on('dropped', (event) => {
      this.#countGivenUp(event);
    });
  }

  /** Records of the stream that `functionName` never accepted and that were given up. */
  deadLettered(functionName: string): number {
    return this.#givenUp.get(functionName) ?? 0;
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

  #countGivenUp({ functionName, records }: DestinationEvent | DroppedEvent): void {
    this.#givenUp.set(functionName, this.deadLettered(functionName) + (records?.length ?? 1));
  }
}
