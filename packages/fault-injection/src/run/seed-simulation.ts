import type { S3Client } from '@aws-sdk/client-s3';
import { VirtualClock, startSimulation } from '@headwaters/stack-simulator';
import { JumpingClock } from '../clock/jumping-clock.js';
import {
  type ConsumerEvidence,
  type Evidence,
  type Upload,
  readArchive,
  traceUploads,
} from '../evidence/evidence.js';
import { Witness } from '../evidence/simulation-observer.js';
import { FaultSchedule } from '../faults/fault-schedule.js';
import { VersionNames } from '../plan/file-names.js';
import { DisturbedInvoker, PlannedDisturbance } from '../faults/invocation-faults.js';
import { planSeed } from '../plan/draw-seed-plan.js';
import { type FunctionHosts, cellBytes } from './function-hosts.js';
import { Resharder } from './resharder.js';
import { SourceBucket, directS3Client } from './source-bucket.js';

const jumpMillis = 15 * 60_000;

/** A seed under way. */
export type SeedRun = Awaited<ReturnType<typeof startRun>>;

/** Starts a simulation for one seed, with all that disturbs and watches it. No file is there yet. */
export async function startRun(seed: number, functionHosts: FunctionHosts) {
  const way = wayThrough(functionHosts);
  const plan = planSeed(seed, { cellBytes, keySuffix: way.suffix });
  const names = new VersionNames();
  const steadyClock = new VirtualClock();
  const clock = new JumpingClock(steadyClock);
  const schedule = new FaultSchedule({
    plan,
    names,
    producerName: way.producerName,
    archiveBuckets: way.archiveBuckets,
    onPutRecords: (calls) => {
      for (const reshard of plan.reshards) if (reshard.afterCalls === calls) resharder.begin(reshard);
      if (plan.clockJumpAfterCalls !== calls) return;
      clock.jump(jumpMillis);
      schedule.count('clock: 15 minutes ahead');
    },
    onArchived: (key) => witness.archived.add(key),
  });
  const onStrike = (name: string): void => {
    schedule.count(name);
  };
  const disturbance = new PlannedDisturbance({ plan, names, producerName: way.producerName, onStrike });
  await functionHosts.deploy(plan.producer);
  const simulation = await startSimulation({
    stackDirectory: functionHosts.stackDirectory,
    enforceLimits: false,
    clock,
    invoker: new DisturbedInvoker(functionHosts, disturbance),
    notificationDelays: () => source.notificationDelays(),
    readingFailure: schedule.forReadings(),
  });
  const s3 = directS3Client(simulation);
  const source = new SourceBucket({ s3, bucket: way.sourceBucket, names, clock: steadyClock });
  const witness = new Witness(simulation, clock, names);
  const resharder = new Resharder(simulation, way.streamName);
  connect({ simulation, schedule, witness }, functionHosts);
  return {
    plan,
    steadyClock,
    disturbance,
    simulation,
    witness,
    resharder,
    schedule,
    s3,
    source,
    functionHosts,
    streamName: way.streamName,
  };
}

/** From the bucket to the stream and the archives. */
function wayThrough({ blueprint }: FunctionHosts) {
  const [notification] = blueprint.notifications;
  const streamName = blueprint.mappings[0]?.streamName;
  if (notification === undefined || streamName === undefined) {
    throw new TypeError(`${blueprint.stackName} has no way from a bucket to a stream.`);
  }
  const archives = blueprint.functions.map(({ environment }) => environment['ARCHIVE_BUCKET']);
  return {
    streamName,
    sourceBucket: notification.bucketName,
    suffix: notification.suffix,
    producerName: notification.functionName,
    archiveBuckets: new Set(archives.filter((bucket) => bucket !== undefined)),
  };
}

/** Lets the gateways break what the schedule says, and the witness hear what the functions log. */
function connect(
  { simulation, schedule, witness }: Pick<SeedRunParts, 'simulation' | 'schedule' | 'witness'>,
  functionHosts: FunctionHosts,
): void {
  const crash = (functionName: string): void => {
    void functionHosts.crash(functionName);
  };
  for (const { gateway, functionName } of functionHosts.hosts) {
    const plan = schedule.forCaller(functionName, () => {
      crash(functionName);
    });
    gateway.direct({ endpoint: simulation.endpoint, plan });
  }
  functionHosts.listen((functionName, line, requestId) => {
    if (schedule.isFatalLine(functionName, line)) crash(functionName);
    witness.read(line, requestId);
  });
}

interface SeedRunParts {
  readonly simulation: Awaited<ReturnType<typeof startSimulation>>;
  readonly schedule: FaultSchedule;
  readonly witness: Witness;
}

/** Gathers all that was seen of a seed that is over. */
export async function collectEvidence(
  { plan, s3, simulation, witness, schedule, resharder }: SeedRun,
  uploads: readonly Upload[],
  isIdle: boolean,
): Promise<Evidence> {
  const { blueprint } = simulation;
  const { context, readingsFailed } = schedule;
  const { invocations, rejections, losses, consumers } = witness;
  return {
    plan,
    uploads,
    isIdle,
    invocations,
    rejections,
    losses,
    readingsFailed,
    keyDenied: context.keyDenied,
    hangs: context.hangs,
    shardParents: resharder.shardParents,
    foreignRecords: [...plan.foreignRecords, ...context.poison],
    archiveDenials: context.archiveDenied.size,
    consumers: await collectConsumers(s3, witness),
    traces: await traceUploads(s3, uploads, { blueprint, consumers }),
    memoryMegabytes: new Map(blueprint.functions.map(({ name, memoryMegabytes }) => [name, memoryMegabytes])),
  };
}

function collectConsumers(s3: S3Client, witness: Witness): Promise<ConsumerEvidence[]> {
  const collected = witness.consumers.map(async ({ functionName, name, archiveBucket }) => ({
    functionName,
    name,
    outcomes: witness.outcomes(functionName),
    ...(archiveBucket !== undefined && { archive: await readArchive(s3, archiveBucket, witness.archived) }),
  }));
  return Promise.all(collected);
}
