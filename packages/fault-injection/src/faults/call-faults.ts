import type { Fault } from '../gateway/fault.js';
import type { FaultRates } from '../plan/seed-plan.js';
import type { Attempt } from './fault-state.js';

/** A fault and its side effects. */
export interface DrawnFault {
  readonly fault: Fault;
  /** Whether the calling function's processes are killed when the fault occurs. Default: false. */
  readonly kills?: boolean;
  /** Whether all such calls fail for some time. Default: false. */
  readonly isOutage?: boolean;
  /** Called when the fault occurs. */
  readonly onFault?: () => void;
}

/** Returns the name under which a fault is counted in the report. */
export function nameFault({ fault, kills, isOutage }: DrawnFault): string {
  if (kills === true) return 'function killed';
  if (isOutage === true) return `outage (${fault.kind === 'fail' ? fault.code : 'no answer'})`;
  switch (fault.kind) {
    case 'fail':
      return `${fault.code} ${fault.when} it was served`;
    case 'reset':
      return fault.when === 'after' ? 'response lost' : 'reset';
    case 'corruptResponse':
      return `garbage (${fault.corruption})`;
    case 'refuseEntries':
      return `entries refused with ${fault.code}`;
    case 'addEntries':
      return 'poison added';
    case 'truncateBody':
      return fault.end === 'hang' ? 'body hangs' : 'body breaks off';
    case 'hang':
      return 'no answer';
    case 'delay':
      return 'late answer';
  }
}

/** Rates of the faults that any call can have. */
const commonRates = ['failed', 'reset', 'lostResponse', 'delayed'] as const;

/** Rates of the faults that only some calls can have. */
type FurtherRate = 'slow' | 'corruptResponse' | 'kmsThrottled' | 'hung';

/** From this attempt on a call has no fault, so that every retry succeeds in the end. Denials are exempt. */
const firstAttemptWithoutFault = 5;

/**
 * Draws the fault of a complete call.
 *
 * @param furtherRates - Rates that apply to this call besides the common ones, in the order of the draw.
 */
export function drawCallFault(
  attempt: Attempt,
  rates: FaultRates,
  furtherRates: readonly FurtherRate[] = [],
): Fault | undefined {
  if (attempt.number >= firstAttemptWithoutFault) return undefined;
  let draw = attempt.draw('call');
  for (const rate of [...commonRates, ...furtherRates]) {
    // Only the first attempt is slow. Otherwise a short invocation might never make progress.
    const isExcluded = rate === 'slow' && attempt.number > 1;
    if (draw < rates[rate] && !isExcluded) return createFault(rate, attempt.draw('detail'));
    draw -= rates[rate];
  }
  return undefined;
}

/** Longest delay of a response, in milliseconds of real time. */
const maxDelayMillis = 20;

/** Delay of a slow response, in milliseconds of real time: `min`, plus up to `spread`. */
const slowMillis = { min: 100, spread: 80 };

/** @param detail - A number from 0 (inclusive) to 1 (exclusive) that determines the details of the fault. */
function createFault(rate: (typeof commonRates)[number] | FurtherRate, detail: number): Fault {
  const when = detail < 0.5 ? 'before' : 'after';
  switch (rate) {
    case 'failed':
      return { kind: 'fail', when, status: 500, code: 'InternalFailure' };
    case 'reset':
      return { kind: 'reset', when: 'before' };
    case 'lostResponse':
      return { kind: 'reset', when: 'after' };
    case 'delayed':
      return { kind: 'delay', millis: Math.ceil(detail * maxDelayMillis) };
    case 'slow':
      return { kind: 'delay', millis: slowMillis.min + Math.ceil(detail * slowMillis.spread) };
    case 'kmsThrottled':
      return { kind: 'fail', when: 'before', status: 400, code: 'KMSThrottlingException' };
    case 'hung':
      return { kind: 'hang', when };
    case 'corruptResponse': {
      const corruptions = ['notJson', 'empty', 'entryMissing', 'entriesBlank'] as const;
      const corruption = corruptions[Math.floor(detail * corruptions.length)] ?? 'empty';
      return { kind: 'corruptResponse', corruption };
    }
  }
}
