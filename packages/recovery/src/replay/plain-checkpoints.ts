import { listObjects, readTextObjects } from '@headwaters/ledger';
import {
  type ObjectVersion,
  type Receipt,
  actorReceiptsPrefix,
  parseReceipt,
} from '@headwaters/pipeline-contract';
import type { RecoveryContext } from '../pipeline/recovery-context.js';

/** What the producer's receipts say about the records of an upload. */
export interface PlainCheckpoints {
  /** The upload, as the producer names it. */
  readonly source: Receipt['source'];
  /** By offset: the number of the record that starts there, or would. */
  readonly lineNumbers: ReadonlyMap<number, number>;
  /** Size of the upload; `undefined` if the producer has not reached its end. */
  readonly endOffset: number | undefined;
}

/**
 * Reads how many records start before which offsets of an upload. Returns `undefined` without receipts.
 *
 * Memory: two numbers per receipt.
 */
export async function readCheckpoints(
  { s3, pipeline }: Pick<RecoveryContext, 's3' | 'pipeline'>,
  upload: ObjectVersion,
): Promise<PlainCheckpoints | undefined> {
  const { ledgerBucket: bucket } = pipeline;
  const lineNumbers = new Map<number, number>();
  let found: Pick<PlainCheckpoints, 'source' | 'endOffset'> | undefined;
  const listing = listObjects(s3, { bucket, prefix: actorReceiptsPrefix(upload, 'producer') });
  for await (const { text } of readTextObjects(s3, bucket, listing)) {
    const receipt = parseReceipt(text);
    if (receipt?.outcome !== 'published' || receipt.endOffset === undefined) continue;
    const { source, lineNumber, recordCount, offset, endOffset, isLast } = receipt;
    found = { source, endOffset: isLast ? endOffset : found?.endOffset };
    if (lineNumber === undefined) continue;
    lineNumbers.set(offset, lineNumber);
    lineNumbers.set(endOffset, lineNumber + recordCount);
  }
  return found && { ...found, lineNumbers };
}
