import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LocalServices, startLocalServices, systemClock } from '@headwaters/local-services';
import { parseFunctionReference } from '@headwaters/pipeline-contract';
import { Activity } from '../clock/activity.js';
import { startDynamodb } from '../dynamodb/dynamodb-handler.js';
import { FunctionFleet } from '../function/function-fleet.js';
import { type FunctionInvoker, observeInvoker } from '../invocation/function-invoker.js';
import { invokeHandler } from '../invocation/invoke-api.js';
import { mappingHandler } from '../mapping/mapping-api.js';
import { UsageMeter } from '../usage/usage-meter.js';
import { type SimulationEvents, TypedEmitter } from './simulation-events.js';
import { SimulationRun } from './simulation-run.js';
import type { Simulation, SimulationOptions } from './simulation.js';
import { createLocalKinesisClient, createLocalS3Client, createResources } from './stack-resources.js';
import { readSupportedStack, type SupportedStack } from './supported-stack.js';

/**
 * Runs a synthesized stack on this machine: creates its buckets and streams in local services, and invokes its functions as
 * AWS would.
 *
 * @throws {@link StackUnreadableError} if the folder contains no synthesized stack.
 * @throws {@link StackUnsupportedError} if the stack declares unsupported features and `allowUnsupported` is not set.
 * @throws {@link ExpressionUnsupportedError} or {@link AttributeInvalidError} if a value can't be evaluated or AWS would reject it;
 *   {@link StackRefusedError} if there are several of them.
 * @throws {@link ArchiveInvalidError} if a function's code can't be extracted.
 */
export async function startSimulation(options: SimulationOptions): Promise<Simulation> {
  const stack = await readSupportedStack(options);
  const cleanup = new Cleanup();
  try {
    return await assemble({ ...stack, options, cleanup });
  } catch (error) {
    await cleanup.run();
    throw error;
  }
}

/** Inputs of the parts of a simulation. */
interface Assembly extends SupportedStack {
  readonly options: SimulationOptions;
  readonly cleanup: Cleanup;
}

async function assemble(assembly: Assembly): Promise<Simulation> {
  const { options, blueprint, targetPermissions, cleanup } = assembly;
  const { clock = systemClock } = options;
  const folder = await makeDataFolder(options.dataDirectory, cleanup);
  const started: { run?: SimulationRun } = {};
  const meter = new UsageMeter({ blueprint, resources: assembly.billedResources, clock });
  const services = await startServices(assembly, { folder, meter, run: () => started.run });
  const { endpoint } = services;
  const activity = options.activity ?? new Activity(clock);
  const events = new TypedEmitter<SimulationEvents>();
  const clients = createClients(endpoint, blueprint.region, cleanup);
  const [functions] = await Promise.all([
    options.invoker ?? unpackFunctions(assembly, { folder, endpoint, events }),
    createResources(blueprint, clients),
  ]);
  for (const consumer of blueprint.streamConsumers) services.registerStreamConsumer(consumer);
  const run = new SimulationRun({
    blueprint,
    services,
    s3: clients.s3,
    clock,
    activity,
    invoker: observeInvoker(functions, ({ functionName, qualifier, trigger, attempt, payload }, result) => {
      events.emit('invocation', { functionName, qualifier, trigger, attempt, payload, ...result });
    }),
    events,
    notificationDelays: options.notificationDelays ?? (() => [0]),
    readingFailure: options.readingFailure ?? (() => undefined),
    targetPermissions,
    enforceLimits: options.enforceLimits ?? true,
    onRead: (mapping, records) => {
      meter.countRead(mapping, records);
    },
  });
  cleanup.add(() => {
    activity.stop();
    run.stop();
  });
  started.run = run;
  meter.start(services);
  meterEvents(meter, events);
  run.start();
  return describeSimulation(assembly, { services, activity, events, run, meter });
}

function meterEvents(meter: UsageMeter, events: TypedEmitter<SimulationEvents>): void {
  events.on('invocation', (event) => {
    meter.countInvocation(event);
  });
  events.on('log', ({ line }) => {
    meter.countLog(line);
  });
  events.on('message', ({ change, body }) => {
    if (change === 'sent' || change === 'received') meter.countQueueRequest(body);
    if (change === 'processed' || change === 'filtered') meter.countQueueRequest();
  });
}

