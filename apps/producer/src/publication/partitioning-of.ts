import type { ProducerEnvironment } from '@headwaters/pipeline-contract';
import type { Partitioning } from './partitioner.js';

/** The partitioning that the producer's settings ask for. */
export function partitioningOf({
  PARTITION_STRATEGY: strategy,
  PARTITION_FIELD: field = '',
  PARTITION_SLOTS: slotCount,
}: ProducerEnvironment): Partitioning {
  return strategy === 'field' ? { strategy, field, slotCount } : { strategy };
}
