import type { Fault } from '../gateway/fault.js';

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
