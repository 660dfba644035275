import { StepNotRunError, UndoFailedError, describeAwsError, isRefusedOrAbsent } from '../errors.js';
import { type Observation, compareObservations, findDifferences } from './observation/observation.js';
import type { StepReport } from './report/report.js';
import type { AcceptanceStep, StepResult } from './steps/step.js';
import type { AcceptanceTarget } from './target/target.js';

/** A run of some steps. */
export interface AcceptanceRun {
  readonly steps: readonly AcceptanceStep[];
  /** The environment to check. */
  readonly target: AcceptanceTarget;
  /** The same stack in the simulator. */
  readonly simulator: AcceptanceTarget;
  /** Whether steps may run that users and operators of the environment notice. */
  readonly mayDisrupt: boolean;
}

/**
 * Runs steps one after the other, each against the target and, at the same time, in the simulator for a prediction. A step
 * that fails does not stop the run.
 *
 * @throws {@link InterruptedError} on Ctrl-C, and {@link UndoFailedError} if a setting of the environment could not be
 *   restored: then no further step runs.
 */
export async function runAcceptance(run: AcceptanceRun): Promise<readonly StepReport[]> {
  const reports: StepReport[] = [];
  for (const step of run.steps) {
    run.target.report(`${step.name}: ${step.title}`);
    const report = await runStep(step, run);
    run.target.report(`  ${report.status}${report.reason === undefined ? '' : `: ${report.reason}`}`);
    reports.push(report);
  }
  return reports;
}

async function runStep(
  step: AcceptanceStep,
  { target, simulator, mayDisrupt }: AcceptanceRun,
): Promise<StepReport> {
  const { name, title } = step;
  const base = { name, title, problems: [], differences: [], seconds: 0 };
  const refusal = refusalOf(step, target, mayDisrupt);
  if (refusal !== undefined) return { ...base, status: 'not run', reason: refusal };
  const startMillis = performance.now();
  const [prediction, outcome] = await allOrFirstFailure([attempt(step, simulator), attempt(step, target)]);
  const seconds = Math.round((performance.now() - startMillis) / 1_000);
  const predicted =
    prediction.kind === 'done'
      ? { predicted: prediction.result.observation }
      : { unpredicted: prediction.reason };
  if (outcome.kind !== 'done')
    return {
      ...base,
      ...predicted,
      seconds,
      status: outcome.kind === 'notRun' ? 'not run' : 'failed',
      reason: outcome.reason,
    };
  return { ...base, ...predicted, seconds, ...judge(step, target, outcome.result, predicted.predicted) };
}

/** Why a step can't be run; `undefined` if it can. */
function refusalOf(
  { needsCloudWatch, disruption }: AcceptanceStep,
  { withoutCloudWatch }: AcceptanceTarget,
  mayDisrupt: boolean,
): string | undefined {
  if (needsCloudWatch && withoutCloudWatch !== undefined) return withoutCloudWatch;
  if (disruption !== undefined && !mayDisrupt) return `it ${disruption}; allow that with --disruptive`;
  return undefined;
}

type Attempt =
  | { readonly kind: 'done'; readonly result: StepResult }
  | { readonly kind: 'notRun' | 'failed'; readonly reason: string };

/** A call that the caller may not make, or a service that the endpoint does not have, says nothing about the environment. */
async function attempt(step: AcceptanceStep, target: AcceptanceTarget): Promise<Attempt> {
  if (step.needsCloudWatch && target.withoutCloudWatch !== undefined)
    return { kind: 'notRun', reason: target.withoutCloudWatch };
  try {
    return { kind: 'done', result: await step.run(target) };
  } catch (error) {
    if (error instanceof UndoFailedError) throw error;
    target.signal.throwIfAborted();
    if (error instanceof StepNotRunError) return { kind: 'notRun', reason: error.message };
    return { kind: isRefusedOrAbsent(error) ? 'notRun' : 'failed', reason: describeAwsError(error) };
  }
}

function judge(
  step: AcceptanceStep,
  target: AcceptanceTarget,
  { observation, measurements }: StepResult,
  predicted: Observation | undefined,
): Pick<StepReport, 'status' | 'observed' | 'measurements' | 'problems' | 'differences'> {
  const problems = findDifferences(step.expectation(target), observation);
  return {
    status: problems.length === 0 ? 'passed' : 'failed',
    observed: observation,
    ...(measurements && { measurements }),
    problems,
    differences: predicted === undefined ? [] : compareObservations(predicted, observation),
  };
}

/** Waits for both, because a step restores settings when it ends. Then rethrows the first failure. */
async function allOrFirstFailure<Result>(
  promises: readonly [Promise<Result>, Promise<Result>],
): Promise<readonly [Result, Result]> {
  await Promise.allSettled(promises);
  return Promise.all(promises);
}
