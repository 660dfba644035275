import { type Simulation, type VirtualClock, readRecoveryPipeline } from '@headwaters/stack-simulator';
import type { JumpingClock } from '../clock/jumping-clock.js';
import type { RecoveryEvidence } from '../evidence/recovery-evidence.js';
import type { SimulationObserver } from '../evidence/simulation-observer.js';
import type { FaultSchedule } from '../faults/fault-schedule.js';
import { type FaultGateway, startFaultGateway } from '../gateway/start-fault-gateway.js';
import type { RecoveryCommand, RecoveryPlan, RecoveryStep } from '../plan/recovery-plan.js';
import type { SeedPlan } from '../plan/seed-plan.js';
import { CallCounter } from './call-counter.js';
import { filledMapping } from './fill-stack.js';
import { RecoveryRuns } from './recovery-runs.js';
import type { RecoveryFunctions } from './recovery-commands.js';
import { VirtualRecoveryClock } from './virtual-recovery-clock.js';

interface SeedRecoveryOptions {
  readonly plan: SeedPlan & { readonly recovery: RecoveryPlan };
  readonly functions: RecoveryFunctions;
  readonly simulation: Simulation;
  readonly observer: SimulationObserver;
  readonly schedule: FaultSchedule;
  readonly clock: JumpingClock;
  readonly steadyClock: VirtualClock;
}

const millisPerMinute = 60_000;

/** The operators of one seed. */
export class SeedRecovery {
  readonly #options: SeedRecoveryOptions;
  readonly #gateway: FaultGateway;
  readonly #counter = new CallCounter();
  readonly #runs: RecoveryRuns;
  #outcomesBeforeRepair: RecoveryEvidence['outcomesBeforeRepair'] = new Map();

  private constructor(options: SeedRecoveryOptions, gateway: FaultGateway) {
    const { simulation, observer, clock } = options;
    const { functionName } = filledMapping(simulation.blueprint);
    const filled = observer.consumers.find((consumer) => consumer.functionName === functionName);
    this.#options = options;
    this.#gateway = gateway;
    this.#runs = new RecoveryRuns({
      functions: options.functions,
      pipeline: readRecoveryPipeline(simulation.blueprint),
      filledConsumer: filled?.name ?? '',
      endpoint: gateway.endpoint,
      region: simulation.region,
      clock: new VirtualRecoveryClock(clock),
      counter: this.#counter,
    });
  }

  /** Opens a gateway of their own for the operators. Call {@link close} at the end. */
  static async open(options: SeedRecoveryOptions): Promise<SeedRecovery> {
    const gateway = await startFaultGateway();
    gateway.setTarget({ endpoint: options.simulation.endpoint, plan: options.schedule.forOperators() });
    return new SeedRecovery(options, gateway);
  }

  async close(): Promise<void> {
    await this.#gateway.close();
  }

  /** Starts the steps that run while uploads go on, each at its time. Resolves when they have ended. */
  async performDuring(): Promise<void> {
    const steps = this.#options.plan.recovery.steps.map(async (step) => {
      if (step.atMinutes === undefined) return;
      if (step.atMinutes > 0) await this.#waitUntil(step.atMinutes);
      await this.#runs.perform(step, { isDuring: true, isClosing: false });
    });
    await Promise.all(steps);
  }

  /** Runs the other steps, one after the other. */
  async performAfter(): Promise<void> {
    for (const step of this.#options.plan.recovery.steps) {
      if (step.atMinutes === undefined) await this.#runs.perform(step, { isDuring: false, isClosing: false });
    }
  }

  /** Ends all faults, and repairs what is left. */
  async repair(): Promise<void> {
    const { observer, schedule } = this.#options;
    schedule.repair();
    this.#outcomesBeforeRepair = new Map(
      observer.consumers.map(({ functionName }) => [functionName, observer.outcomesOf(functionName).length]),
    );
    for (const command of this.#closingCommands()) {
      const step: RecoveryStep = { command, course: 'once', killedAfterCalls: Infinity };
      await this.#runs.perform(step, { isDuring: false, isClosing: true });
    }
  }

  /** Resolves when nothing is running, neither the simulation nor a command: all that is left, if anything, waits for the clock. */
  async whenSettled(): Promise<void> {
    const { simulation } = this.#options;
    do await simulation.whenSettled();
    while (!(await this.#counter.whenQuiet()));
  }

  /** @param failures - What is in the failures bucket at the end. */
  evidence(failures: RecoveryEvidence['failures']): RecoveryEvidence {
    const { plan, simulation, observer } = this.#options;
    const { deliveries, storedFailures } = observer;
    const functions = new Map(deliveries.map(({ requestId, functionName }) => [requestId, functionName]));
    return {
      runs: this.#runs.runs,
      deliveries,
      filledFunction: plan.recovery.fills ? filledMapping(simulation.blueprint).functionName : undefined,
      outcomesBeforeRepair: this.#outcomesBeforeRepair,
      failures,
      storedByDeliveries: storedFailures.flatMap(({ key, requestId }) => {
        const functionName = functions.get(requestId);
        return functionName === undefined ? [] : [`${functionName}: ${key}`];
      }),
    };
  }

  #closingCommands(): RecoveryCommand[] {
    const { files, recovery } = this.#options.plan;
    const isLost = files.some(({ eventDelaysMillis }) => eventDelaysMillis.length === 0);
    return [
      'redrive',
      ...(isLost ? (['backfill'] as const) : []),
      ...(recovery.fills ? (['fill'] as const) : []),
    ];
  }

  async #waitUntil(minutes: number): Promise<void> {
    const { steadyClock } = this.#options;
    await new Promise<void>((resolve) => {
      steadyClock.setTimeout(resolve, minutes * millisPerMinute);
    });
  }
}
