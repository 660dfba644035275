import type { Logger } from '@aws-lambda-powertools/logger';
import type { KinesisStreamBatchResponse } from 'aws-lambda';
import * as v from 'valibot';
import { readDelivery } from './delivery.js';
import { PoisonError, StreamEventError, isPermanent } from './errors.js';
import { countAccepted, zeroCounts, type InvocationCounts } from './invocation-counts.js';
import { AcceptedRanges, type Ledger } from './ledger.js';
import type { Sink } from './sink/sink.js';

/** What a consumer depends on. Made once, outside the handler. */
export interface Consumer {
  readonly sink: Sink;
  readonly logger: Pick<Logger, 'error'>;
  /** Without a ledger, no receipts are written. */
  readonly ledger: Ledger | undefined;
  /** Called once per invocation. */
  readonly reportCounts: (counts: InvocationCounts) => void;
}

/** What a batch needs for a failure in it to be reported: the sequence number of each Kinesis record. */
const batchSchema = v.object({
  Records: v.array(
    v.looseObject({ kinesis: v.looseObject({ sequenceNumber: v.pipe(v.string(), v.nonEmpty()) }) }),
  ),
});

type EventRecord = v.InferOutput<typeof batchSchema>['Records'][number];

/** The first failure of a batch, where it ended. */
interface Failure {
  readonly index: number;
  readonly sequenceNumber: string;
  readonly error: Error;
}

/**
 * Passes the Kinesis records of a batch to the sink, in the order of the shard, up to the first failure, and writes
 * receipts of what was accepted.
 *
 * @returns the sequence number of the Kinesis record that failed, if any: Lambda delivers it and all after it again.
 * @throws {@link PoisonError} if the first of several can never be accepted: Lambda splits the batch until that one is
 * alone, and then sends only it to the failure destination.
 * @throws {@link StreamEventError} if the event is not a Kinesis batch: Lambda delivers all of it again.
 */
export async function consumeBatch(event: unknown, consumer: Consumer): Promise<KinesisStreamBatchResponse> {
  if (!v.is(batchSchema, event)) throw new StreamEventError('The event is not a batch of Kinesis records');
  const counts = zeroCounts();
  const accepted = new AcceptedRanges();
  const failure = await acceptInOrder(event.Records, consumer.sink, { counts, accepted });
  consumer.reportCounts(counts);
  const { ledger, logger } = consumer;
  if (ledger !== undefined) await Promise.all(accepted.ledgerEntries().map(ledger));
  if (failure === undefined) return { batchItemFailures: [] };
  const { index, sequenceNumber, error } = failure;
  logger.error('Kinesis record not accepted; Lambda will deliver it again', { sequenceNumber, error });
  // Lambda splits a batch at the reported sequence number, which isolates nothing if it is the first.
  if (index === 0 && event.Records.length > 1 && isPermanent(error)) {
    throw new PoisonError(sequenceNumber, { cause: error });
  }
  // mutation-anchor: report-failure
  return { batchItemFailures: [{ itemIdentifier: sequenceNumber }] };
}

async function acceptInOrder(
  records: readonly EventRecord[],
  sink: Sink,
  { counts, accepted }: { counts: InvocationCounts; accepted: AcceptedRanges },
): Promise<Failure | undefined> {
  for (const [index, record] of records.entries()) {
    try {
      const delivery = readDelivery(record);
      await sink.accept(delivery);
      countAccepted(counts, delivery);
      if (delivery.record.profile === 'block') accepted.add(delivery.record.block);
    } catch (error) {
      counts.blocksFailed += 1;
      return { index, sequenceNumber: record.kinesis.sequenceNumber, error: error as Error };
    }
  }
  return undefined;
}
