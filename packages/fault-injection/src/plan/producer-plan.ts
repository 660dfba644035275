import type { PartitionStrategy, RecordLayout } from '@headwaters/pipeline-contract';
import type { RandomSource } from '@headwaters/test-kit';

/** How the producer is deployed in a seed. */
export interface ProducerPlan {
  readonly layout: RecordLayout;
  readonly strategy: PartitionStrategy;
  /**
   * Time limit of an invocation, in seconds of the function's own time, in place of the declared one: so short that larger
   * files take several invocations.
   */
  readonly timeoutSeconds?: number;
}

/** The producer keeps 5 of these back. What is left must do for a cell, on a machine with much else to do. */
const shortTimeoutSeconds = 14;

/** Partition keys that a field's values are divided among: few, or each would have hardly a record. */
const slotCount = 3;

/** Draws a deployment: more often than not the one that the stack declares. */
export function drawProducer(random: RandomSource): ProducerPlan {
  const layout = random.pick(['lines', 'lines', 'lines', 'csv', 'whole'] as const);
  // An object that is one record has no field.
  const strategies =
    layout === 'whole' ? (['object', 'spread'] as const) : (['object', 'object', 'spread', 'field'] as const);
  const strategy = random.pick<PartitionStrategy>(strategies);
  const isShort = random.fraction() < 0.12;
  return { layout, strategy, ...(isShort && { timeoutSeconds: shortTimeoutSeconds }) };
}

/** The settings of a deployment, as environment variables of the producer. */
export function producerVariables({ layout, strategy }: ProducerPlan): Readonly<Record<string, string>> {
  return {
    RECORD_LAYOUT: layout,
    PARTITION_STRATEGY: strategy,
    ...(layout === 'csv' && { CSV_HEADER: 'first-row' }),
    ...(strategy === 'field' && {
      PARTITION_FIELD: layout === 'csv' ? '1' : '/user/id',
      PARTITION_SLOTS: String(slotCount),
    }),
  };
}
