import type { Choice } from '../world/list-choices.js';

/** The states of a search, numbered from 0 in the order in which they were reached, and the events between them. */
export class StateGraph {
  readonly #indexes = new Map<string, number>();
  /** The state from which each state was reached first, and the event that led to it. */
  readonly #origins: {
    readonly from: number;
    readonly choice: Choice | undefined;
    readonly depth: number;
  }[] = [];
  readonly #sources: number[] = [];
  readonly #targets: number[] = [];

  get states(): number {
    return this.#origins.length;
  }

  get transitions(): number {
    return this.#sources.length;
  }

  /** Adds the first state. */
  addStart(key: string): void {
    this.#add(key, { from: -1, choice: undefined, depth: 0 });
  }

  /** Adds an event that led from one state to another. Returns the number of the other one if it is new. */
  addTransition(from: number, choice: Choice, key: string): number | undefined {
    const known = this.#indexes.get(key);
    this.#sources.push(from);
    this.#targets.push(known ?? this.states);
    return known === undefined ? this.#add(key, { from, choice, depth: this.depthOf(from) + 1 }) : undefined;
  }

  /** Number of events on the shortest way to a state. */
  depthOf(index: number): number {
    return this.#origins[index]?.depth ?? 0;
  }

  /** The events of the shortest way to a state. */
  pathTo(index: number): readonly Choice[] {
    const path: Choice[] = [];
    for (let origin = this.#origins[index]; origin?.choice !== undefined; origin = this.#origins[origin.from])
      path.push(origin.choice);
    return path.reverse();
  }

  /** Returns a state from which a run comes back to it, if there is one. Removes states without open predecessors until none is left. */
  findCycle(): number | undefined {
    const open = new Uint32Array(this.states);
    for (const target of this.#targets) open[target] = (open[target] ?? 0) + 1;
    const outgoing = this.#outgoing();
    const done: number[] = [];
    open.forEach((count, index) => {
      if (count === 0) done.push(index);
    });
    for (const index of done) {
      for (const target of outgoing(index)) {
        open[target] = (open[target] ?? 0) - 1;
        if (open[target] === 0) done.push(target);
      }
    }
    const remaining = open.findIndex((count) => count > 0);
    return remaining < 0 ? undefined : remaining;
  }

  /** Transitions are added in the order of their sources. */
  #outgoing(): (index: number) => readonly number[] {
    const firsts = new Uint32Array(this.states + 1);
    for (const source of this.#sources) firsts[source + 1] = (firsts[source + 1] ?? 0) + 1;
    for (let index = 1; index < firsts.length; index++)
      firsts[index] = (firsts[index] ?? 0) + (firsts[index - 1] ?? 0);
    return (index) => this.#targets.slice(firsts[index], firsts[index + 1]);
  }

  #add(key: string, origin: { from: number; choice: Choice | undefined; depth: number }): number {
    const index = this.states;
    this.#indexes.set(key, index);
    this.#origins.push(origin);
    return index;
  }
}
