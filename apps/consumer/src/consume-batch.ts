import type { Logger } from '@aws-lambda-powertools/logger';
import type { KinesisStreamBatchResponse } from 'aws-lambda';
import * as v from 'valibot';
import { readDelivery } from './delivery.js';
import { PoisonError, StreamEventError, isPermanent } from './errors.js';
import { AcceptedRanges, type Ledger } from './ledger.js';
import type { Sink } from './sink/sink.js';
import { type Tally, countAccepted, emptyTally } from './tally.js';

/** What a consumer works with in every invocation. */
export interface Consumer {
  readonly sink: Sink;
  readonly logger: Pick<Logger, 'error'>;
  /** Without one, no receipts are written. */
  readonly ledger: Ledger | undefined;
  /** Told once an invocation. */
  readonly report: (tally: Tally) => void;
}

/** All of a batch that must be right for a failure in it to be reported: that each record has its place in the shard. */
const batchSchema = v.object({
  Records: v.array(
    v.looseObject({ kinesis: v.looseObject({ sequenceNumber: v.pipe(v.string(), v.nonEmpty()) }) }),
  ),
});

type BatchRecord = v.InferOutput<typeof batchSchema>['Records'][number];

/** Where a batch ended early, and why. */
interface Failure {
  readonly index: number;
  readonly sequenceNumber: string;
  readonly error: Error;
}

/**
 * Gives the records of a batch to the sink, in the order of the shard, up to the first that fails, and writes down which
 * bytes of which objects it took.
 *
 * @returns the sequence number of the record that failed, so that Lambda delivers it and all after it again; or none.
 * @throws {@link PoisonError} if the first of several can never be accepted: then Lambda halves the batch, again and again,
 * until that record is alone, and gives it up to the failure destination without its neighbours.
 * @throws {@link StreamEventError} if the event is not a Kinesis batch: then Lambda delivers all of it again.
 */
export async function consumeBatch(event: unknown, consumer: Consumer): Promise<KinesisStreamBatchResponse> {
  if (!v.is(batchSchema, event)) throw new StreamEventError('The event is not a batch of Kinesis records');
  const tally = emptyTally();
  const accepted = new AcceptedRanges();
  const failure = await acceptInOrder(event.Records, consumer.sink, { tally, accepted });
  consumer.report(tally);
  const { ledger, logger } = consumer;
  if (ledger !== undefined) await Promise.all(accepted.acceptances().map(ledger));
  if (failure === undefined) return { batchItemFailures: [] };
  const { index, sequenceNumber, error } = failure;
  logger.error('Record not accepted; the shard goes on from it again', { sequenceNumber, error });
  // Lambda splits a batch where a record is reported. One reported at the very front would stay with those behind it.
  if (index === 0 && event.Records.length > 1 && isPermanent(error)) {
    throw new PoisonError(sequenceNumber, { cause: error });
  }
  return { batchItemFailures: [{ itemIdentifier: sequenceNumber }] };
}

async function acceptInOrder(
  records: readonly BatchRecord[],
  sink: Sink,
  { tally, accepted }: { tally: Tally; accepted: AcceptedRanges },
): Promise<Failure | undefined> {
  for (const [index, record] of records.entries()) {
    try {
      const delivery = readDelivery(record);
      await sink.accept(delivery);
      countAccepted(tally, delivery);
      if (delivery.record.profile === 'block') accepted.add(delivery.record.block);
    } catch (error) {
      tally.blocksFailed += 1;
      return { index, sequenceNumber: record.kinesis.sequenceNumber, error: error as Error };
    }
  }
  return undefined;
}
