import type { Fault, ServiceCall } from '@headwaters/fault-injection';
import type { InvocationRequest } from '@headwaters/stack-simulator';

/** A function's call, and what a fault may use to decide. */
export interface StruckCall {
  readonly call: ServiceCall;
  readonly functionName: string;
  /** Whether a die with that many sides shows a one. */
  readonly oneIn: (sides: number) => boolean;
  /** Ends the function's process under the call. */
  readonly crash: () => void;
}

/** A fault that can be switched on. */
export interface FaultKind {
  readonly id: string;
  readonly label: string;
  readonly effect: string;
  /** What goes wrong with a call while it is on, if anything. */
  strike?(struck: StruckCall): Fault | undefined;
  /** An invocation as the function is given it while it is on; undefined where it leaves it as it is. */
  spoil?(request: InvocationRequest): InvocationRequest | undefined;
  /** Told when it is switched off. */
  forget?(): void;
}
