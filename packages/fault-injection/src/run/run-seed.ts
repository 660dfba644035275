import { PutRecordsCommand } from '@aws-sdk/client-kinesis';
import type { WireProfile } from '@headwaters/pipeline-contract';
import type { InvocationEvent } from '@headwaters/stack-simulator';
import type { ConsumerEvidence, Evidence, Upload } from '../evidence/evidence.js';
import { readPipeline } from '../evidence/pipeline.js';
import type { RecoveryRun } from '../evidence/recovery-evidence.js';
import { reserveZeroConcurrency } from '../faults/invocation-faults.js';
import { type Violation, checkInvariants } from '../invariants/check-invariants.js';
import { drawSeedPlan } from '../plan/draw-seed-plan.js';
import { cellBytes } from '../plan/producer-plan.js';
import type { SeedPlan } from '../plan/seed-plan.js';
import { collectEvidence } from './collect-evidence.js';
import type { FunctionHosts } from './function-hosts.js';
import { type SeedSimulation, startSeedSimulation } from './seed-simulation.js';

/** The result of one seed. */
export interface SeedResult {
  readonly seed: number;
  /** Lines of the uploaded files. */
  readonly lines: number;
  /** Completed splits and merges of shards. */
  readonly reshards: number;
  /** Invocations of the producer that continued an object. */
  readonly continuations: number;
  /** Kinesis records that consumers quarantined. One that two consumers quarantined counts twice. */
  readonly quarantined: number;
  /** Number of faults by name. */
  readonly faults: ReadonlyMap<string, number>;
  /** Number of runs of recovery commands by name, course and time. */
  readonly recoveries: ReadonlyMap<string, number>;
  readonly violations: readonly Violation[];
}

/**
 * Runs one seed in a simulation of its own, and checks the invariants.
 *
 * The same seed has the same files, and the same calls have the same faults. The order in which the functions' processes
 * run is not reproducible.
 */
export async function runSeed(
  seed: number,
  functionHosts: FunctionHosts,
  wire: WireProfile = 'block',
): Promise<SeedResult> {
  const { keySuffix } = readPipeline(functionHosts.blueprint);
  const plan = drawSeedPlan(seed, { cellBytes, keySuffix, wire });
  const { evidence, reshards, faults } = await runPlan(plan, functionHosts);
  return {
    seed,
    lines: plan.files.reduce((sum, { content }) => sum + countLines(content), 0),
    reshards,
    continuations: evidence.invocations.filter(isContinuation).length,
    recoveries: countRecoveries(evidence.recovery.runs),
    quarantined: evidence.consumers.reduce((sum, consumer) => sum + countQuarantined(consumer), 0),
    faults,
    violations: checkInvariants(evidence),
  };
}

/** Recovery commands invoke functions through the same API. */
function isContinuation({ trigger, payload }: InvocationEvent): boolean {
  return trigger === 'api' && payload.startsWith('{"continuation":');
}

