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

/**
 * Plays every order of the events of a world, breadth first: the first violation has the shortest script. Each event is played
 * in a new run, after the events of the shortest way to its state.
 */
export async function exploreWorld(
  world: World,
  { maxStates = Infinity }: ExploreOptions = {},
): Promise<WorldReport> {
  const s3 = createLocalS3Client({ endpoint: 'http://127.0.0.1', region: 'us-east-1' });
  try {
    const search = new Search(world, { blueprint: await readWorld(world), s3 });
    return await search.run(maxStates);
  } finally {
    s3.destroy();
  }
}

class Search {
  readonly #world: World;
  readonly #setting: RunSetting;
  readonly #graph = new StateGraph();
  /** The events that can happen in each state that has not been continued. */
  readonly #open = new Map<number, readonly Choice[]>();
  #ends = 0;
  #violation: ViolationScript | undefined;

  constructor(world: World, setting: RunSetting) {
    this.#world = world;
    this.#setting = setting;
  }

  async run(maxStates: number): Promise<WorldReport> {
    const run = await this.#replay([]);
    this.#graph.addStart(stateKey(this.#world, run, startOf(this.#world)));
    this.#reach(0, run, startOf(this.#world));
    for (const [index, choices] of this.#open) {
      if (this.#violation !== undefined || this.#graph.states >= maxStates) break;
      await this.#continue(index, choices);
      this.#open.delete(index);
    }
    const complete = this.#open.size === 0;
    if (complete) this.#checkCycles();
    return this.#report(complete);
  }

  /** Plays each event that can happen in a state. */
  async #continue(index: number, choices: readonly Choice[]): Promise<void> {
    const path = this.#graph.pathTo(index);
    for (const choice of choices) {
      const run = await this.#replay(path);
      for (const step of choice.steps) await run.play(step);
      const target = this.#graph.addTransition(index, choice, stateKey(this.#world, run, choice.progress));
      this.#check(run, [...path, choice]);
      if (this.#violation !== undefined) return;
      if (target !== undefined) this.#reach(target, run, choice.progress);
    }
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
      this.#open.set(index, choices);
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
    const { states, transitions } = this.#graph;
    return {
      world: this.#world.name,
      states,
      transitions,
      ends: this.#ends,
      depth: states === 0 ? 0 : this.#graph.depthOf(states - 1),
      complete,
      violation: this.#violation,
    };
  }
}
