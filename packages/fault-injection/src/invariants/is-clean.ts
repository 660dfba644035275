import type { InvocationEvent } from '@headwaters/stack-simulator';

/** Whether an invocation did all that it was asked: it did not fail, was not throttled, and reported no record. */
export function isClean({ outcome }: InvocationEvent): boolean {
  if (outcome.kind !== 'succeeded') return false;
  const answer = JSON.parse(outcome.payload) as { batchItemFailures?: readonly unknown[] } | null;
  return (answer?.batchItemFailures ?? []).length === 0;
}
