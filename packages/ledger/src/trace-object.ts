import type { S3Client } from '@aws-sdk/client-s3';
import type { ObjectVersion } from '@headwaters/pipeline-contract';
import { collectFailures } from './failures.js';
import { readReceipts } from './receipts.js';
import { findVersion } from './source-version.js';
import { type Trace, type TracedConsumer, traceSource } from './trace.js';

/** Where a pipeline keeps its ledger and its failures, and who reads its stream. */
export interface TracedPipeline {
  readonly ledgerBucket: string;
  readonly failuresBucket: string;
  readonly consumers: readonly TracedConsumer[];
}

/**
 * Reads what became of every byte of one version of an object.
 *
 * Needs s3:GetObject and s3:ListBucket on the source, ledger and failures buckets, and s3:GetObjectVersion on the source.
 *
 * @param source - Without a version, the latest.
 * @throws {@link SourceMissingError}, {@link ReceiptUnreadableError}, and the SDK's own errors.
 */
export async function traceObject(
  s3: S3Client,
  source: ObjectVersion,
  { ledgerBucket, failuresBucket, consumers }: TracedPipeline,
): Promise<Trace> {
  const found = await findVersion(s3, source);
  // Failures first: what is accepted meanwhile is then seen as accepted.
  const failures = await collectFailures(s3, failuresBucket, found);
  const receipts = await readReceipts(s3, ledgerBucket, found.source);
  return traceSource({ ...found, receipts, failures }, consumers);
}
