import type { InvocationEvent } from '@headwaters/stack-simulator';
import type { ConsumerEvidence, Evidence, Upload } from '../evidence/evidence.js';
import { failedInvocations, hasSucceeded, readDelivered, readingFromStart } from './consumer-invocations.js';
import { blockOfUpload } from './upload-blocks.js';

/**
 * Longest delay that counts as prompt, in milliseconds of the steady clock. For files, it applies once more per reshard:
 * Kinesis records of a child shard have arrival times at least one second after the reshard.
 */
const promptMillis = 1_000;

/**
 * I4: a fault delays only its own key, shard or file. The virtual clock advances only when no other work is left, so work
 * without a fault is done at once:
 *
 * - A consumer accepts the Kinesis records of a shard at the end of the batching window, unless an invocation or a read failed for that shard or for
 *   one of its ancestors (a child shard is read after its parents).
 * - A file is on the stream when its event is due, unless an invocation for it failed.
 *
 * @returns One message per violation.
 */
export function checkProgress(evidence: Evidence): string[] {
  return [
    ...readingFromStart(evidence).flatMap((consumer) => checkShards(consumer, evidence)),
    ...evidence.uploads.flatMap((upload) => checkFile(upload, evidence)),
  ];
}

function checkShards(consumer: ConsumerEvidence, evidence: Evidence): string[] {
  const failedShards = findFailedShards(consumer, evidence);
  const hasFailed = (shardId: string): boolean =>
    failedShards.has(shardId) || (evidence.shardParents.get(shardId) ?? []).some(hasFailed);
  // A child shard is read at the end of its parent's last window.
  const windows = 1 + evidence.plan.reshards.length;
  const latestMillis = promptMillis + windows * evidence.batchingWindowSeconds * 1_000;
  const late = consumer.outcomes.filter(
    ({ shardId, arrivalMillis, atMillis }) => !hasFailed(shardId) && atMillis - arrivalMillis > latestMillis,
  );
  const shards = [...new Set(late.map(({ shardId }) => shardId))].join(', ');
  return late.length === 0
    ? []
    : [
        `${consumer.functionName}: ${late.length} Kinesis records were delayed on shards without a failure: ${shards}`,
      ];
}

/** Shards for which a read or an invocation of this consumer failed, was throttled, or reported a batch item failure. */
function findFailedShards(consumer: ConsumerEvidence, evidence: Evidence): ReadonlySet<string> {
  const failed = failedInvocations(consumer, evidence).flatMap(readDelivered);
  const prefix = `${consumer.functionName} `;
  const unread = [...evidence.failedReads].filter((name) => name.startsWith(prefix));
  return new Set([
    ...failed.map(({ shardId }) => shardId),
    ...unread.map((name) => name.slice(prefix.length)),
  ]);
}

function checkFile(upload: Upload, { plan, invocations, consumers }: Evidence): string[] {
  const own = invocations.filter((invocation) => isForUpload(invocation, upload));
  if (!own.every(hasSucceeded)) return [];
  const arrivals = new Map<number, number>();
  for (const { carried, arrivalMillis } of consumers.flatMap(({ outcomes }) => outcomes)) {
    const offset = blockOfUpload(carried, upload)?.offset;
    if (offset === undefined) continue;
    arrivals.set(offset, Math.min(arrivals.get(offset) ?? Infinity, arrivalMillis));
  }
  const latestMillis = upload.dueMillis + promptMillis * (1 + plan.reshards.length);
  const late = [...arrivals.values()].filter((millis) => millis > latestMillis);
  return late.length === 0
    ? []
    : [`${late.length} blocks of ${upload.file.name} were delayed, but no invocation for it failed`];
}

function isForUpload({ trigger, payload }: InvocationEvent, { versionId }: Upload): boolean {
  return trigger !== 'mapping' && payload.includes(versionId);
}
