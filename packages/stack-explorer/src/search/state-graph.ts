import type { Choice } from '../world/list-choices.js';

/** Where an event led. */
export interface Arrival {
  /** Number of the state. */
  readonly target: number;
  readonly isNew: boolean;
}

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

  /** Adds an event that led from one state to another. Returns the number of the other one, and whether it is new. */
  addTransition(from: number, choice: Choice, key: string): Arrival {
    const known = this.#indexes.get(key);
    const target = known ?? this.#add(key, { from, choice, depth: this.depthOf(from) + 1 });
    this.#sources.push(from);
    this.#targets.push(target);
    return { target, isNew: known === undefined };
  }

  /** Events of the longest of the shortest ways to a state. */
  get depth(): number {
    const depths = new Map([[0, 0]]);
    const outgoing = this.#outgoing();
    for (const [index, depth] of depths)
      for (const target of outgoing(index)) if (!depths.has(target)) depths.set(target, depth + 1);
    return Math.max(...new Set(depths.values()));
  }

  /** Number of events on the way on which a state was reached first. */
  depthOf(index: number): number {
    return this.#origins[index]?.depth ?? 0;
  }

  /** The events of the way on which a state was reached first. */
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

  /** Returns a function that lists the targets of the events of a state. */
  #outgoing(): (index: number) => Uint32Array {
    const ends = new Uint32Array(this.states);
    for (const source of this.#sources) ends[source] = (ends[source] ?? 0) + 1;
    for (let index = 1; index < ends.length; index++)
      ends[index] = (ends[index] ?? 0) + (ends[index - 1] ?? 0);
    const firsts = ends.slice();
    const sorted = new Uint32Array(this.transitions);
    this.#sources.forEach((source, index) => {
      const at = (firsts[source] ?? 0) - 1;
      firsts[source] = at;
      sorted[at] = this.#targets[index] ?? 0;
    });
    return (index) => sorted.subarray(firsts[index], ends[index]);
  }

  #add(key: string, origin: { from: number; choice: Choice | undefined; depth: number }): number {
    const index = this.states;
    this.#indexes.set(key, index);
    this.#origins.push(origin);
    return index;
  }
}
