import { checkInvariants } from '../invariants/check-invariants.js';
import { closeFunctions } from './closed-functions.js';
import { collectEvidence } from './collect-evidence.js';
import { countLines } from './count-lines.js';
import { driveUntilIdle } from './drive-until-idle.js';
import { putStrangers } from './put-strangers.js';
import type { SeedResult } from './seed-result.js';
import { type SeedRun, startRun } from './start-run.js';
import type { Workshop } from './workshop.js';

/** Real time without a single call after which a seed is taken to have lost its way, in milliseconds. */
const patienceMillis = 30_000;

/**
 * Runs one seed from upload to archive, in a simulation of its own, and judges it.
 *
 * The same seed has the same files, and the same faults strike the same calls. What it can't fix is how the machine
 * interleaves the functions' processes.
 */
export async function runSeed(seed: number, workshop: Workshop): Promise<SeedResult> {
  const run = await startRun(seed, workshop);
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
    workshop.tidy();
  }
}

/** Uploads everything, then lets the functions loose. */
async function uploadAll({ plan, source, simulation, streamName, disturbance, schedule, ...run }: SeedRun) {
  await putStrangers(plan.strangers, simulation, streamName);
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
async function drive({ simulation, steadyClock, schedule, resharder, workshop }: SeedRun): Promise<boolean> {
  const isStuck = (): boolean => performance.now() - schedule.lastCallMillis > patienceMillis;
  const isIdle = await driveUntilIdle(simulation, steadyClock, isStuck);
  if (!isIdle) {
    await Promise.all(workshop.workplaces.map(({ functionName }) => workshop.crash(functionName)));
  }
  await resharder.close();
  return isIdle;
}
