import { PutObjectCommand } from '@aws-sdk/client-s3';
import { type FailureClosure, closureObject } from '@headwaters/pipeline-contract';
import { forEachPaced } from '../pace/for-each.js';
import type { RecoveryContext } from '../pipeline/recovery-context.js';
import type { InspectedRecord } from './settlement.js';

/** Concurrent PutObject requests. */
const concurrency = 16;

/** Stores how the failures of those Kinesis records ended whose object is unknown. Others have receipts. */
export async function storeClosures(
  { s3, pipeline, clock, caller: by }: Pick<RecoveryContext, 's3' | 'pipeline' | 'clock' | 'caller'>,
  consumer: string,
  {
    records,
    outcome,
    reason,
  }: {
    readonly records: readonly InspectedRecord[];
    readonly outcome: FailureClosure['outcome'];
    /** Why they were discarded. */
    readonly reason?: string;
  },
): Promise<void> {
  await forEachPaced(records, { concurrency, clock }, async ({ record, content }) => {
    if (typeof content !== 'string') return;
    const { stream, shardId, sequenceNumber, sibling } = record;
    const closure: FailureClosure = {
      closureVersion: 1,
      ...{ consumer, stream, shardId, sequenceNumber, content, outcome, by },
      ...(sibling !== undefined && { sibling }),
      ...(reason !== undefined && { reason }),
      at: new Date(clock.now()).toISOString(),
    };
    await s3.send(new PutObjectCommand({ Bucket: pipeline.ledgerBucket, ...closureObject(closure) }));
  });
}
