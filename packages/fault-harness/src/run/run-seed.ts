import type { S3Client } from '@aws-sdk/client-s3';
import { startSimulation, VirtualClock } from '@headwaters/stack-simulator';
import { FaultSchedule } from '../faults/fault-schedule.js';
import { VersionNames } from '../faults/version-names.js';
import { checkInvariants } from '../invariants/check-invariants.js';
import type { ConsumerEvidence, Evidence, Upload } from '../observation/evidence.js';
import { readArchive } from '../observation/read-archive.js';
import { Witness } from '../observation/witness.js';
import { planSeed } from '../plan/plan-seed.js';
import { countLines } from './count-lines.js';
import { DisturbedInvoker } from './disturbed-invoker.js';
import { driveUntilIdle } from './drive-until-idle.js';
import { JumpingClock } from './jumping-clock.js';
import { PlannedDisturbance } from './planned-disturbance.js';
import { putStrangers } from './put-strangers.js';
import { Resharder } from './resharder.js';
import type { SeedResult } from './seed-result.js';
import { directS3Client, uploadFiles } from './source-bucket.js';
import { cellBytes, type Workshop } from './workshop.js';

/** Real time without a single call after which a seed is taken to have lost its way, in milliseconds. */
const patienceMillis = 30_000;
const jumpMillis = 15 * 60_000;

/**
 * Runs one seed from upload to archive, in a simulation of its own, and judges it.
 *
 * The same seed has the same files, and the same faults strike the same calls. What it can't fix is how the machine
 * interleaves the functions' processes.
 */
export async function runSeed(seed: number, workshop: Workshop): Promise<SeedResult> {
  const run = await startRun(seed, workshop);
  const { simulation, plan, schedule, resharder } = run;
  try {
    const uploads = await begin(run);
    const isStuck = (): boolean => performance.now() - schedule.lastCallMillis > patienceMillis;
    const isIdle = await driveUntilIdle(simulation, run.virtualClock, isStuck);
    if (!isIdle)
      await Promise.all(workshop.workplaces.map(({ fleet, functionName }) => fleet.crash(functionName)));
    await resharder.close();
    const violations = checkInvariants(await collect(run, uploads, isIdle));
    return {
      seed,
      lines: plan.files.reduce((sum, { content }) => sum + countLines(content), 0),
      reshards: resharder.count,
      faults: schedule.counts,
      violations,
    };
  } finally {
    run.s3.destroy();
    await simulation.stop();
  }
}

type Run = Awaited<ReturnType<typeof startRun>>;

async function startRun(seed: number, workshop: Workshop) {
  const { blueprint, workplaces, stackDirectory } = workshop;
  const [notification] = blueprint.notifications;
  const streamName = blueprint.mappings[0]?.streamName;
  if (notification === undefined || streamName === undefined) {
    throw new TypeError(`${blueprint.stackName} has no way from a bucket to a stream.`);
  }
  const plan = planSeed(seed, { cellBytes, keySuffix: notification.suffix });
  const names = new VersionNames();
  const virtualClock = new VirtualClock();
  const clock = new JumpingClock(virtualClock);
  const disturbance = new PlannedDisturbance(plan, names, (name) => {
    schedule.count(name);
  });
  const invoker = new DisturbedInvoker(workshop, disturbance);
  const simulation = await startSimulation({ stackDirectory, enforceLimits: false, clock, invoker });
  const witness = new Witness(simulation, clock, names);
  const resharder = new Resharder(simulation, streamName);
  const archives = witness.consumers.filter(({ archiveBucket }) => archiveBucket !== undefined);
  const schedule = new FaultSchedule({
    plan,
    names,
    producerName: notification.functionName,
    archiveBuckets: new Set(archives.map(({ archiveBucket = '' }) => archiveBucket)),
    onPutRecords: (calls) => {
      for (const reshard of plan.reshards) if (reshard.afterCalls === calls) resharder.begin(reshard);
      if (plan.clockJumpAfterCalls === calls) clock.jump(jumpMillis);
    },
    onArchived: (key) => witness.archived.add(key),
  });
  for (const { gateway, fleet, functionName } of workplaces) {
    const crash = (): void => void fleet.crash(functionName);
    gateway.direct({ endpoint: simulation.endpoint, plan: schedule.forCaller(functionName, crash) });
  }
  workshop.listen((_, line, requestId) => {
    witness.read(line, requestId);
  });
  const s3 = directS3Client(simulation);
  const sourceBucket = notification.bucketName;
  return {
    ...{ plan, names, virtualClock, disturbance, simulation, witness, resharder, schedule, s3 },
    ...{ sourceBucket, streamName, blueprint },
  };
}

/** Uploads everything, then lets the functions loose. */
async function begin(run: Run): Promise<Upload[]> {
  const { plan, names, s3, sourceBucket: bucket, simulation, streamName, disturbance } = run;
  await putStrangers(plan.strangers, simulation, streamName);
  const uploads = await uploadFiles(plan.files, { s3, bucket, names });
  disturbance.open();
  return uploads;
}

async function collect(run: Run, uploads: readonly Upload[], isIdle: boolean): Promise<Evidence> {
  const { plan, witness, schedule, blueprint } = run;
  return {
    plan,
    uploads,
    isIdle,
    consumers: await collectConsumers(run.s3, witness),
    rejections: witness.rejections,
    losses: witness.losses,
    invocations: witness.invocations,
    keyDenied: schedule.keyDenied,
    archiveDenials: schedule.archiveDenied.size,
    memoryMegabytes: new Map(blueprint.functions.map((plan) => [plan.name, plan.memoryMegabytes])),
  };
}

function collectConsumers(s3: S3Client, witness: Witness): Promise<ConsumerEvidence[]> {
  const collected = witness.consumers.map(async ({ functionName, archiveBucket }) => ({
    functionName,
    outcomes: witness.outcomes(functionName),
    ...(archiveBucket !== undefined && { archive: await readArchive(s3, archiveBucket, witness.archived) }),
  }));
  return Promise.all(collected);
}
