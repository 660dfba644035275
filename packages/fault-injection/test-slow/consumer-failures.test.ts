import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { VirtualClock } from '@headwaters/stack-simulator';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { ConsumerEvidence, Evidence, RecordOutcome } from '../src/evidence/evidence.js';
import { checkInvariants } from '../src/invariants/check-invariants.js';
import { type KillerKind, containsKiller, killerLine } from '../src/killers/killer-record.js';
import type { SeedPlan } from '../src/plan/seed-plan.js';
import { FunctionHosts } from '../src/run/function-hosts.js';
import { runPlan } from '../src/run/run-seed.js';
import { fileOf, quietPlan } from '../test/support/quiet-plan.js';
import { buildMutant, workspaceFolder } from './build-mutant.js';

/** The synthesized stack. `npm run synth` writes it. */
const stackDirectory = join(workspaceFolder, 'cdktf.out/stacks/ingest-dev');
const timeoutMillis = 600_000;
const minute = 60_000;

// The functions limit their requests in real time, 2.5 s and more: a machine that stands still for so long is a fault that no plan
// has. A defect fails twice.
jest.retryTimes(1, { logErrorsBeforeRetry: true });

let folder: string;
/** The functions without a bug. All runs share their processes, which stay warm. */
let unmodified: FunctionHosts;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'consumer-failures-'));
  unmodified = await FunctionHosts.open({ stackDirectory });
});
afterAll(async () => {
  await unmodified.close();
  await rm(folder, { recursive: true });
});

/** Runs a plan with the bundles of the stack. */
async function run(changes: Partial<SeedPlan>): Promise<Evidence> {
  return (await runPlan(quietPlan(changes), unmodified)).evidence;
}

/**
 * Runs a plan with a bug.
 *
 * @param bug - Statements that every consumer executes for each Kinesis record, before its sink.
 */
async function runWithBug(changes: Partial<SeedPlan>, bug: string): Promise<Evidence> {
  const mutation = { app: 'consumer', anchor: 'accept-record', statements: bug } as const;
  const archivePath = await buildMutant(mutation, await mkdtemp(join(folder, 'mutant-')));
  const { mappings } = unmodified.blueprint;
  const archives = Object.fromEntries(mappings.map(({ functionName }) => [functionName, archivePath]));
  const functionHosts = await FunctionHosts.open({ stackDirectory, archives });
  try {
    return (await runPlan(quietPlan(changes), functionHosts)).evidence;
  } finally {
    await functionHosts.close();
  }
}

const startMillis = new VirtualClock().now();

const outcomesOf = ({ consumers }: Evidence) => consumers.flatMap(({ outcomes }) => outcomes);

/** Age of a Kinesis record when it was acknowledged, in seconds. */
const ageSeconds = ({ atMillis, arrivalMillis }: RecordOutcome) => (atMillis - arrivalMillis) / 1_000;

function quarantined({ outcomes }: ConsumerEvidence): readonly RecordOutcome[] {
  return outcomes.filter(({ kind }) => kind === 'quarantined');
}

/** Violations that don't depend on what was planted. */
function lossesIn(evidence: Evidence) {
  return checkInvariants(evidence).filter(({ invariant }) => ['I1', 'I2', 'I3', 'I5'].includes(invariant));
}

