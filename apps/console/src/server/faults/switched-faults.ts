import type { Fault, FaultPlan, ServiceCall } from '@headwaters/fault-injection';
import type { InvocationRequest } from '@headwaters/stack-simulator';
import type { FaultSwitch } from '../../contract/feed.js';

/** A function's call to a service, and what a fault can use to decide. */
interface AffectedCall {
  readonly call: ServiceCall;
  readonly functionName: string;
  /** True with probability 1/`sides`. */
  readonly oneIn: (sides: number) => boolean;
  /** Kills the function's process during the call. */
  readonly crash: () => void;
}

/** A fault that can be switched on. */
export interface FaultKind {
  readonly id: string;
  readonly label: string;
  readonly effect: string;
  /** The fault for a call while the switch is on; undefined for none. */
  strike?(struck: AffectedCall): Fault | undefined;
  /** The changed invocation while the switch is on; undefined if unchanged. */
  spoil?(request: InvocationRequest): InvocationRequest | undefined;
  /** Called when it is switched off. */
  forget?(): void;
}

/** The fault switches of a run. */
export interface FaultBoard {
  switches(): readonly FaultSwitch[];
  /** @returns Whether a switch with this id exists. */
  set(id: string, isOn: boolean): boolean;
}

/** Faults behind switches, initially off. If several are on, the first one that affects a call applies. */
export class SwitchedFaults implements FaultBoard {
  readonly #kinds: readonly FaultKind[];
  readonly #random: () => number;
  readonly #on = new Set<string>();
  readonly #strikes = new Map<string, number>();

  /** @param random - Returns a number in [0, 1). Default: Math.random. */
  constructor(kinds: readonly FaultKind[], random: () => number = Math.random) {
    this.#kinds = kinds;
    this.#random = random;
  }

  switches(): readonly FaultSwitch[] {
    return this.#kinds.map(({ id, label, effect }) => ({
      id,
      label,
      effect,
      isOn: this.#on.has(id),
      strikes: this.#strikes.get(id) ?? 0,
    }));
  }

  set(id: string, isOn: boolean): boolean {
    const kind = this.#kinds.find((each) => each.id === id);
    if (kind === undefined) return false;
    if (isOn) this.#on.add(id);
    else if (this.#on.delete(id)) kind.forget?.();
    return true;
  }

  /**
   * The fault plan of one function's gateway.
   *
   * @param crash - Kills the function's process.
   */
  planFor(functionName: string, crash: () => void): FaultPlan {
    return { faultFor: (call) => this.#faultFor(call, functionName, crash) };
  }

  /** Applies the switched-on faults to an invocation. */
  spoil(request: InvocationRequest): InvocationRequest {
    let given = request;
    for (const kind of this.#switchedOn()) {
      const spoilt = kind.spoil?.(given);
      if (spoilt === undefined) continue;
      given = spoilt;
      this.#count(kind);
    }
    return given;
  }

  #faultFor(call: ServiceCall, functionName: string, crash: () => void): Fault | undefined {
    const oneIn = (sides: number) => this.#random() * sides < 1;
    for (const kind of this.#switchedOn()) {
      const fault = kind.strike?.({ call, functionName, oneIn, crash });
      if (fault === undefined) continue;
      this.#count(kind);
      return fault;
    }
    return undefined;
  }

  #switchedOn(): readonly FaultKind[] {
    return this.#kinds.filter(({ id }) => this.#on.has(id));
  }

  #count({ id }: FaultKind): void {
    this.#strikes.set(id, (this.#strikes.get(id) ?? 0) + 1);
  }
}
