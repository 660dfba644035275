import type { PartitionStrategy, RecordLayout } from '@headwaters/pipeline-contract';
import type { RandomSource } from '@headwaters/test-kit';

/** How a seed deploys the producer. */
export interface ProducerPlan {
  readonly layout: RecordLayout;
  readonly strategy: PartitionStrategy;
  /**
   * Timeout of an invocation, in seconds of the function's accelerated time. So short that large files need several
   * invocations. Absent: the timeout of the stack.
   */
  readonly timeoutSeconds?: number;
}

/** The producer reserves 5 of these. The rest must be enough for one cell on a busy machine. */
const shortTimeoutSeconds = 14;

/** Partition slots for the values of a field. Few, so that each receives several records. */
const slotCount = 3;

/** Draws a deployment. Most are the stack's default. */
export function drawProducer(random: RandomSource): ProducerPlan {
  const layout = random.pick(['lines', 'lines', 'lines', 'csv', 'whole'] as const);
  // The layout `whole` (the object is one record) has no fields.
  const strategies =
    layout === 'whole' ? (['object', 'spread'] as const) : (['object', 'object', 'spread', 'field'] as const);
  const strategy = random.pick<PartitionStrategy>(strategies);
  const isShort = random.fraction() < 0.12;
  return { layout, strategy, ...(isShort && { timeoutSeconds: shortTimeoutSeconds }) };
}

/** Returns the environment variables of the producer for a deployment. */
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
