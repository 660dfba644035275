import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KinesisClient } from '@aws-sdk/client-kinesis';
import { S3Client } from '@aws-sdk/client-s3';
import { type LocalServices, startLocalServices, systemClock } from '@headwaters/local-services';
import { readStack } from '@headwaters/terraform-reader';
import { type Blueprint, checkReferences, readBlueprint } from '../blueprint/blueprint.js';
import { surveySupport } from '../blueprint/support-survey.js';
import { Activity } from '../clock/activity.js';
import { StackUnsupportedError, type UnsupportedFeature } from '../errors.js';
import { FunctionFleet } from '../function/function-fleet.js';
import { type FunctionInvoker, observeInvoker } from '../invocation/function-invoker.js';
import { type InvokeTarget, invokeHandler } from '../invocation/invoke-api.js';
import { type SimulationEvents, TypedEmitter } from './simulation-events.js';
import { SimulationRun } from './simulation-run.js';
import type { Simulation, SimulationOptions } from './simulation.js';
import { createResources } from './stack-resources.js';

/**
 * Runs a synthesized stack on this machine: makes its buckets and streams in local services, and invokes its functions as
 * AWS would.
 *
 * @throws {@link StackUnreadableError} if the folder holds no synthesized stack.
 * @throws {@link StackUnsupportedError} if the stack declares what a run does not honour, unless `allowUnsupported` is set.
 * @throws {@link ExpressionUnsupportedError}, {@link AttributeInvalidError} if a value can't be told or isn't valid.
 * @throws {@link ArchiveInvalidError} if a function's code can't be unpacked.
 */
export async function startSimulation(options: SimulationOptions): Promise<Simulation> {
  const { blueprint, unsupported } = await surveyStack(options);
  const disposal = new Disposal();
  try {
    return await assemble(options, blueprint, unsupported, disposal);
  } catch (error) {
    await disposal.run();
    throw error;
  }
}

interface SurveyedStack {
  readonly blueprint: Blueprint;
  readonly unsupported: readonly UnsupportedFeature[];
}

async function surveyStack(options: SimulationOptions): Promise<SurveyedStack> {
  const { allowUnsupported = false } = options;
  const configuration = await readStack(options);
  const { accepted, refused } = surveySupport(configuration);
  if (refused.length > 0 && !allowUnsupported) throw new StackUnsupportedError(refused);
  const blueprint = readBlueprint(configuration);
  checkReferences(blueprint);
  return { blueprint, unsupported: [...refused, ...accepted] };
}

async function assemble(
  options: SimulationOptions,
  blueprint: Blueprint,
  unsupported: readonly UnsupportedFeature[],
  disposal: Disposal,
): Promise<Simulation> {
  const { clock = systemClock, notificationDelays = atOnce, readingFailure = () => undefined } = options;
  const { region, stackName } = blueprint;
  const folder = await dataFolder(options.dataDirectory, disposal);
  const started: { run?: SimulationRun } = {};
  const services = await startServices({ options, blueprint, folder, target: () => started.run, disposal });
  const { endpoint } = services;
  const { s3, kinesis } = awsClients(endpoint, region, disposal);
  const activity = new Activity(clock);
  const events = new TypedEmitter<SimulationEvents>();
  const [functions] = await Promise.all([
    options.invoker ?? unpackFunctions({ options, blueprint, folder, endpoint, events, disposal }),
    createResources(blueprint, { s3, kinesis }),
  ]);
  const invoker = observeInvoker(functions, ({ functionName, trigger, attempt, payload }, result) => {
    events.emit('invocation', { functionName, trigger, attempt, payload, ...result });
  });
  const run = new SimulationRun({
    blueprint,
    services,
    s3,
    clock,
    activity,
    invoker,
    events,
    notificationDelays,
    readingFailure,
  });
  disposal.add(() => {
    activity.stop();
    run.stop();
  });
  started.run = run;
  run.start();
  return {
    stackName,
    endpoint,
    region,
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
    invoke: (functionName, payload) => run.invoke({ functionName, payload, hops: 0 }),
    whenIdle: () => activity.whenIdle(),
    whenSettled: () => activity.whenSettled(),
    stop: () => disposal.run(),
  };
}

/** One notification of each event, without delay. */
function atOnce(): readonly number[] {
  return [0];
}

async function startServices(from: {
  readonly options: SimulationOptions;
  readonly blueprint: Blueprint;
  readonly folder: string;
  readonly target: () => InvokeTarget | undefined;
  readonly disposal: Disposal;
}): Promise<LocalServices> {
  const { options, blueprint, folder, target, disposal } = from;
  const services = await startLocalServices({
    dataDirectory: join(folder, 'services'),
    port: options.port ?? 0,
    enforceLimits: options.enforceLimits ?? true,
    clock: options.clock ?? systemClock,
    region: blueprint.region,
    accountId: blueprint.accountId,
    handlers: [invokeHandler(target)],
  });
  disposal.add(() => services.close());
  return services;
}

async function dataFolder(given: string | undefined, disposal: Disposal): Promise<string> {
  if (given !== undefined) {
    await mkdir(given, { recursive: true });
    return given;
  }
  const folder = await mkdtemp(join(tmpdir(), 'headwaters-'));
  disposal.add(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

function awsClients(endpoint: string, region: string, disposal: Disposal) {
  const credentials = { accessKeyId: 'simulation', secretAccessKey: 'simulation' };
  const s3 = new S3Client({ endpoint, region, credentials });
  const kinesis = new KinesisClient({ endpoint, region, credentials });
  disposal.add(() => {
    s3.destroy();
    kinesis.destroy();
  });
  return { s3, kinesis };
}

async function unpackFunctions(from: {
  readonly options: SimulationOptions;
  readonly blueprint: Blueprint;
  readonly folder: string;
  readonly endpoint: string;
  readonly events: TypedEmitter<SimulationEvents>;
  readonly disposal: Disposal;
}): Promise<FunctionInvoker> {
  const { options, blueprint, folder, endpoint, events, disposal } = from;
  const fleet = await FunctionFleet.unpack({
    plans: blueprint.functions,
    folder: join(folder, 'functions'),
    nodePath: options.functionNodePath ?? process.execPath,
    region: blueprint.region,
    endpoint,
    // A process lives in real time, and so do its timeouts.
    clock: systemClock,
    onLine: (functionName, line, requestId) => {
      events.emit('log', { functionName, requestId, line });
    },
  });
  disposal.add(() => fleet.stop());
  return fleet;
}

/** What must be undone at the end, the latest first. */
class Disposal {
  readonly #steps: (() => void | Promise<void>)[] = [];
  #running: Promise<void> | undefined;

  add(step: () => void | Promise<void>): void {
    this.#steps.push(step);
  }

  /**
   * Undoes everything, once: later calls wait for the first. A step that fails does not keep the others from being taken.
   *
   * @throws AggregateError of what failed, if anything did.
   */
  run(): Promise<void> {
    this.#running ??= this.#takeSteps();
    return this.#running;
  }

  async #takeSteps(): Promise<void> {
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
