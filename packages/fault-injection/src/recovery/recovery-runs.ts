import type { RecoveryContext, RecoveryPipeline, RecoveryResult } from '@headwaters/recovery';
import type { RecoveryRun } from '../evidence/recovery-evidence.js';
import type { RecoveryCommand, RecoveryStep } from '../plan/recovery-plan.js';
import type { CallCounter } from './call-counter.js';
import { type OperatorClients, makeOperatorClients } from './operator-clients.js';
import { type RecoveryFunctions, runCommand } from './recovery-commands.js';
import type { VirtualRecoveryClock } from './virtual-recovery-clock.js';

interface RecoveryRunsOptions {
  readonly functions: RecoveryFunctions;
  readonly pipeline: RecoveryPipeline;
  /** Name of the consumer that is filled. */
  readonly filledConsumer: string;
  readonly endpoint: string;
  readonly region: string;
  readonly clock: VirtualRecoveryClock;
  readonly counter: CallCounter;
}

/** When a step runs. */
export type RecoveryPhase = Pick<RecoveryRun, 'isDuring' | 'isClosing'>;

/** A lease lasts for a minute. */
const leaseEndMillis = 61_000;

/** Where an operator works from. It is part of receipts and jobs. */
const caller = 'arn:aws:sts::123456789012:assumed-role/operator/faults';

/** Runs recovery commands as operators do, and keeps how they ended. */
export class RecoveryRuns {
  readonly #options: RecoveryRunsOptions;
  /** Number of runs of each command that began so far, and of those in flight. */
  readonly #begun = new Map<RecoveryCommand, number>();
  readonly #inFlight = new Map<RecoveryCommand, number>();
  /** Until when a killed run of each command may have left its lease. */
  readonly #leftUntilMillis = new Map<RecoveryCommand, number>();
  readonly runs: RecoveryRun[] = [];

  constructor(options: RecoveryRunsOptions) {
    this.#options = options;
  }

  /** Runs one step. Never rejects: how its runs ended is in {@link runs}. */
  async perform(step: RecoveryStep, phase: RecoveryPhase): Promise<void> {
    const run = (killedAfterCalls?: number) => this.#run(step, phase, killedAfterCalls);
    if (step.course === 'twice') await Promise.all([run(), run()]);
    else if (step.course === 'once') await run();
    else {
      await run(step.killedAfterCalls);
      await this.#options.clock.sleep(leaseEndMillis);
      await run();
    }
  }

  async #run(
    { command, course }: RecoveryStep,
    phase: RecoveryPhase,
    killedAfterCalls: number | undefined,
  ): Promise<void> {
    const { endpoint, region, counter, functions } = this.#options;
    const { makeRecoveryClients: makeClients } = functions;
    const clients = makeOperatorClients({ endpoint, region, counter, makeClients, killedAfterCalls });
    const overlap = this.#begin(command);
    try {
      const { complete, counts } = await this.#command(command, clients);
      const ended = clients.isKilled() ? {} : { complete };
      this.runs.push({ command, course, ...phase, ...ended, counts });
    } catch (error) {
      const isExplained =
        clients.isKilled() ||
        (isBusy(error) && (overlap() || this.#isLeaseLeft(command))) ||
        (isServiceError(error) && !phase.isClosing);
      const { name, message } = error as Error;
      const unexplained = isExplained ? {} : { unexplainedError: `${name}: ${message}` };
      this.runs.push({ command, course, ...phase, ...unexplained, counts: {} });
    } finally {
      this.#inFlight.set(command, (this.#inFlight.get(command) ?? 1) - 1);
      if (clients.isKilled()) this.#leftUntilMillis.set(command, this.#options.clock.now() + leaseEndMillis);
      clients.close();
    }
  }

  /** Counts a run. Returns a function that returns whether another run of the command has been in flight at the same time. */
  #begin(command: RecoveryCommand): () => boolean {
    const others = this.#inFlight.get(command) ?? 0;
    const number = (this.#begun.get(command) ?? 0) + 1;
    this.#begun.set(command, number);
    this.#inFlight.set(command, others + 1);
    return () => others > 0 || (this.#begun.get(command) ?? 0) > number;
  }

  #isLeaseLeft(command: RecoveryCommand): boolean {
    return this.#options.clock.now() < (this.#leftUntilMillis.get(command) ?? 0);
  }

  #command(command: RecoveryCommand, { s3, lambda }: OperatorClients): Promise<RecoveryResult> {
    const { functions, pipeline, clock, filledConsumer: consumer } = this.#options;
    const context: RecoveryContext = { pipeline, s3, lambda, clock, caller };
    const options = { apply: true, concurrency: 2, report: () => undefined };
    return runCommand(command, { functions, context, consumer }, options);
  }
}

/** By its code: a test may run another copy of the recovery package. */
function isBusy(error: unknown): boolean {
  return (error as { readonly code?: unknown }).code === 'HEADWATERS_RECOVERY_BUSY';
}

/** The SDK adds metadata to errors of services and connections. */
function isServiceError(error: unknown): boolean {
  return error instanceof Error && '$metadata' in error;
}
