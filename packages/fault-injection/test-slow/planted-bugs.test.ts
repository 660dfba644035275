import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FaultOptions, type Violation, runFaults } from '@headwaters/fault-injection';
import type { WireProfile } from '@headwaters/pipeline-contract';
import { type Blueprint, readBlueprint, readConfiguration } from '@headwaters/stack-simulator';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Mutation, buildMutant, bundleMutant, workspaceFolder } from './build-mutant.js';
import { plantedBugs } from './planted-bugs.js';

/** The synthesized stack. `npm run synth` writes it. */
const stackDirectory = join(workspaceFolder, 'cdktf.out/stacks/ingest-dev');

/** Number of seeds within which a bug must be caught. */
const maxSeeds = 50;
const timeoutMillis = 900_000;

let folder: string;
let blueprint: Blueprint;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'planted-bugs-'));
  blueprint = readBlueprint(await readConfiguration(stackDirectory));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

/** Builds the functions, or the recovery commands, with the bug. */
async function plantBug(mutation: Mutation): Promise<Pick<FaultOptions, 'archives' | 'recovery'>> {
  const mutantFolder = await mkdtemp(join(folder, 'mutant-'));
  if (mutation.app === 'recovery') {
    const path = await bundleMutant(mutation, mutantFolder);
    return { recovery: (await import(path)) as NonNullable<FaultOptions['recovery']> };
  }
  const archivePath = await buildMutant(mutation, mutantFolder);
  const functions = mutation.app === 'producer' ? blueprint.notifications : blueprint.mappings;
  return { archives: Object.fromEntries(functions.map(({ functionName }) => [functionName, archivePath])) };
}

interface Search {
  readonly wire: WireProfile;
  /** The seed that is tried first. */
  readonly firstSeed: number;
  /** What has the bug. */
  readonly mutant: Pick<FaultOptions, 'archives' | 'recovery'>;
}

/** Runs up to 50 seeds until one has a violation that matches. Returns all violations, and the seeds that ran. */
async function runUntil(isExpected: (violation: Violation) => boolean, { wire, firstSeed, mutant }: Search) {
  const seeds: number[] = [];
  const violations: Violation[] = [];
  const others = Array.from({ length: maxSeeds }, (_, index) => index + 1);
  await runFaults({
    stackDirectory,
    ...mutant,
    wire,
    seeds: new Set([firstSeed, ...others]),
    isTimeUp: () => violations.some(isExpected),
    onSeed: (result) => {
      seeds.push(result.seed);
      violations.push(...result.violations);
    },
  });
  return { seeds, violations };
}

describe('runFaults', () => {
  const usedSeeds = { block: new Set<number>(), kpl: new Set<number>(), plain: new Set<number>() };

  it.each(plantedBugs)(
    'reports $title as a violation of $invariant within 50 seeds',
    async ({ mutation, wire = 'block', seed: firstSeed = 1, invariant, detail }) => {
      const isExpected = (violation: Violation): boolean =>
        violation.invariant === invariant && detail.test(violation.detail);
      const search = { wire, firstSeed, mutant: await plantBug(mutation) };
      const { seeds, violations } = await runUntil(isExpected, search);
      for (const seed of seeds) usedSeeds[wire].add(seed);
      expect(violations.filter(isExpected)).not.toEqual([]);
    },
    timeoutMillis,
  );

  it.each(['block', 'plain'] as const)(
    'reports nothing for the unmodified functions on the same seeds of the wire %s',
    async (wire) => {
      const { seeds, violations } = await runFaults({ stackDirectory, wire, seeds: usedSeeds[wire] });
      expect([seeds, violations]).toEqual([usedSeeds[wire].size, []]);
    },
    timeoutMillis,
  );
});
