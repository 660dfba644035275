import type { InvocationEvent } from '@headwaters/stack-simulator';
import type { ConsumerEvidence, Evidence } from '../observation/evidence.js';

/** What the clock may show between a record's arrival and its acceptance where nothing went wrong, in milliseconds. */
const promptMillis = 1_000;

/**
 * I4: other keys, shards and files keep flowing while one is stuck. A consumer none of whose invocations for a shard failed
 * accepts the shard's records as soon as they arrive, whatever happens to other shards, files and consumers: the clock
 * moves only when nothing else is left to do. Not to be told where the clock jumps or shards change.
 */
export function checkFlow({ plan, consumers, invocations }: Evidence): string[] {
  if (plan.clockJumpAfterCalls !== undefined || plan.reshards.length > 0) return [];
  return consumers.flatMap((consumer) => {
    const disturbed = disturbedShards(consumer, invocations);
    const late = consumer.outcomes.filter(
      ({ shardId, arrivalMillis, atMillis }) =>
        !disturbed.has(shardId) && atMillis - arrivalMillis > promptMillis,
    );
    return late.length === 0
      ? []
      : [
          `${consumer.functionName}: ${String(late.length)} records waited on a shard where nothing was wrong`,
        ];
  });
}

/** Shards of which an invocation failed, was throttled, or reported a record. */
function disturbedShards(
  { functionName }: ConsumerEvidence,
  invocations: readonly InvocationEvent[],
): ReadonlySet<string> {
  return new Set(
    invocations
      .filter((invocation) => invocation.functionName === functionName && !isClean(invocation))
      .flatMap(({ payload }) => shardsOf(payload)),
  );
}

function isClean({ outcome }: InvocationEvent): boolean {
  if (outcome.kind !== 'succeeded') return false;
  const answer = JSON.parse(outcome.payload) as { batchItemFailures?: readonly unknown[] } | null;
  return (answer?.batchItemFailures ?? []).length === 0;
}

function shardsOf(payload: string): string[] {
  const { Records } = JSON.parse(payload) as { Records: readonly { eventID: string }[] };
  return Records.map(({ eventID }) => eventID.slice(0, eventID.indexOf(':')));
}
