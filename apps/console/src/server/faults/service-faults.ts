import type { FaultKind } from './switched-faults.js';

const latencyMillis = 400;

/** Faults of the services and the network, for all functions. */
export const serviceFaults: readonly FaultKind[] = [
  {
    id: 'throttle',
    label: 'The stream throttles',
    effect: 'Half of the PutRecords requests have half of their entries throttled.',
    strike({ call, oneIn }) {
      if (call.kind !== 'putRecords' || !oneIn(2)) return undefined;
      const indexes = call.entries.map((_, index) => index).filter((index) => index % 2 === 0);
      return { kind: 'refuseEntries', indexes, code: 'ProvisionedThroughputExceededException' };
    },
  },
  {
    id: 'errors',
    label: 'Services return 500',
    effect: 'One call in four returns 500. In half of those cases the service has executed the call.',
    strike({ oneIn }) {
      if (!oneIn(4)) return undefined;
      return { kind: 'fail', when: oneIn(2) ? 'before' : 'after', status: 500, code: 'InternalFailure' };
    },
  },
  {
    id: 'lost-answers',
    label: 'Responses are lost',
    effect: 'One call in four is executed, and its connection is reset before the response.',
    strike({ oneIn }) {
      return oneIn(4) ? { kind: 'reset', when: 'after' } : undefined;
    },
  },
  {
    id: 'latency',
    label: 'Latency',
    effect: `Every call takes ${latencyMillis} ms longer.`,
    strike: () => ({ kind: 'delay', millis: latencyMillis }),
  },
  {
    id: 'crash',
    label: 'Functions are killed',
    effect: 'One call in four kills the process that made it.',
    strike({ oneIn, crash }) {
      if (!oneIn(4)) return undefined;
      crash();
      return { kind: 'reset', when: 'before' };
    },
  },
];
