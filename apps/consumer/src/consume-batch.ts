import type { Logger } from '@aws-lambda-powertools/logger';
import type { KinesisStreamBatchResponse } from 'aws-lambda';
import * as v from 'valibot';
import type { Delivery } from './delivery/delivery.js';
import { readDelivery } from './delivery/read-delivery.js';
import { StreamEventError } from './error/stream-event-error.js';
import type { Sink } from './sink/sink.js';
import { emptyTally, type Tally } from './tally/tally.js';

/** What a consumer works with in every invocation. */
export interface Consumer {
  readonly sink: Sink;
  readonly logger: Pick<Logger, 'error'>;
  /** Told once an invocation. */
  readonly report: (tally: Tally) => void;
}

/** All of a batch that must be right for a failure in it to be reported: that each record has its place in the shard. */
const batchSchema = v.object({
  Records: v.array(
    v.looseObject({ kinesis: v.looseObject({ sequenceNumber: v.pipe(v.string(), v.nonEmpty()) }) }),
  ),
});

/**
 * Gives the records of a batch to the sink, in the order of the shard, up to the first that fails.
 *
 * @returns the sequence number of the record that failed, so that Lambda delivers it and all after it again; or none.
 * @throws {@link StreamEventError} if the event is not a Kinesis batch: then Lambda delivers all of it again.
 */
export async function consumeBatch(
  event: unknown,
  { sink, logger, report }: Consumer,
): Promise<KinesisStreamBatchResponse> {
  if (!v.is(batchSchema, event)) throw new StreamEventError('The event is not a batch of Kinesis records');
  const tally = emptyTally();
  const batchItemFailures = [];
  for (const record of event.Records) {
    const { sequenceNumber } = record.kinesis;
    try {
      const delivery = readDelivery(record);
      await sink.accept(delivery);
      countAccepted(tally, delivery);
    } catch (error) {
      tally.blocksFailed += 1;
      logger.error('Record not accepted; the shard goes on from it again', {
        sequenceNumber,
        error: error as Error,
      });
      batchItemFailures.push({ itemIdentifier: sequenceNumber });
      break;
    }
  }
  report(tally);
  return { batchItemFailures };
}

function countAccepted(tally: Tally, { record, data }: Delivery): void {
  const { recordCount, rawLength } =
    record.profile === 'block' ? record.block : { recordCount: 1, rawLength: data.length };
  tally.blocksAccepted += 1;
  tally.recordsAccepted += recordCount;
  tally.bytesAccepted += rawLength;
}
