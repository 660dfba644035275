import type {
  PartitionStrategy,
  RecordLayout,
  RecordTerminator,
  WireProfile,
} from '@headwaters/pipeline-contract';
import type { RandomSource } from '@headwaters/test-kit';

/** Cell size of the functions, in bytes. Close to the producer's minimum, so that small files have many blocks. */
export const cellBytes = 1_536;

/** How a seed deploys the producer. */
export interface ProducerPlan {
  readonly layout: RecordLayout;
  readonly strategy: PartitionStrategy;
  readonly wire: WireProfile;
  /** Whether aggregates and plain records have their line terminators. */
  readonly terminator: RecordTerminator;
  /** `auto`: UTF-16 is found out. `utf-8`: a file that looks like UTF-16 is rejected. */
  readonly encoding: 'utf-8' | 'auto';
  /**
   * Timeout of an invocation, in seconds of the function's accelerated time. So short that large files need several
   * invocations. Absent: the timeout of the stack.
   */
  readonly timeoutSeconds?: number;
}

/** The producer reserves 5 of these. The rest must be enough for one cell on a busy machine. */
const shortTimeoutSeconds = 14;

/** Share of the seeds with short invocations. */
const shortShare = 0.12;

/** Partition slots for the values of a field. Few, so that each receives several records. */
const slotCount = 3;

/**
 * Draws a deployment. Most are the stack's default. The draws are the same for every wire. With the wire `plain`, the strategy `field` is
 * `spread` instead: its records have no offsets, so that nothing of them can be checked against the ledger.
 */
export function drawProducer(random: RandomSource, wire: WireProfile): ProducerPlan {
  const layout = random.pick(['lines', 'lines', 'lines', 'csv', 'whole'] as const);
  // The layout `whole` (the object is one record) has no fields.
  const strategies =
    layout === 'whole' ? (['object', 'spread'] as const) : (['object', 'object', 'spread', 'field'] as const);
  const drawn = random.pick<PartitionStrategy>(strategies);
  const strategy = wire === 'plain' && drawn === 'field' ? 'spread' : drawn;
  const detail = random.fraction();
  const isShort = detail < shortShare;
  // No draws of their own, which would change the plans of all seeds.
  const removes = wire !== 'block' && Math.floor(detail * 1_000) % 2 === 1;
  return {
    layout,
    strategy,
    wire,
    terminator: removes ? 'remove' : 'keep',
    encoding: Math.floor(detail * 10_000) % 4 === 0 ? 'utf-8' : 'auto',
    ...(isShort && { timeoutSeconds: shortTimeoutSeconds }),
  };
}

/** Returns the environment variables of the producer for a deployment. */
export function producerVariables({
  layout,
  strategy,
  wire,
  terminator,
  encoding,
}: ProducerPlan): Readonly<Record<string, string>> {
  return {
    ...(wire !== 'block' && { WIRE: wire, RECORD_TERMINATOR: terminator }),
    RECORD_LAYOUT: layout,
    PARTITION_STRATEGY: strategy,
    ENCODING: encoding,
    ...(layout === 'csv' && { CSV_HEADER: 'first-row' }),
    ...(strategy === 'field' && {
      PARTITION_FIELD: layout === 'csv' ? '1' : '/user/id',
      PARTITION_SLOTS: String(slotCount),
    }),
  };
}
