import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { worlds, type Invariant, type ViolationScript, type World } from '@headwaters/stack-explorer';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { loadMutant, type Mutant } from './build-mutant.js';
import { plantedBugs } from './planted-bugs.js';

const timeoutMillis = 300_000;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'planted-bugs-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

function worldOf(name: string): World {
  const [world] = worlds.filter((each) => each.name === name);
  if (world === undefined) throw new TypeError(`There is no world ${name}.`);
  return world;
}

/** Writes the script of a violation and plays it as `simulate` does. Returns the invariants that the transcript violates. */
async function replay(
  mutant: Mutant,
  world: World,
  violation: ViolationScript,
): Promise<readonly Invariant[]> {
  const stackDirectory = await mkdtemp(join(folder, 'violation-'));
  await mutant.writeViolation(world, violation, stackDirectory);
  const { steps } = JSON.parse(
    await readFile(join(stackDirectory, 'script.json'), 'utf8'),
  ) as ViolationScript;
  const found = await mutant.checkScript({ stackDirectory, steps, onEntry: () => undefined });
  return found.map(({ invariant }) => invariant);
}

describe('exploreWorld', () => {
  it.each(plantedBugs)(
    'reports $title as a violation of $invariant, and its script shows it in the simulator',
    async ({ world: name, invariant, ...bug }) => {
      const mutant = await loadMutant(bug, String(plantedBugs.findIndex(({ title }) => title === bug.title)));
      const world = worldOf(name);
      const { violation } = await mutant.exploreWorld(world);
      if (violation === undefined) throw new Error(`No violation in ${name}.`);
      expect(violation).toMatchObject({ invariant });
      // A run without end has no script that ends: it comes back to the state after its last step.
      if (invariant !== 'E9') expect(await replay(mutant, world, violation)).toContain(invariant);
    },
    timeoutMillis,
  );
});
