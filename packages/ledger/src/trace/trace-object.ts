import type { S3Client } from '@aws-sdk/client-s3';
import type { ObjectVersion } from '@headwaters/pipeline-contract';
import { collectDiscarded } from '../failures/closures.js';
import { collectFailures } from '../failures/failures.js';
import { readReceipts } from '../receipts/receipts.js';
import { findVersion } from '../source-version.js';
import { traceSource, type ConsumerTrace, type Trace, type TracedConsumer } from './trace.js';

/** The buckets and consumers of a pipeline. */
export interface TracedPipeline {
  readonly ledgerBucket: string;
  readonly failuresBucket: string;
  readonly consumers: readonly TracedConsumer[];
}

/**
 * Traces one object version: reads its receipts and failures and derives the status of every byte.
 *
 * Requires s3:GetObject and s3:ListBucket on the source, ledger and failures buckets, and s3:GetObjectVersion on the
 * source bucket.
 *
 * @param source - Default: the latest version.
 * @throws {@link SourceMissingError}, {@link ReceiptUnreadableError}, and errors of the AWS SDK.
 */
export async function traceObject(
  s3: S3Client,
  source: ObjectVersion,
  { ledgerBucket, failuresBucket, consumers }: TracedPipeline,
): Promise<Trace> {
  const found = await findVersion(s3, source);
  // Failures before receipts: ranges that are accepted between the two reads then count as accepted.
  const failures = await collectFailures(s3, failuresBucket, found);
  const receipts = await readReceipts(s3, ledgerBucket, found.source);
  const evidence = { ...found, receipts, failures };
  const trace = traceSource(evidence, consumers);
  const discarded = await Promise.all(
    trace.consumers
      .filter(isUnexplained)
      .map(({ name: consumer }) => collectDiscarded(s3, ledgerBucket, { consumer, since: found.uploadedAt })),
  );
  if (discarded.flat().length === 0) return trace;
  const unreadable = [...failures.unreadable, ...discarded.flat()];
  return traceSource({ ...evidence, failures: { ...failures, unreadable } }, consumers);
}

/** Whether something was published that the consumer neither has nor failed on, as far as receipts and failures show. */
function isUnexplained({ gaps }: ConsumerTrace): boolean {
  return gaps.some(({ state, at }) => state === 'missing' && at !== undefined);
}
