import { KinesisClient } from '@aws-sdk/client-kinesis';
import { S3Client } from '@aws-sdk/client-s3';
import { type Simulation, VirtualClock, startSimulation } from '@headwaters/stack-simulator';
import { JumpingClock } from '../clock/jumping-clock.js';
import { type Pipeline, readPipeline } from '../evidence/pipeline.js';
import { SimulationObserver } from '../evidence/simulation-observer.js';
import { FaultSchedule } from '../faults/fault-schedule.js';
import { InvocationFaults } from '../faults/invocation-faults.js';
import { Outages } from '../faults/outages.js';
import type { PutObjectCall } from '../gateway/service-call.js';
import { readKilledProcess } from '../killers/killer-record.js';
import { FileNames } from '../plan/file-names.js';
import type { ReshardPlan, SeedPlan } from '../plan/seed-plan.js';
import { SeedRecovery } from '../recovery/seed-recovery.js';
import type { FunctionHosts } from './function-hosts.js';
import { Resharder } from './resharder.js';
import { SourceBucket } from './source-bucket.js';

/** The simulation of one seed, with its faults and its observer. */
export interface SeedSimulation {
  readonly plan: SeedPlan;
  /** The virtual clock. Unlike the wall clock of the services, it does not jump. */
  readonly steadyClock: VirtualClock;
  /** Start of the seed, in milliseconds of the steady clock. */
  readonly startMillis: number;
  readonly simulation: Simulation;
  readonly functionHosts: FunctionHosts;
  readonly schedule: FaultSchedule;
  readonly invocationFaults: InvocationFaults;
  readonly resharder: Resharder;
  readonly observer: SimulationObserver;
  readonly source: SourceBucket;
  readonly streamName: string;
  /** Absent if the plan has no recovery. */
  readonly recovery: SeedRecovery | undefined;
  /** Clients that bypass the fault gateways. */
  readonly clients: { readonly s3: S3Client; readonly kinesis: KinesisClient };
}

const jumpMillis = 15 * 60_000;

/** Starts the simulation of a plan. Functions are not invoked until `invocationFaults.open()`. Uploads nothing. */
export async function startSeedSimulation(
  plan: SeedPlan,
  functionHosts: FunctionHosts,
): Promise<SeedSimulation> {
  const pipeline = readPipeline(functionHosts.blueprint);
  const { streamName, producerName } = pipeline;
  const names = new FileNames();
  const steadyClock = new VirtualClock();
  const startMillis = steadyClock.now();
  const elapsedSeconds = (): number => (steadyClock.now() - startMillis) / 1_000;
  const clock = new JumpingClock(steadyClock);
  const schedule = createSchedule(plan, names, {
    pipeline,
    clock,
    elapsedSeconds,
    startReshard: (reshard) => {
      resharder.start(reshard);
    },
    onStored: (call) => {
      observer.readStoredObject(call);
    },
  });
  const onFault = (name: string): void => {
    schedule.count(name);
  };
  const invocationFaults = new InvocationFaults(functionHosts, {
    plan,
    names,
    producerName,
    elapsedSeconds,
    onFault,
  });
  await functionHosts.deploy(plan, clock);
  const simulation = await startSimulation({
    stackDirectory: await functionHosts.stackOf(plan),
    enforceLimits: false,
    clock,
    invoker: invocationFaults,
    notificationDelays: () => source.notificationDelays(),
    readingFailure: schedule.forReads(),
  });
  const clients = createClients(simulation);
  const { s3, kinesis } = clients;
  const source = new SourceBucket({ s3, bucket: pipeline.sourceBucket, names, clock: steadyClock });
  const observer = new SimulationObserver(simulation, { clock, names, pipeline });
  const resharder = new Resharder({ services: simulation.services, kinesis, streamName });
  connectFunctions(functionHosts, { simulation, schedule, observer });
  const { recovery: plannedRecovery } = plan;
  const recovery =
    plannedRecovery &&
    (await SeedRecovery.open({
      plan: { ...plan, recovery: plannedRecovery },
      functions: functionHosts.recoveryFunctions,
      simulation,
      observer,
      schedule,
      clock,
      steadyClock,
    }));
  return {
    plan,
    recovery,
    steadyClock,
    startMillis,
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
  readonly elapsedSeconds: () => number;
  readonly startReshard: (reshard: ReshardPlan) => void;
  readonly onStored: (call: PutObjectCall) => void;
}

/** Creates a fault schedule whose PutRecords calls trigger the planned reshards and the planned clock jump. */
function createSchedule(
  plan: SeedPlan,
  names: FileNames,
  { pipeline, clock, elapsedSeconds, startReshard, onStored }: ScheduleOptions,
): FaultSchedule {
  const { producerName, bucketRoles } = pipeline;
  const outages = new Outages({ plans: plan.outages, bucketRoles, elapsedSeconds });
  const onPutRecords = (calls: number): void => {
    for (const reshard of plan.reshards) if (reshard.afterCalls === calls) startReshard(reshard);
    if (plan.clockJumpAfterCalls !== calls) return;
    clock.jump(jumpMillis);
    schedule.count('clock: 15 minutes ahead');
  };
  const archives = [...bucketRoles].flatMap(([name, role]) => (role === 'archive' ? [name] : []));
  const archiveBuckets = new Set(archives);
  const schedule = new FaultSchedule({
    plan,
    names,
    producerName,
    archiveBuckets,
    outages,
    onPutRecords,
    onStored,
  });
  return schedule;
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
    schedule.lastActivityMillis = performance.now();
    if (schedule.isFatalLine(functionName, line)) crash(functionName);
    const killed = readKilledProcess(line);
    if (killed !== undefined) schedule.count(`consumer: killed by a record (${killed.kind})`);
    // The process would loop until its timeout, in real time.
    if (killed?.kind === 'loop') process.kill(killed.pid, 'SIGKILL');
    observer.readLogLine(line, requestId);
  });
}
