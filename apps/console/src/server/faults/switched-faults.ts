import type { Fault, FaultPlan, ServiceCall } from '@headwaters/fault-injection';
import type { InvocationRequest } from '@headwaters/stack-simulator';
import type { FaultSwitch } from '../../contract/feed.js';

/** A function's call, and what a fault may use to decide. */
interface StruckCall {
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

/** The faults that can be switched on in a run. */
export interface FaultBoard {
  switches(): readonly FaultSwitch[];
  /** Returns whether there is a switch of that id. */
  set(id: string, isOn: boolean): boolean;
}

/** Faults behind switches, all off at first. Of several that are on, the first that strikes a call counts. */
export class SwitchedFaults implements FaultBoard {
  readonly #kinds: readonly FaultKind[];
  readonly #random: () => number;
  readonly #on = new Set<string>();
  readonly #strikes = new Map<string, number>();

  /** @param random - A number from 0 up to but without 1. Default: Math.random. */
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
   * What breaks between one function and the services.
   *
   * @param crash - Ends the function's process.
   */
  planFor(functionName: string, crash: () => void): FaultPlan {
    return { faultFor: (call) => this.#faultFor(call, functionName, crash) };
  }

  /** An invocation as the faults that are on let a function have it. */
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