function countRecoveries(runs: readonly RecoveryRun[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { command, course, isDuring, isClosing } of runs) {
    const time = isClosing ? 'at the end' : isDuring ? 'while uploads go on' : 'after the uploads';
    const name = `${command}: ${course}, ${time}`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}

function countQuarantined({ outcomes }: ConsumerEvidence): number {
  return outcomes.filter(({ kind }) => kind === 'quarantined').length;
}

/** A plan that has ended. */
interface PlanRun {
  readonly evidence: Evidence;
  readonly reshards: number;
  readonly faults: ReadonlyMap<string, number>;
}

/** Runs one plan in a simulation of its own. */
export async function runPlan(plan: SeedPlan, functionHosts: FunctionHosts): Promise<PlanRun> {
  const run = await startSeedSimulation(plan, functionHosts);
  try {
    const uploads = await uploadFiles(run);
    const isIdle = await runUntilEnd(run);
    const evidence = await collectEvidence(run, uploads, isIdle);
    return { evidence, reshards: run.resharder.count, faults: run.schedule.counts };
  } finally {
    run.clients.s3.destroy();
    run.clients.kinesis.destroy();
    await run.recovery?.close();
    await run.simulation.stop();
    functionHosts.reset();
  }
}

/** Puts the foreign records and uploads all files, then starts the invocations. */
async function uploadFiles(run: SeedSimulation): Promise<Upload[]> {
  const { plan, source, simulation, steadyClock, schedule, invocationFaults } = run;
  await putForeignRecords(run);
  reserveZeroConcurrency(plan, { simulation, clock: steadyClock }, (name) => {
    schedule.count(name);
  });
  const uploads = await source.upload(plan.files);
  for (const { eventDelaysMillis } of plan.files) {
    if (eventDelaysMillis.length > 1) schedule.count('event: delivered three times');
    if (eventDelaysMillis.some((millis) => millis > 0)) schedule.count('event: delivered late');
  }
  invocationFaults.open();
  return uploads;
}

async function putForeignRecords({ plan, clients, streamName }: SeedSimulation): Promise<void> {
  if (plan.foreignRecords.length === 0) return;
  await clients.kinesis.send(
    new PutRecordsCommand({
      StreamName: streamName,
      Records: plan.foreignRecords.map(({ partitionKey, data }) => ({
        PartitionKey: partitionKey,
        Data: data,
      })),
    }),
  );
}

/** A seed is stuck after this time without a call or log line of any function, in milliseconds of real time. */
const stuckAfterMillis = 30_000;

/** Returns whether all work has ended. Kills functions that are still running. */
async function runUntilEnd(run: SeedSimulation): Promise<boolean> {
  const { resharder, functionHosts, recovery } = run;
  const isIdle =
    (await advanceUntilIdle(run, recovery?.performDuring())) &&
    (recovery === undefined ||
      ((await advanceUntilIdle(run, recovery.performAfter())) &&
        (await advanceUntilIdle(run, recovery.repair()))));
  if (!isIdle) {
    await Promise.all(functionHosts.all.map(({ functionName }) => functionHosts.crash(functionName)));
  }
  await resharder.finish();
  return isIdle;
}

const millisPerMinute = 60_000;

/** Virtual time that the clock advances per step. */
const stepMillis = 15 * millisPerMinute;

/** Virtual time after which a seed ends even if work is in flight. */
const maxRunMillis = 48 * 60 * millisPerMinute;

/** Interval of the checks whether a seed is stuck, in milliseconds of real time. */
const stuckCheckMillis = 1_000;

/**
 * Advances the clock until recovery commands have ended and no work is left, the run is stuck, or it exceeds {@link maxRunMillis}.
 *
 * @param commands - Resolves when the commands have ended.
 * @returns Whether no work is left.
 */
async function advanceUntilIdle(
  { simulation, schedule, steadyClock: clock, recovery }: SeedSimulation,
  commands: Promise<void> = Promise.resolve(),
): Promise<boolean> {
  const isStuck = (): boolean => performance.now() - schedule.lastActivityMillis > stuckAfterMillis;
  const state = { isIdle: false, isStuck: false };
  let stop: () => void = () => undefined;
  const stuck = new Promise<void>((resolve) => (stop = resolve));
  const watch = setInterval(() => {
    if (!isStuck()) return;
    state.isStuck = true;
    stop();
  }, stuckCheckMillis);
  void commands.then(() => simulation.whenIdle()).then(() => (state.isIdle = true));
  const whenSettled = () => (recovery ?? simulation).whenSettled();
  const endMillis = clock.now() + maxRunMillis;
  while (!state.isIdle && !state.isStuck && clock.now() < endMillis) {
    await clock.advance(stepMillis, () => Promise.race([whenSettled(), stuck]));
  }
  clearInterval(watch);
  return state.isIdle;
}

const newline = 10;

/** Counts the lines of a file. A last line without a newline counts. */
export function countLines(content: Buffer): number {
  let lines = content.length > 0 && content.at(-1) !== newline ? 1 : 0;
  for (let at = content.indexOf(newline); at !== -1; at = content.indexOf(newline, at + 1)) lines += 1;
  return lines;
}
