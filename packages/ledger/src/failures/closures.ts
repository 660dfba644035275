import type { S3Client } from '@aws-sdk/client-s3';
import { type FailureClosure, consumerClosuresPrefix, parseClosure } from '@headwaters/pipeline-contract';
import type { UnreadableRecords } from './failures.js';
import { listObjects, readTextObjects, storedSince } from '../s3-objects.js';

/**
 * Reads which damaged Kinesis records of a consumer an operator has discarded since a time. Their failures are deleted, and they have
 * no receipt, because their object is unknown. Those of the same reason and caller are one entry, with the latest time.
 *
 * @param since - Default: all.
 */
export async function collectDiscarded(
  s3: S3Client,
  ledgerBucket: string,
  { consumer, since }: { readonly consumer: string; readonly since: Date | undefined },
): Promise<UnreadableRecords[]> {
  const prefix = consumerClosuresPrefix(consumer);
  const listing = storedSince(since, listObjects(s3, { bucket: ledgerBucket, prefix }));
  const groups = new Map<string, UnreadableRecords>();
  for await (const { key, text } of readTextObjects(s3, ledgerBucket, listing)) {
    const closure = parseClosure(text);
    if (closure?.outcome !== 'discarded' || closure.content === 'foreign') continue;
    const why = describeClosure(closure);
    const { count, at } = groups.get(why) ?? { count: 0, at: closure.at };
    const latest = closure.at > at ? closure.at : at;
    groups.set(why, { state: 'discarded', consumer, why, count: count + 1, at: latest, key });
  }
  return [...groups.values()];
}

function describeClosure({ reason = 'no reason given', by }: FailureClosure): string {
  return `${reason}, by ${by}`;
}