describe('a consumer', () => {
  it(
    'leaves nothing to repair after a deployment of 50 minutes that fails for every Kinesis record',
    async () => {
      const files = [0, 10, 20, 30, 40, 49].map((minutes) =>
        fileOf(`f${minutes}`, { eventDelaysMillis: [minutes * minute] }),
      );
      const isBad = `Date.now() < ${startMillis + 50 * minute}`;
      const evidence = await runWithBug({ files }, `if (${isBad}) throw new TypeError('a bug');`);
      const outcomes = outcomesOf(evidence);
      expect(lossesIn(evidence)).toEqual([]);
      expect(outcomes.filter(({ kind }) => kind !== 'accepted')).toEqual([]);
      const lastMinutes = Math.max(...outcomes.map(({ atMillis }) => (atMillis - startMillis) / minute));
      expect(lastMinutes).toBeGreaterThanOrEqual(50);
      // The next attempt is at most one minute later.
      expect(lastMinutes).toBeLessThanOrEqual(51.1);
    },
    timeoutMillis,
  );

  it(
    'quarantines a block on which it has a bug after an hour and at most one minute, then accepts all blocks after it',
    async () => {
      const isHit = '({ offset, rawLength }) => offset <= 15_000 && 15_000 < offset + rawLength';
      const bug = `if ((${isHit})(delivery.record.block)) throw new TypeError('a bug');`;
      const evidence = await runWithBug({}, bug);
      expect(lossesIn(evidence)).toEqual([]);
      for (const consumer of evidence.consumers) {
        const [record, ...others] = quarantined(consumer);
        expect(others).toEqual([]);
        const object = consumer.quarantined.get(record?.quarantineId ?? '');
        expect(object?.reason).toMatchObject({ kind: 'unknown', code: 'TypeError' });
        const at = record === undefined ? -1 : consumer.outcomes.indexOf(record);
        const [before, after] = [consumer.outcomes.slice(0, at), consumer.outcomes.slice(at)];
        expect([before.length > 5, after.length > 5]).toEqual([true, true]);
        // The batching window is 1 second.
        expect(Math.max(...before.map(ageSeconds))).toBeLessThanOrEqual(1);
        expect(Math.min(...after.map(ageSeconds))).toBeGreaterThanOrEqual(3_600);
        expect(Math.max(...after.map(ageSeconds))).toBeLessThanOrEqual(3_661);
      }
    },
    timeoutMillis,
  );

  const withKiller = (kind: KillerKind) => {
    const { content } = fileOf('f0');
    const middle = content.indexOf('\n', content.length / 2) + 1;
    const line = Buffer.concat([killerLine(kind), Buffer.from('\n')]);
    return fileOf('f0', {
      content: Buffer.concat([content.subarray(0, middle), line, content.subarray(middle)]),
    });
  };

  const isKiller = ({ decoded }: RecordOutcome) =>
    decoded?.profile === 'block' && containsKiller(decoded.block.bytes);

  it.each<[KillerKind, number]>([
    ['exit', 3_600],
    ['memory', 60],
    ['loop', 60],
  ])(
    'quarantines a record that ends the process by %s within 2 minutes after it is %d seconds old, and no other',
    async (kind, quarantineAfterSeconds) => {
      const evidence = await run({ files: [withKiller(kind)], consumer: { quarantineAfterSeconds } });
      expect(checkInvariants(evidence)).toEqual([]);
      for (const consumer of evidence.consumers) {
        const [killer, ...others] = quarantined(consumer);
        expect([killer && isKiller(killer), others]).toEqual([true, []]);
        const age = killer ? ageSeconds(killer) : 0;
        expect(age).toBeGreaterThanOrEqual(quarantineAfterSeconds);
        expect(age).toBeLessThanOrEqual(quarantineAfterSeconds + 121);
        const neighbours = consumer.outcomes.filter((outcome) => !isKiller(outcome));
        expect(Math.max(...neighbours.map(ageSeconds))).toBeLessThanOrEqual(age + 1);
      }
    },
    timeoutMillis,
  );

  it(
    'finds a killer in a batch of old records within 10 kills and one minute, after a standstill of 2 hours',
    async () => {
      const zeroConcurrencyMinutes = { producer: 0, consumers: 120 };
      const evidence = await run({ files: [withKiller('exit')], zeroConcurrencyMinutes });
      expect(checkInvariants(evidence)).toEqual([]);
      for (const consumer of evidence.consumers) {
        expect(quarantined(consumer).map(isKiller)).toEqual([true]);
        const kills = evidence.invocations.filter(
          ({ functionName, outcome }) => functionName === consumer.functionName && outcome.kind === 'failed',
        );
        expect(kills.length).toBeLessThanOrEqual(10);
        // The last throttled attempt before the end of the standstill is up to one minute old.
        expect(Math.max(...consumer.outcomes.map(ageSeconds))).toBeLessThanOrEqual(7_200 + 120);
      }
    },
    timeoutMillis,
  );

  it.each(['denied', 'keyDisabled', 'unavailable'] as const)(
    'quarantines nothing while its archive is %s for 3 hours, and then accepts everything',
    async (error) => {
      const outage = { caller: 'consumers', bucket: 'archive', error, startSeconds: 0 } as const;
      const evidence = await run({ outages: [{ ...outage, endSeconds: 3 * 3_600 }] });
      expect(checkInvariants(evidence)).toEqual([]);
      expect(outcomesOf(evidence).filter(({ kind }) => kind !== 'accepted')).toEqual([]);
    },
    timeoutMillis,
  );
});

describe('a producer', () => {
  it.each([
    ['denied', 100, []],
    ['notFound', 100, []],
    ['keyDisabled', 100, []],
    ['unavailable', 100, []],
    ['denied', 900, ['f0']],
    ['notFound', 900, ['f0']],
  ] as const)(
    'whose source is %s for %d seconds publishes the file, or leaves its event in the failures bucket (%j), and never rejects it',
    async (error, endSeconds, deadLettered) => {
      const outage = { caller: 'producer', bucket: 'source', error, startSeconds: 0, endSeconds } as const;
      const evidence = await run({ outages: [outage] });
      expect(checkInvariants(evidence)).toEqual([]);
      expect([...evidence.rejections.keys()]).toEqual(deadLettered);
      expect([...evidence.rejections.values()].filter(({ isInLedger }) => isInLedger)).toEqual([]);
    },
    timeoutMillis,
  );
});
