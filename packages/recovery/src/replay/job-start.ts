import { HeadObjectCommand } from '@aws-sdk/client-s3';
import { type JobScope, type RecoveryJob, jobKey } from '../job/recovery-job.js';
import type { RecoveryContext } from '../pipeline/recovery-context.js';

/** S3 reports times in full seconds, and this clock is read a moment later. */
const toleranceMillis = 2_000;

type Ports = Pick<RecoveryContext, 's3' | 'pipeline' | 'clock'>;

/**
 * Returns by how many milliseconds the clock of S3 is ahead of that of this machine, which may be wrong. Call it at the start of the
 * work of a job: its lease has just been written.
 */
export async function storageAheadMillis({ s3, pipeline, clock }: Ports, scope: JobScope): Promise<number> {
  const place = { Bucket: pipeline.ledgerBucket, Key: jobKey(scope) };
  const { LastModified: written } = await s3.send(new HeadObjectCommand(place));
  return written === undefined ? 0 : written.getTime() - clock.now();
}

/** Returns when a job started on the clock of S3, in milliseconds since the epoch: the times of receipts are compared with it. */
export async function jobStartMillis(
  context: Ports,
  scope: JobScope,
  { startedAt }: Pick<RecoveryJob, 'startedAt'>,
): Promise<number> {
  return startedAt.getTime() + (await storageAheadMillis(context, scope)) - toleranceMillis;
}
