import { createLocalS3Client, type ScriptStep } from '@headwaters/stack-simulator';
import type { Invariant, Violation } from '../invariants/invariant.js';
import { stateKey } from '../run/state-key.js';
import { type RunSetting, WorldRun } from '../run/world-run.js';
import { type Choice, listChoices, openingSteps } from '../world/list-choices.js';
import { readWorld } from '../world/read-world.js';
import { startOf, type WorldProgress } from '../world/world-progress.js';
import type { World } from '../world/world.js';
import { StateGraph } from './state-graph.js';

/** Options of {@link exploreWorld}. */
export interface ExploreOptions {
  /** Number of states at which the search ends. Default: no limit. */
  readonly maxStates?: number;
}

/** A violation, with the shortest script that shows it. */
export interface ViolationScript extends Violation {
  readonly steps: readonly ScriptStep[];
}

/** The result of a search. */
export interface WorldReport {
  readonly world: string;
  /** Different states that were reached. */
  readonly states: number;
  /** Events that were played in them. */
  readonly transitions: number;
  /** States in which nothing more can happen. */
  readonly ends: number;
  /** Events of the longest of the shortest ways to a state. */
  readonly depth: number;
  /** Whether every state was continued. */
  readonly complete: boolean;
  readonly violation: ViolationScript | undefined;
}

/** A run with more events than this does not end. */
const maxEvents = 150;

/** Whether a run is continued until no event is left that was not played, or ends after one event that was not played before. */
type Order = 'depth first' | 'breadth first';

/**
 * Plays every order of the events of a world. Depth first, most events need no new run. If that finds a violation, the world is
 * played again, breadth first: its first violation has the shortest script.
 */
export async function exploreWorld(
  world: World,
  { maxStates = Infinity }: ExploreOptions = {},
): Promise<WorldReport> {
  const s3 = createLocalS3Client({ endpoint: 'http://127.0.0.1', region: 'us-east-1' });
  try {
    const setting = { blueprint: await readWorld(world), s3 };
    const search = (order: Order) => new Search(world, setting, order).run(maxStates);
    const report = await search('depth first');
    if (report.violation === undefined) return report;
    const shortest = await search('breadth first');
    return shortest.violation === undefined ? report : shortest;
  } finally {
    s3.destroy();
  }
}

class Search {
  readonly #world: World;
  readonly #setting: RunSetting;
  readonly #order: Order;
  readonly #graph = new StateGraph();
  /** The events of each state that were not played in it, the first one last. */
  readonly #open = new Map<number, Choice[]>();
  #ends = 0;
  #violation: ViolationScript | undefined;

  constructor(world: World, setting: RunSetting, order: Order) {
    this.#world = world;
    this.#setting = setting;
    this.#order = order;
  }

  async run(maxStates: number): Promise<WorldReport> {
    const run = await this.#replay([]);
    this.#graph.addStart(stateKey(this.#world, run, startOf(this.#world)));
    this.#reach(0, run, startOf(this.#world));
    for (const [index] of this.#open) {
      while (this.#open.has(index)) {
        if (this.#violation !== undefined || this.#graph.states >= maxStates) return this.#report(false);
        await this.#continue(index);
      }
    }
    this.#checkCycles();
    return this.#report(true);
  }

  /** Plays an event that was not played in a state, in a new run after the events that led to the state. */
  async #continue(from: number): Promise<void> {
    const path = [...this.#graph.pathTo(from)];
    const run = await this.#replay(path);
    let index = from;
    for (let choice = this.#take(index); choice !== undefined; choice = this.#take(index)) {
      for (const step of choice.steps) await run.play(step);
      path.push(choice);
      const key = stateKey(this.#world, run, choice.progress);
      const { target, isNew } = this.#graph.addTransition(index, choice, key);
      this.#check(run, path);
      if (this.#violation !== undefined) return;
      if (isNew) this.#reach(target, run, choice.progress);
      if (this.#order === 'breadth first') return;
      index = target;
    }
  }

  /** Takes the next event that was not played in a state. */
  #take(index: number): Choice | undefined {
    const choices = this.#open.get(index);
    const choice = choices?.pop();
    if (choices?.length === 0) this.#open.delete(index);
    return choice;
  }

  async #replay(path: readonly Choice[]): Promise<WorldRun> {
    const run = new WorldRun(this.#setting);
    for (const step of openingSteps) await run.play(step);
    for (const { steps } of path) for (const step of steps) await run.play(step);
    return run;
  }

  /** Notes a new state: what can happen in it, or that its run has ended. */
  #reach(index: number, run: WorldRun, progress: WorldProgress): void {
    const dues = run.waits.map(({ dueMillis }) => dueMillis);
    const nextWaitSeconds = dues.length === 0 ? undefined : (Math.min(...dues) - run.nowMillis) / 1_000;
    const choices = listChoices(this.#world, { progress, held: run.held, nextWaitSeconds });
    if (choices.length > 0 && this.#graph.depthOf(index) < maxEvents) {
      this.#open.set(index, choices.toReversed());
      return;
    }
    this.#ends += 1;
    if (choices.length > 0)
      this.#fail('E9', `a run has more than ${maxEvents} events`, this.#graph.pathTo(index));
    else run.monitor.onEnd();
    this.#check(run, this.#graph.pathTo(index));
  }

  #check(run: WorldRun, path: readonly Choice[]): void {
    const [violation] = run.monitor.violations;
    if (violation !== undefined) this.#fail(violation.invariant, violation.detail, path);
  }

  /** A run that comes back to a state need not end. */
  #checkCycles(): void {
    const index = this.#graph.findCycle();
    if (index !== undefined)
      this.#fail('E9', 'a run can come back to this state without end', this.#graph.pathTo(index));
  }

  #fail(invariant: Invariant, detail: string, path: readonly Choice[]): void {
    this.#violation ??= {
      invariant,
      detail,
      steps: [...openingSteps, ...path.flatMap(({ steps }) => steps)],
    };
  }

  #report(complete: boolean): WorldReport {
    const { states, transitions, depth } = this.#graph;
    return {
      world: this.#world.name,
      states,
      transitions,
      ends: this.#ends,
      depth,
      complete,
      violation: this.#violation,
    };
  }
}
