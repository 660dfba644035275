import { KinesisClient } from '@aws-sdk/client-kinesis';
import { S3Client } from '@aws-sdk/client-s3';
import { type Simulation, VirtualClock, startSimulation } from '@headwaters/stack-simulator';
import { JumpingClock } from '../clock/jumping-clock.js';
import { SimulationObserver } from '../evidence/simulation-observer.js';
import { FaultSchedule } from '../faults/fault-schedule.js';
import { InvocationFaults } from '../faults/invocation-faults.js';
import { drawSeedPlan } from '../plan/draw-seed-plan.js';
import { FileNames } from '../plan/file-names.js';
import type { ReshardPlan, SeedPlan } from '../plan/seed-plan.js';
import { type FunctionHosts, cellBytes } from './function-hosts.js';
import { Resharder } from './resharder.js';
import { SourceBucket } from './source-bucket.js';

/** The simulation of one seed, with its faults and its observer. */
export interface SeedSimulation {
  readonly plan: SeedPlan;
  /** The virtual clock. Unlike the wall clock of the services, it does not jump. */
  readonly steadyClock: VirtualClock;
  readonly simulation: Simulation;
  readonly functionHosts: FunctionHosts;
  readonly schedule: FaultSchedule;
  readonly invocationFaults: InvocationFaults;
  readonly resharder: Resharder;
  readonly observer: SimulationObserver;
  readonly source: SourceBucket;
  readonly streamName: string;
  /** Clients that bypass the fault gateways. */
  readonly clients: { readonly s3: S3Client; readonly kinesis: KinesisClient };
}

const jumpMillis = 15 * 60_000;

/** Starts the simulation of a seed. Functions are not invoked until `invocationFaults.open()`. Uploads nothing. */
export async function startSeedSimulation(
  seed: number,
  functionHosts: FunctionHosts,
): Promise<SeedSimulation> {
  const pipeline = readPipeline(functionHosts);
  const { streamName, producerName } = pipeline;
  const plan = drawSeedPlan(seed, { cellBytes, keySuffix: pipeline.keySuffix });
  const names = new FileNames();
  const steadyClock = new VirtualClock();
  const clock = new JumpingClock(steadyClock);
  const schedule = createSchedule(plan, names, {
    pipeline,
    clock,
    startReshard: (reshard) => {
      resharder.start(reshard);
    },
    onArchived: (key) => observer.archivedKeys.add(key),
  });
  const onFault = (name: string): void => {
    schedule.count(name);
  };
  const invocationFaults = new InvocationFaults(functionHosts, { plan, names, producerName, onFault });
  await functionHosts.deploy(plan.producer);
  const simulation = await startSimulation({
    stackDirectory: functionHosts.stackDirectory,
    enforceLimits: false,
    clock,
    invoker: invocationFaults,
    notificationDelays: () => source.notificationDelays(),
    readingFailure: schedule.forReads(),
  });
  const clients = createClients(simulation);
  const { s3, kinesis } = clients;
  const source = new SourceBucket({ s3, bucket: pipeline.sourceBucket, names, clock: steadyClock });
  const observer = new SimulationObserver(simulation, clock, names);
  const resharder = new Resharder({ services: simulation.services, kinesis, streamName });
  connectFunctions(functionHosts, { simulation, schedule, observer });
  return {
    plan,
    steadyClock,
    simulation,
    functionHosts,
    schedule,
    invocationFaults,
    resharder,
    observer,
    source,
    streamName,
    clients,
  };
}

interface ScheduleOptions {
  readonly pipeline: Pipeline;
  readonly clock: JumpingClock;
  readonly startReshard: (reshard: ReshardPlan) => void;
  readonly onArchived: (key: string) => void;
}

/** Creates a fault schedule whose PutRecords calls trigger the planned reshards and the planned clock jump. */
function createSchedule(
  plan: SeedPlan,
  names: FileNames,
  { pipeline, clock, startReshard, onArchived }: ScheduleOptions,
): FaultSchedule {
  const { producerName, archiveBuckets } = pipeline;
  const onPutRecords = (calls: number): void => {
    for (const reshard of plan.reshards) if (reshard.afterCalls === calls) startReshard(reshard);
    if (plan.clockJumpAfterCalls !== calls) return;
    clock.jump(jumpMillis);
    schedule.count('clock: 15 minutes ahead');
  };
  const schedule = new FaultSchedule({ plan, names, producerName, archiveBuckets, onPutRecords, onArchived });
  return schedule;
}

/** Names of the pipeline's resources. */
interface Pipeline {
  readonly sourceBucket: string;
  /** Key suffix of the bucket notification. */
  readonly keySuffix: string;
  readonly producerName: string;
  readonly streamName: string;
  readonly archiveBuckets: ReadonlySet<string>;
}

function readPipeline({ blueprint }: FunctionHosts): Pipeline {
  const [notification] = blueprint.notifications;
  const streamName = blueprint.mappings[0]?.streamName;
  if (notification === undefined || streamName === undefined) {
    throw new TypeError(
      `The stack ${blueprint.stackName} has no pipeline: it needs a bucket notification and an event source mapping.`,
    );
  }
  const archives = blueprint.functions.map(({ environment }) => environment['ARCHIVE_BUCKET']);
  return {
    streamName,
    sourceBucket: notification.bucketName,
    keySuffix: notification.suffix,
    producerName: notification.functionName,
    archiveBuckets: new Set(archives.filter((bucket) => bucket !== undefined)),
  };
}

function createClients({ endpoint, region }: Simulation): SeedSimulation['clients'] {
  // The local services accept any credentials.
  const credentials = { accessKeyId: 'faults', secretAccessKey: 'faults' };
  const options = { endpoint, region, credentials };
  return { s3: new S3Client(options), kinesis: new KinesisClient(options) };
}

/** Connects the gateways to the services and the fault schedule, and the functions' logs to the observer. */
function connectFunctions(
  functionHosts: FunctionHosts,
  { simulation, schedule, observer }: Pick<SeedSimulation, 'simulation' | 'schedule' | 'observer'>,
): void {
  const crash = (functionName: string): void => {
    void functionHosts.crash(functionName);
  };
  for (const { gateway, functionName } of functionHosts.all) {
    const plan = schedule.forCaller(functionName, () => {
      crash(functionName);
    });
    gateway.setTarget({ endpoint: simulation.endpoint, plan });
  }
  functionHosts.setLogListener((functionName, line, requestId) => {
    if (schedule.isFatalLine(functionName, line)) crash(functionName);
    observer.readLogLine(line, requestId);
  });
}
