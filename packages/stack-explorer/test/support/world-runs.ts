import { exploreWorld } from '@headwaters/stack-explorer';
import { createLocalS3Client, type TranscriptEntry } from '@headwaters/stack-simulator';
import { afterAll, expect } from '@jest/globals';
import { stateKey } from '../../src/run/state-key.js';
import { WorldRun, type RunSetting } from '../../src/run/world-run.js';
import { listChoices, openingSteps, type Choice } from '../../src/world/list-choices.js';
import { readWorld } from '../../src/world/read-world.js';
import { startOf } from '../../src/world/world-progress.js';
import type { World } from '../../src/world/world.js';

const s3 = createLocalS3Client({ endpoint: 'http://127.0.0.1', region: 'us-east-1' });
afterAll(() => {
  s3.destroy();
});

const noop: (entry: TranscriptEntry) => void = () => undefined;

/** A state of a run, and what can happen in it. */
export interface VisitedState {
  readonly key: string;
  readonly choices: readonly Choice[];
}

/** Plays chosen events of a world, one after the other. */
export class Walk {
  readonly #world: World;
  readonly #run: WorldRun;
  #progress;

  private constructor(world: World, setting: RunSetting) {
    this.#world = world;
    this.#run = new WorldRun(setting);
    this.#progress = startOf(world);
  }

  /** Returns a function that starts walks. */
  static async prepare(world: World, onEntry = noop): Promise<() => Promise<Walk>> {
    const blueprint = await readWorld(world);
    return async () => {
      const walk = new Walk(world, { blueprint, s3, onEntry });
      for (const step of openingSteps) await walk.#run.play(step);
      return walk;
    };
  }

  get state(): VisitedState {
    const dues = this.#run.waits.map(({ dueMillis }) => dueMillis);
    const nextWaitSeconds = dues.length === 0 ? undefined : (Math.min(...dues) - this.#run.nowMillis) / 1_000;
    return {
      key: stateKey(this.#world, this.#run, this.#progress),
      choices: listChoices(this.#world, { progress: this.#progress, held: this.#run.held, nextWaitSeconds }),
    };
  }

  /** Violations, those of the end included if the run has ended. */
  get violations(): readonly string[] {
    if (this.state.choices.length === 0) this.#run.monitor.onEnd();
    return this.#run.monitor.violations.map(({ invariant, detail }) => `${invariant} ${detail}`);
  }

  async play({ steps, progress }: Choice): Promise<void> {
    for (const step of steps) await this.#run.play(step);
    this.#progress = progress;
  }
}

/** Collects what follows each state, and reports states that are equal by their key and differ in what follows. */
export class StateTable {
  readonly differences: string[] = [];
  readonly #choices = new Map<string, string>();
  readonly #next = new Map<string, string>();

  get states(): number {
    return this.#choices.size;
  }

  addState({ key, choices }: VisitedState): void {
    const labels = choices.map(({ steps }) => JSON.stringify(steps)).sort();
    this.#note(this.#choices, key, labels.join(), 'the events that can happen');
  }

  addTransition(from: VisitedState, choice: Choice, to: VisitedState): void {
    const event = JSON.stringify(choice.steps);
    this.#note(this.#next, `${from.key} ${event}`, to.key, `what follows ${event}`);
  }

  #note(table: Map<string, string>, key: string, value: string, about: string): void {
    const known = table.get(key);
    if (known !== undefined && known !== value) this.differences.push(`${about}: ${known} and ${value}`);
    table.set(key, value);
  }
}

/** Plays every order of the events of a world, each from its start. Returns the keys of the states in which a run ended. */
export async function playAll(
  world: World,
  table: StateTable,
): Promise<{ ends: Set<string>; violations: Set<string>; paths: number }> {
  const start = await Walk.prepare(world);
  const result = { ends: new Set<string>(), violations: new Set<string>(), paths: 0 };
  const paths: (readonly Choice[])[] = [[]];
  for (let path = paths.pop(); path !== undefined; path = paths.pop()) {
    const walk = await start();
    for (const choice of path.slice(0, -1)) await walk.play(choice);
    const last = path.at(-1);
    const before = walk.state;
    if (last !== undefined) await walk.play(last);
    const { state } = walk;
    table.addState(state);
    if (last !== undefined) table.addTransition(before, last, state);
    const known = path;
    paths.push(...state.choices.map((choice) => [...known, choice]));
    for (const violation of walk.violations) result.violations.add(violation);
    result.paths += 1;
    if (state.choices.length === 0) result.ends.add(state.key);
  }
  return result;
}

/** A small generator of numbers below 1, the same in each run. */
export function* numbers(seed: number): Generator<number> {
  for (let state = seed; ;) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    yield state / 2 ** 32;
  }
}

/** Plays a world with and without merging of equal states: both reach the same states and ends, without a violation. */
export async function expectNothingLostByMerging(world: World, minPathsPerState: number): Promise<void> {
  const table = new StateTable();
  const { ends, violations, paths } = await playAll(world, table);
  const report = await exploreWorld(world);
  expect(table.differences).toEqual([]);
  expect([...violations]).toEqual([]);
  expect(report).toMatchObject({
    states: table.states,
    ends: ends.size,
    complete: true,
    violation: undefined,
  });
  expect(paths).toBeGreaterThan(minPathsPerState * report.states);
}
