import type { RandomSource } from '@headwaters/standard-data';

/** How the producer is deployed in a seed. */
export interface ProducerPlan {
  readonly layout: 'lines' | 'csv' | 'whole';
  readonly strategy: 'object' | 'spread';
  /**
   * Time limit of an invocation, in seconds of the function's own time, in place of the declared one: so short that larger
   * files take several invocations.
   */
  readonly timeoutSeconds?: number;
}

/** Less than two times the 5 seconds that the producer keeps back at the end. */
const shortTimeoutSeconds = 10;

/** Draws a deployment: mostly the one that the stack declares. */
export function drawProducer(random: RandomSource): ProducerPlan {
  const layout = random.pick(['lines', 'lines', 'lines', 'lines', 'csv', 'whole'] as const);
  const strategy = random.pick(['object', 'object', 'spread'] as const);
  const isShort = random.fraction() < 0.12;
  return { layout, strategy, ...(isShort && { timeoutSeconds: shortTimeoutSeconds }) };
}

/** The settings of a deployment, as environment variables of the producer. */
export function producerVariables({ layout, strategy }: ProducerPlan): Readonly<Record<string, string>> {
  return { RECORD_LAYOUT: layout, PARTITION_STRATEGY: strategy };
}
