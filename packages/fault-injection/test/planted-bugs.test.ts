import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FaultReport, runFaults } from '@headwaters/fault-injection';
import { type Blueprint, readBlueprint, readConfiguration } from '@headwaters/stack-simulator';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Mutation, buildMutant } from './support/build-mutant.js';
import { stackDirectory } from './support/workspace.js';

process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';

/** Within how many seeds a defect must show. */
const maxSeeds = 50;
const timeoutMillis = 600_000;

/** A record that has to be sent again lets those behind it go first. */
const retryLosesOrder: Mutation = {
  app: 'producer',
  module: 'lane/lane.ts',
  original: 'this.#failureCount += 1;',
  mutant: 'this.#failureCount += 1; this.#records.push(...this.#records.splice(0, 1));',
};

/** What was archived already is passed over, and the byte behind it is taken for archived too. */
const dedupeOffByOne: Mutation = {
  app: 'consumer',
  module: 'sink/archive-sink.ts',
  original: 'const { isReference } = block;',
  mutant: `const { source, offset, isReference } = block;
    const archivedUpTo = (archiveSink.archivedUpTo ??= new Map());
    const name = JSON.stringify(source);
    if (offset <= (archivedUpTo.get(name) ?? -1)) return;
    archivedUpTo.set(name, offset + block.rawLength);`,
};

/** A record that failed is counted as accepted, with all behind it. */
const failureAcknowledged: Mutation = {
  app: 'consumer',
  module: 'consume-batch.ts',
  original: 'return { batchItemFailures: [{ itemIdentifier: sequenceNumber }] };',
  mutant: 'return { batchItemFailures: [] };',
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

/** Runs seeds with the defect until one shows it. */
async function seedsUntilCaught(mutation: Mutation): Promise<FaultReport> {
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

describe('a planted bug is caught within 50 seeds', () => {
  test.each([
    ['a retry that drops the order of later blocks, by I3', retryLosesOrder, 'I3'],
    ['a dedupe that is off by one byte, by I1', dedupeOffByOne, 'I1'],
    ['acknowledging past a failure, by I1', failureAcknowledged, 'I1'],
  ])(
    '%s',
    async (_, mutation, invariant) => {
      const { seeds, violations } = await seedsUntilCaught(mutation);
      expect(violations.map((violation) => violation.invariant)).toContain(invariant);
      expect(seeds).toBeLessThanOrEqual(maxSeeds);
    },
    timeoutMillis,
  );
});
