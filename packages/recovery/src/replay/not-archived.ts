import { readActorCoverage } from '@headwaters/ledger';
import {
  type ObjectVersion,
  countBytes,
  formatSourceUri,
  subtractRanges,
} from '@headwaters/pipeline-contract';
import type { RecoveryContext } from '../pipeline/recovery-context.js';
import type { RecoveryReport } from '../progress.js';

/** Returns the finding that nothing of an upload is archived. */
export function nothingArchived(source: ObjectVersion): RecoveryReport {
  return notArchived(source, 'Nothing of it is in the archive.');
}

function notArchived(source: ObjectVersion, message: string): RecoveryReport {
  return { type: 'finding', subject: formatSourceUri(source), code: 'HEADWATERS_NOT_ARCHIVED', message };
}

/**
 * Compares what the ledger shows as published of an upload with what a consumer has accepted since a replay of all of it. Returns the
 * finding that the archive lacks some of it; `undefined` if it lacks nothing, and if the receipts have expired.
 */
export async function findNotArchived(
  { s3, pipeline }: Pick<RecoveryContext, 's3' | 'pipeline'>,
  {
    source,
    consumer,
    sinceMillis,
  }: { readonly source: ObjectVersion; readonly consumer: string; readonly sinceMillis: number },
): Promise<RecoveryReport | undefined> {
  const [published, accepted] = await Promise.all([
    readActorCoverage(s3, pipeline.ledgerBucket, { source, actor: 'producer', outcomes: ['published'] }),
    readActorCoverage(s3, pipeline.ledgerBucket, {
      ...{ source, actor: consumer, outcomes: ['accepted'], sinceMillis },
    }),
  ]);
  const missing = countBytes(subtractRanges(published.ranges, accepted.ranges));
  if (missing === 0) return undefined;
  return notArchived(source, `${missing} bytes of it are published, but not in the archive: see its trace.`);
}
