import type { InvocationEvent } from '@headwaters/stack-simulator';
import type { ConsumerEvidence, Evidence } from '../evidence/evidence.js';
import { failedInvocations, readDelivered } from './consumer-invocations.js';
import { findBlocking } from './planted-cause.js';

/**
 * I4: a consumer fails only if something was injected for this invocation: a fault of one of its calls, a kill, a bad
 * deployment, or a planted Kinesis record that fails at every attempt. A Kinesis record that can't be decoded is not such a
 * cause: it is quarantined at its first attempt, without a retry.
 *
 * @returns One message per violation.
 */
export function checkFailures(evidence: Evidence): string[] {
  return evidence.consumers.flatMap((consumer) => {
    const blocking = new Set(findBlocking(consumer, evidence).map(({ sequenceNumber }) => sequenceNumber));
    return failedInvocations(consumer, evidence)
      .filter((invocation) => !hasCause(invocation, evidence) && !contains(invocation, blocking))
      .map((invocation) => `${describe(consumer, invocation)}, but no fault was injected`);
  });
}

function hasCause({ requestId, outcome }: InvocationEvent, { faultyRequests, plan }: Evidence): boolean {
  if (outcome.kind === 'throttled' || faultyRequests.has(requestId)) return true;
  if (outcome.kind !== 'failed') return false;
  const { errorType } = outcome.failure;
  if (errorType === 'Runtime.ImportModuleError') return plan.badDeploymentMinutes > 0;
  return errorType === 'Runtime.ExitError' && plan.faults.consumerCrashesAfter.length > 0;
}

function contains(invocation: InvocationEvent, sequenceNumbers: ReadonlySet<string>): boolean {
  if (sequenceNumbers.size === 0) return false;
  return readDelivered(invocation).some(({ sequenceNumber }) => sequenceNumbers.has(sequenceNumber));
}

function describe({ functionName }: ConsumerEvidence, invocation: InvocationEvent): string {
  const { outcome } = invocation;
  const count = readDelivered(invocation).length;
  const result = outcome.kind === 'failed' ? outcome.failure.errorType : 'a batch item failure';
  return `${functionName} ended with ${result} for ${count} Kinesis records`;
}
