import type { Fault } from './fault.js';
import type { ServiceCall } from './service-call.js';

/** Decides what breaks, and is told what happens. */
export interface FaultPlan {
  /** What goes wrong with this call, if anything. Asked once for each call, in the order in which they come. */
  faultFor(call: ServiceCall): Fault | undefined;
  /** Called when a fault takes effect: at the byte where a body breaks off, and after the service was asked where it is. */
  struck?(call: ServiceCall, fault: Fault): void;
  /** Called when a service has done what was asked, whatever the client gets to see of it. */
  served?(call: ServiceCall): void;
}
