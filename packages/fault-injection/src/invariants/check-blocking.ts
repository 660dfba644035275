import type { ConsumerEvidence, Evidence, RecordOutcome } from '../evidence/evidence.js';
import { readingFromStart } from './consumer-invocations.js';
import { findBlocking } from './planted-cause.js';

const millisPerSecond = 1_000;
const millisPerMinute = 60_000;

/** Longest delay between two attempts at a batch, in the simulator. */
const maxRetryMillis = 60_000;

/**
 * Attempts after the age limit until a Kinesis record that fails at every attempt is quarantined. One that kills the process
 * is quarantined at its second attempt with a marker.
 */
const attemptsWhenOld = 2;

/** Room for single faults of calls, each of which delays a batch by seconds. */
const singleFaultsMillis = 10 * millisPerMinute;

/**
 * I4: the time for which a shard is blocked is bounded. A Kinesis record waits until everything that fails for long has ended,
 * and then for the planted Kinesis records before it: the first until it is old enough to be quarantined, the others are old by
 * then.
 *
 * @returns One message per consumer with a violation.
 */
export function checkBlocking(evidence: Evidence): string[] {
  return readingFromStart(evidence).flatMap((consumer) => {
    const boundMillis = longestWaitMillis(consumer, evidence);
    const waits = consumer.outcomes.map((outcome) => waitMillis(outcome, evidence));
    const longestMillis = Math.max(0, ...waits);
    return longestMillis <= boundMillis
      ? []
      : [
          `${consumer.functionName}: a Kinesis record waited ${formatMinutes(longestMillis)}, ` +
            `the bound is ${formatMinutes(boundMillis)}`,
        ];
  });
}

function longestWaitMillis(consumer: ConsumerEvidence, evidence: Evidence): number {
  const { quarantineAfterSeconds } = evidence.plan.consumer;
  const blocking = findBlocking(consumer, evidence).length;
  const ageMillis = blocking === 0 ? 0 : quarantineAfterSeconds * millisPerSecond;
  return ageMillis + (1 + blocking * attemptsWhenOld) * maxRetryMillis + singleFaultsMillis;
}

/** Time from the arrival, or from the end of what fails for long if that is later. */
function waitMillis({ arrivalMillis, atMillis }: RecordOutcome, { plan, startMillis }: Evidence): number {
  const endMinutes = Math.max(
    plan.badDeploymentMinutes,
    plan.zeroConcurrencyMinutes.consumers,
    ...plan.outages.map(({ endSeconds }) => endSeconds / 60),
  );
  return atMillis - Math.max(arrivalMillis, startMillis + endMinutes * millisPerMinute);
}

function formatMinutes(millis: number): string {
  return `${(millis / millisPerMinute).toFixed(1)} minutes`;
}
