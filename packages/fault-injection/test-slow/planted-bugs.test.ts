import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Invariant, type Violation, runFaults } from '@headwaters/fault-injection';
import { type Blueprint, readBlueprint, readConfiguration } from '@headwaters/stack-simulator';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Mutation, buildMutant, workspaceFolder } from './build-mutant.js';

/** The synthesized stack. `npm run synth` writes it. */
const stackDirectory = join(workspaceFolder, 'cdktf.out/stacks/ingest-dev');

/** Number of seeds within which a bug must be caught. */
const maxSeeds = 50;
const timeoutMillis = 900_000;

/** When an entry is retried, the next Kinesis record of its partition key is sent first. */
const retryLosesOrder: Mutation = {
  app: 'producer',
  anchor: 'back-off',
  statements: 'this.#records.push(...this.#records.splice(0, 1));',
};

/** The archive skips blocks that it has stored before, and also a block that starts directly after one. */
const deduplicationOffByOne: Mutation = {
  app: 'consumer',
  anchor: 'archive-block',
  statements: `const archivedUpTo = (archiveSink.archivedUpTo ??= new Map());
    const id = JSON.stringify(block.source);
    if (block.offset <= (archivedUpTo.get(id) ?? -1)) return;
    archivedUpTo.set(id, block.offset + block.rawLength);`,
};

/** A failed Kinesis record is acknowledged, with all records after it. */
const failureAcknowledged: Mutation = {
  app: 'consumer',
  anchor: 'report-failure',
  statements: 'return { batchItemFailures: [] };',
};

let folder: string;
let blueprint: Blueprint;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'planted-bugs-'));
  blueprint = readBlueprint(await readConfiguration(stackDirectory));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

/** Builds the functions with the bug. Returns the paths of their code archives by function name. */
async function plantBug(mutation: Mutation): Promise<Readonly<Record<string, string>>> {
  const archivePath = await buildMutant(mutation, await mkdtemp(join(folder, 'mutant-')));
  const functions = mutation.app === 'producer' ? blueprint.notifications : blueprint.mappings;
  return Object.fromEntries(functions.map(({ functionName }) => [functionName, archivePath]));
}

/** Runs seeds 1 to 50 until one violates the invariant. Returns the violations of all invariants, and the seeds that ran. */
async function runUntilViolated(invariant: Invariant, archives: Readonly<Record<string, string>>) {
  const seeds: number[] = [];
  const violations: Violation[] = [];
  await runFaults({
    stackDirectory,
    archives,
    seeds: Array.from({ length: maxSeeds }, (_, index) => index + 1),
    isTimeUp: () => violations.some((violation) => violation.invariant === invariant),
    onSeed: (result) => {
      seeds.push(result.seed);
      violations.push(...result.violations);
    },
  });
  return { seeds, violations };
}

describe('runFaults', () => {
  it.each<[string, Invariant, Mutation]>([
    ['a retry that loses the order of a partition key', 'I3', retryLosesOrder],
    ['a deduplication that is off by one byte', 'I1', deduplicationOffByOne],
    ['a failed Kinesis record that is acknowledged', 'I1', failureAcknowledged],
  ])(
    'reports %s as a violation of %s within 50 seeds, and nothing for the unmodified functions on these seeds',
    async (_, invariant, mutation) => {
      const { seeds, violations } = await runUntilViolated(invariant, await plantBug(mutation));
      expect(violations.map((violation) => violation.invariant)).toContain(invariant);
      const unmodified = await runFaults({ stackDirectory, seeds });
      expect([unmodified.seeds, unmodified.violations]).toEqual([seeds.length, []]);
    },
    timeoutMillis,
  );
});
