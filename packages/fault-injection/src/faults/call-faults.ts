import type { Fault } from '../gateway/fault.js';
import type { FaultRates } from '../plan/seed-plan.js';
import type { Attempt } from './fault-state.js';

/** A fault that is to strike. */
export interface DrawnFault {
  readonly fault: Fault;
  /** The calling function's processes end when it strikes. */
  readonly kills?: boolean;
  /** Called when it strikes. */
  readonly onStrike?: () => void;
}

/** What a fault is counted as. */
export function nameOfFault({ fault, kills }: DrawnFault): string {
  if (kills === true) return 'function killed';
  switch (fault.kind) {
    case 'fail':
      return `${fault.code} ${fault.when} it was served`;
    case 'reset':
      return fault.when === 'after' ? 'response lost' : 'reset';
    case 'garble':
      return `garbage (${fault.answer})`;
    case 'refuseEntries':
      return `entries refused with ${fault.code}`;
    case 'addEntries':
      return 'poison added';
    case 'cutBody':
      return fault.end === 'hang' ? 'body hangs' : 'body breaks off';
    case 'hang':
      return 'no answer';
    case 'delay':
      return 'late answer';
  }
}

/** Faults that a call as a whole can have, by the names of their rates. */
type CallRate =
  'failed' | 'reset' | 'lostResponse' | 'delayed' | 'slow' | 'garbled' | 'kmsThrottled' | 'hung';

/** From this attempt on a call is left alone, so that every fault but a denial passes. */
const firstUntouchedAttempt = 5;

/** Longest delay of an answer, in milliseconds of real time; and the delays of slow ones. */
const maxDelayMillis = 20;
const slowMillis = { min: 100, spread: 80 };

/**
 * Draws a fault of a call as a whole.
 *
 * @param further - Those that only some calls can have.
 */
export function drawCallFault(
  attempt: Attempt,
  rates: FaultRates,
  further: readonly Exclude<CallRate, 'failed' | 'reset' | 'lostResponse' | 'delayed'>[] = [],
): Fault | undefined {
  if (attempt.number >= firstUntouchedAttempt) return undefined;
  let draw = attempt.draw('call');
  for (const rate of ['failed', 'reset', 'lostResponse', 'delayed', ...further] as const) {
    // What was slow once is not slow again, or a short invocation might never get anywhere.
    const isOver = rate === 'slow' && attempt.number > 1;
    if (draw < rates[rate] && !isOver) return faultOf(rate, attempt.draw('detail'));
    draw -= rates[rate];
  }
  return undefined;
}

function faultOf(rate: CallRate, detail: number): Fault {
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
    case 'garbled': {
      const answers = ['notJson', 'empty', 'entryMissing', 'entriesBlank'] as const;
      return { kind: 'garble', answer: answers[Math.floor(detail * answers.length)] ?? 'empty' };
    }
  }
}