function describeSimulation(
  { blueprint, unsupported, cleanup }: Assembly,
  parts: {
    readonly services: LocalServices;
    readonly activity: Activity;
    readonly events: TypedEmitter<SimulationEvents>;
    readonly run: SimulationRun;
    readonly meter: UsageMeter;
  },
): Simulation {
  const { services, activity, events, run, meter } = parts;
  return {
    stackName: blueprint.stackName,
    endpoint: services.endpoint,
    region: blueprint.region,
    blueprint,
    unsupported,
    events,
    services,
    setMappingEnabled: (address, enabled) => {
      run.setMappingEnabled(address, enabled);
    },
    reserveConcurrency: (functionName, count) => {
      run.reserveConcurrency(functionName, count);
    },
    invoke: (functionReference, payload) => {
      const { name, qualifier } = parseFunctionReference(functionReference);
      return run.invoke({ functionName: name, qualifier, payload, hops: 0 });
    },
    countMessages: () => run.queueCounts,
    usage: () => meter.usage(),
    whenIdle: () => activity.whenIdle(),
    whenSettled: () => activity.whenSettled(),
    stop: () => cleanup.run(),
  };
}

async function makeDataFolder(dataDirectory: string | undefined, cleanup: Cleanup): Promise<string> {
  if (dataDirectory !== undefined) {
    await mkdir(dataDirectory, { recursive: true });
    return dataDirectory;
  }
  const folder = await mkdtemp(join(tmpdir(), 'headwaters-'));
  cleanup.add(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

async function startServices(
  { options, blueprint, authorize, cleanup }: Assembly,
  parts: {
    readonly folder: string;
    readonly meter: UsageMeter;
    readonly run: () => SimulationRun | undefined;
  },
): Promise<LocalServices> {
  const { folder, meter, run } = parts;
  const services = await startLocalServices({
    dataDirectory: join(folder, 'services'),
    port: options.port ?? 0,
    enforceLimits: options.enforceLimits ?? true,
    clock: options.clock ?? systemClock,
    region: blueprint.region,
    accountId: blueprint.accountId,
    handlers: [
      invokeHandler(run, authorize),
      mappingHandler(run),
      await startDynamodb(blueprint.tables, authorize, (operation, body) => {
        meter.countTableRequest(operation, body);
      }),
    ],
    ...(authorize && { authorize }),
    onRequest: (request) => {
      meter.countRequest(request);
    },
  });
  cleanup.add(() => services.close());
  return services;
}

function createClients(endpoint: string, region: string, cleanup: Cleanup) {
  const s3 = createLocalS3Client({ endpoint, region });
  const kinesis = createLocalKinesisClient({ endpoint, region });
  cleanup.add(() => {
    s3.destroy();
    kinesis.destroy();
  });
  return { s3, kinesis };
}

async function unpackFunctions(
  { options, blueprint, cleanup }: Assembly,
  fleetOptions: {
    readonly folder: string;
    readonly endpoint: string;
    readonly events: TypedEmitter<SimulationEvents>;
  },
): Promise<FunctionInvoker> {
  const { folder, endpoint, events } = fleetOptions;
  const fleet = await FunctionFleet.unpack({
    plans: blueprint.functions,
    folder: join(folder, 'functions'),
    nodePath: options.functionNodePath ?? process.execPath,
    region: blueprint.region,
    endpoint,
    // Processes run in real time, so their timeouts do too.
    clock: systemClock,
    functionTime: options.clock,
    onLine: (functionName, line, requestId) => {
      events.emit('log', { functionName, requestId, line });
    },
  });
  cleanup.add(() => fleet.stop());
  return fleet;
}

/** Steps to run when the simulation stops, in reverse order. */
class Cleanup {
  readonly #steps: (() => void | Promise<void>)[] = [];
  #running: Promise<void> | undefined;

  add(step: () => void | Promise<void>): void {
    this.#steps.push(step);
  }

  /**
   * Runs all steps once, even if some fail. Later calls wait for the first one.
   *
   * @throws AggregateError with the errors of the steps that failed.
   */
  run(): Promise<void> {
    this.#running ??= this.#runSteps();
    return this.#running;
  }

  async #runSteps(): Promise<void> {
    const failures: unknown[] = [];
    for (const step of this.#steps.reverse()) {
      try {
        await step();
      } catch (failure) {
        failures.push(failure);
      }
    }
    if (failures.length > 0) throw new AggregateError(failures, 'The simulation did not stop cleanly.');
  }
}
