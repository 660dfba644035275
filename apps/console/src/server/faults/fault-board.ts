import type { FaultSwitch } from '../../contract/fault-switch.js';

/** The faults that can be switched on in a run. */
export interface FaultBoard {
  switches(): readonly FaultSwitch[];
  /** Returns whether there is a switch of that id. */
  set(id: string, isOn: boolean): boolean;
}
