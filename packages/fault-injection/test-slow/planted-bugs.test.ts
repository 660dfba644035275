import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FaultReport, runFaults } from '@headwaters/fault-injection';
import { type Blueprint, readBlueprint, readConfiguration } from '@headwaters/stack-simulator';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Mutation, buildMutant, workspaceFolder } from './build-mutant.js';

/** The stack that the functions run in, as `npm run synth` leaves it. */
const stackDirectory = join(workspaceFolder, 'cdktf.out/stacks/ingest-dev');

/** Number of seeds within which a bug must be caught. */
const maxSeeds = 50;
const timeoutMillis = 600_000;

/** A Kinesis record that is resent is overtaken by the next one of its partition key. */
const retryLosesOrder: Mutation = {
  app: 'producer',
  anchor: 'back-off',
  statements: 'this.#records.push(...this.#records.splice(0, 1));',
};

/** The archive skips what it has stored before, and also the byte after it. */
const dedupeOffByOne: Mutation = {
  app: 'consumer',
  anchor: 'archive-block',
  statements: `const archivedUpTo = (archiveSink.archivedUpTo ??= new Map());
    const id = JSON.stringify(block.source);
    if (block.offset <= (archivedUpTo.get(id) ?? -1)) return;
    archivedUpTo.set(id, block.offset + block.rawLength);`,
};

/** A Kinesis record that failed is acknowledged, with all after it. */
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

/** Runs up to 50 seeds with the bug, until one reports a violation. */
async function runUntilCaught(mutation: Mutation): Promise<FaultReport> {
  const archivePath = await buildMutant(mutation, await mkdtemp(join(folder, 'mutant-')));
  const { notifications, mappings } = blueprint;
  const functions = mutation.app === 'producer' ? notifications : mappings;
  let isCaught = false;
  return runFaults({
    stackDirectory,
    archives: Object.fromEntries(functions.map(({ functionName }) => [functionName, archivePath])),
    seeds: Array.from({ length: maxSeeds }, (_, index) => index + 1),
    isTimeUp: () => isCaught,
    onSeed: ({ violations }) => (isCaught = violations.length > 0),
  });
}

describe('runFaults', () => {
  it.each([
    ['a retry that is overtaken by later blocks', 'I3', retryLosesOrder],
    ['a deduplication that is off by one byte', 'I1', dedupeOffByOne],
    ['acknowledging past a failure', 'I1', failureAcknowledged],
  ])(
    'catches %s as a violation of %s within 50 seeds',
    async (_, invariant, mutation) => {
      const { violations } = await runUntilCaught(mutation);
      expect(violations.map((violation) => violation.invariant)).toContain(invariant);
    },
    timeoutMillis,
  );
});
