import type { InvocationEvent } from '@headwaters/stack-simulator';
import type { ConsumerEvidence, Evidence, Upload } from '../evidence/evidence.js';
import { blockOfUpload } from './upload-blocks.js';

/**
 * What the steady clock may show between the moment when something can go on and when it does, in milliseconds. Records of a
 * shard that came of a change arrive a second after the change at the earliest: so late for each change, by their own account.
 */
const promptMillis = 1_000;

/**
 * I4: other keys, shards and files keep flowing while one is stuck. The clock moves only when nothing else is left to do, so
 * whatever is not held up itself happens at once:
 *
 * - A consumer accepts the records of a shard as they arrive, unless an invocation for that shard, or a reading of it, failed,
 *   or of a shard that it came of: a child is read after its parents.
 * - A file is on the stream as soon as its event is due, unless an invocation for that file failed.
 */
export function checkFlow(evidence: Evidence): string[] {
  return [
    ...evidence.consumers.flatMap((consumer) => checkShards(consumer, evidence)),
    ...evidence.uploads.flatMap((upload) => checkFile(upload, evidence)),
  ];
}

function checkShards(consumer: ConsumerEvidence, evidence: Evidence): string[] {
  const disturbed = disturbedShards(consumer, evidence);
  const isHeldUp = (shardId: string): boolean =>
    disturbed.has(shardId) || (evidence.shardParents.get(shardId) ?? []).some(isHeldUp);
  const late = consumer.outcomes.filter(
    ({ shardId, arrivalMillis, atMillis }) => !isHeldUp(shardId) && atMillis - arrivalMillis > promptMillis,
  );
  return late.length === 0
    ? []
    : [`${consumer.functionName}: ${late.length} records waited on a shard where nothing was wrong`];
}

/** Shards of which a reading or an invocation failed, was throttled, or reported a record. */
function disturbedShards(
  { functionName }: ConsumerEvidence,
  { invocations, readingsFailed }: Evidence,
): ReadonlySet<string> {
  const failed = invocations.filter(
    (invocation) => invocation.functionName === functionName && !isClean(invocation),
  );
  const own = `${functionName} `;
  const unread = [...readingsFailed].filter((name) => name.startsWith(own));
  return new Set([
    ...failed.flatMap(({ payload }) => shardsOf(payload)),
    ...unread.map((name) => name.slice(own.length)),
  ]);
}

function shardsOf(payload: string): string[] {
  const { Records } = JSON.parse(payload) as { Records: readonly { eventID: string }[] };
  return Records.map(({ eventID }) => eventID.slice(0, eventID.indexOf(':')));
}

function checkFile(upload: Upload, { plan, invocations, consumers }: Evidence): string[] {
  const own = invocations.filter((invocation) => isAbout(invocation, upload));
  if (!own.every(isClean)) return [];
  const arrivals = new Map<number, number>();
  for (const { decoded, arrivalMillis } of consumers.flatMap(({ outcomes }) => outcomes)) {
    const offset = blockOfUpload(decoded, upload)?.offset;
    if (offset === undefined) continue;
    arrivals.set(offset, Math.min(arrivals.get(offset) ?? Infinity, arrivalMillis));
  }
  const latestMillis = upload.dueMillis + promptMillis * (1 + plan.reshards.length);
  const late = [...arrivals.values()].filter((millis) => millis > latestMillis);
  return late.length === 0
    ? []
    : [`${late.length} blocks of ${upload.file.name} came late, though nothing was wrong with it`];
}

function isAbout({ trigger, payload }: InvocationEvent, { versionId }: Upload): boolean {
  return trigger !== 'mapping' && payload.includes(versionId);
}

/** Whether an invocation did all that it was asked: it did not fail, was not throttled, and reported no record. */
function isClean({ outcome }: InvocationEvent): boolean {
  if (outcome.kind !== 'succeeded') return false;
  const answer = JSON.parse(outcome.payload) as { batchItemFailures?: readonly unknown[] } | null;
  return (answer?.batchItemFailures ?? []).length === 0;
}
