import type { FaultKind } from './switched-faults.js';

const latencyMillis = 400;

/** Faults of the services and of the way to them, for every function alike. */
export const serviceFaults: readonly FaultKind[] = [
  {
    id: 'throttle',
    label: 'The stream throttles',
    effect: 'Every other request to the stream has half of its records refused.',
    strike({ call, oneIn }) {
      if (call.kind !== 'putRecords' || !oneIn(2)) return undefined;
      const places = call.entries.map((_, place) => place).filter((place) => place % 2 === 0);
      return { kind: 'refuseEntries', places, code: 'ProvisionedThroughputExceededException' };
    },
  },
  {
    id: 'errors',
    label: 'Services answer 500',
    effect: 'One call in four fails; half of those have done what was asked.',
    strike({ oneIn }) {
      if (!oneIn(4)) return undefined;
      return { kind: 'fail', when: oneIn(2) ? 'before' : 'after', status: 500, code: 'InternalFailure' };
    },
  },
  {
    id: 'lost-answers',
    label: 'Answers get lost',
    effect: 'One call in four is served, and its connection is reset before the answer.',
    strike({ oneIn }) {
      return oneIn(4) ? { kind: 'reset', when: 'after' } : undefined;
    },
  },
  {
    id: 'latency',
    label: 'Everything takes longer',
    effect: `Every call takes ${latencyMillis} ms more.`,
    strike: () => ({ kind: 'delay', millis: latencyMillis }),
  },
  {
    id: 'crash',
    label: 'Functions are killed',
    effect: 'One call in four ends the process that made it.',
    strike({ oneIn, crash }) {
      if (!oneIn(4)) return undefined;
      crash();
      return { kind: 'reset', when: 'before' };
    },
  },
];
