import { HeadObjectCommand } from '@aws-sdk/client-s3';
import { type JobScope, type RecoveryJob, jobKey } from '../job/recovery-job.js';
import type { RecoveryContext } from '../pipeline/recovery-context.js';

/** S3 reports times in full seconds, and this clock is read a moment later. */
const toleranceMillis = 2_000;

/**
 * Returns when a job started on the clock of S3, in milliseconds since the epoch: the times of receipts are compared with it, and the
 * clock of this machine may be wrong. Call it at the start of the work: the lease has just been written.
 */
export async function jobStartMillis(
  { s3, pipeline, clock }: Pick<RecoveryContext, 's3' | 'pipeline' | 'clock'>,
  scope: JobScope,
  { startedAt }: Pick<RecoveryJob, 'startedAt'>,
): Promise<number> {
  const place = { Bucket: pipeline.ledgerBucket, Key: jobKey(scope) };
  const { LastModified: written } = await s3.send(new HeadObjectCommand(place));
  const aheadMillis = written === undefined ? 0 : written.getTime() - clock.now();
  return startedAt.getTime() + aheadMillis - toleranceMillis;
}
