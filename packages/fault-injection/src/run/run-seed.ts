import { KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import type { Simulation, VirtualClock } from '@headwaters/stack-simulator';
import { closeFunctions } from '../faults/invocation-faults.js';
import { type Violation, checkInvariants } from '../invariants/check-invariants.js';
import type { ForeignRecordPlan } from '../plan/seed-plan.js';
import type { FunctionHosts } from './function-hosts.js';
import { type SeedRun, collectEvidence, startRun } from './seed-simulation.js';

/** Real time without a single call after which a seed is taken to have lost its way, in milliseconds. */
const patienceMillis = 30_000;

/**
 * Runs one seed from upload to archive, in a simulation of its own, and judges it.
 *
 * The same seed has the same files, and the same faults strike the same calls. What it can't fix is how the machine
 * interleaves the functions' processes.
 */
export async function runSeed(seed: number, functionHosts: FunctionHosts): Promise<SeedResult> {
  const run = await startRun(seed, functionHosts);
  try {
    const uploads = await uploadAll(run);
    const isIdle = await drive(run);
    const evidence = await collectEvidence(run, uploads, isIdle);
    return {
      seed,
      lines: run.plan.files.reduce((sum, { content }) => sum + countLines(content), 0),
      reshards: run.resharder.count,
      continuations: evidence.invocations.filter(({ trigger }) => trigger === 'api').length,
      faults: run.schedule.counts,
      violations: checkInvariants(evidence),
    };
  } finally {
    run.s3.destroy();
    await run.simulation.stop();
    functionHosts.tidy();
  }
}

/** Uploads everything, then lets the functions loose. */
async function uploadAll({ plan, source, simulation, streamName, disturbance, schedule, ...run }: SeedRun) {
  await putForeignRecords(plan.foreignRecords, simulation, streamName);
  closeFunctions(plan, { simulation, clock: run.steadyClock }, (name) => {
    schedule.count(name);
  });
  const uploads = await source.upload(plan.files);
  for (const { eventDelaysMillis } of plan.files) {
    if (eventDelaysMillis.length > 1) schedule.count('event: delivered three times');
    if (eventDelaysMillis.some((millis) => millis > 0)) schedule.count('event: delivered late');
  }
  disturbance.open();
  return uploads;
}

/** @returns whether everything came to its end. */
async function drive({
  simulation,
  steadyClock,
  schedule,
  resharder,
  functionHosts,
}: SeedRun): Promise<boolean> {
  const isStuck = (): boolean => performance.now() - schedule.lastCallMillis > patienceMillis;
  const isIdle = await driveUntilIdle(simulation, steadyClock, isStuck);
  if (!isIdle) {
    await Promise.all(functionHosts.hosts.map(({ functionName }) => functionHosts.crash(functionName)));
  }
  await resharder.close();
  return isIdle;
}

/** What came of one seed. */
export interface SeedResult {
  readonly seed: number;
  readonly lines: number;
  readonly reshards: number;
  /** Invocations that went on where another had no more time. */
  readonly continuations: number;
  /** Faults that struck, by kind. */
  readonly faults: ReadonlyMap<string, number>;
  readonly violations: readonly Violation[];
}

/** Puts records on a stream that the producer knows nothing of. */
async function putForeignRecords(
  foreignRecords: readonly ForeignRecordPlan[],
  { endpoint, region }: Pick<Simulation, 'endpoint' | 'region'>,
  streamName: string,
): Promise<void> {
  if (foreignRecords.length === 0) return;
  const credentials = { accessKeyId: 'faults', secretAccessKey: 'faults' };
  const kinesis = new KinesisClient({ endpoint, region, credentials });
  await kinesis.send(
    new PutRecordsCommand({
      StreamName: streamName,
      Records: foreignRecords.map(({ partitionKey, data }) => ({ PartitionKey: partitionKey, Data: data })),
    }),
  );
  kinesis.destroy();
}

const millisPerMinute = 60_000;

/** How far the clock goes at a time, and the time after which whatever still waits has lost its way. */
const stepMillis = 15 * millisPerMinute;
const longestRunMillis = 48 * 60 * millisPerMinute;

/**
 * Moves the clock on until nothing is left to do.
 *
 * @param isStuck - Asked once a second, in real time: whether to give up.
 * @returns whether everything came to its end.
 */
async function driveUntilIdle(
  simulation: Pick<Simulation, 'whenIdle' | 'whenSettled'>,
  clock: VirtualClock,
  isStuck: () => boolean,
): Promise<boolean> {
  const state = { idle: false, deadLettered: false };
  let giveUp: () => void = () => undefined;
  const deadLettered = new Promise<void>((resolve) => (giveUp = resolve));
  const watch = setInterval(() => {
    if (!isStuck()) return;
    state.deadLettered = true;
    giveUp();
  }, 1_000);
  void simulation.whenIdle().then(() => (state.idle = true));
  const endMillis = clock.now() + longestRunMillis;
  while (!state.idle && !state.deadLettered && clock.now() < endMillis) {
    await clock.advance(stepMillis, () => Promise.race([simulation.whenSettled(), deadLettered]));
  }
  clearInterval(watch);
  return state.idle;
}

const newline = 10;

/** Lines of a file; a last line without an end counts. */
export function countLines(content: Buffer): number {
  let lines = content.length > 0 && content.at(-1) !== newline ? 1 : 0;
  for (let at = content.indexOf(newline); at !== -1; at = content.indexOf(newline, at + 1)) lines += 1;
  return lines;
}
