import { existsSync } from 'node:fs';
import { type Blueprint, readBlueprint, readStack } from '@headwaters/stack-simulator';
import { UsageError } from '../errors.js';
import { type DeployedOutputs, readDeployedOutputs } from '../pipeline/deployed-outputs.js';
import { deploy } from './deployment/deployment.js';
import type { StepReport } from './report/report.js';
import { runAcceptance } from './run-acceptance.js';
import type { AcceptanceStep } from './steps/step.js';
import { awsTarget } from './target/aws-target.js';
import { type LocalPipeline, startLocalPipeline } from './target/local-pipeline.js';
import { localTarget, type RunSettings } from './target/local-target.js';
import { readShape } from './target/pipeline.js';
import { type AcceptanceTarget, destroyClients } from './target/target.js';

/** The environment of a session. */
export type SessionEnvironment =
  /** The stack in the simulator. */
  | { readonly kind: 'local' }
  /** A deployed environment, which the session does not change lastingly. */
  | { readonly kind: 'outputs'; readonly file: string; readonly mayDisrupt: boolean }
  /** An environment that the session deploys, and destroys unless `keep` is set. */
  | { readonly kind: 'deploy'; readonly keep: boolean };

/** One run of the steps, from start to cleanup. */
export interface SessionOptions extends RunSettings {
  readonly environment: SessionEnvironment;
  /** Folder of the synthesized stack. */
  readonly stackFolder: string;
  readonly steps: readonly AcceptanceStep[];
  /** Where changes of settings are noted until they are undone. */
  readonly undoFile: string;
}

/** What a session found out. */
export interface SessionResult {
  readonly reports: readonly StepReport[];
  /** Whether an environment that should have been destroyed is still there. */
  readonly isLeftBehind: boolean;
}

/**
 * Runs the steps against an environment, each with a prediction of the simulator, and cleans up.
 *
 * @throws {@link UsageError} if an earlier run has left changes that are not undone.
 * @throws {@link EnvironmentUnknownError}, {@link OutputsInvalidError}, {@link UndoFailedError}, {@link InterruptedError}.
 */
export async function runSession(options: SessionOptions): Promise<SessionResult> {
  checkUndone(options);
  const silent = { ...options, report: () => undefined };
  return withLocalTarget(silent, (simulator) => {
    const { environment } = options;
    switch (environment.kind) {
      case 'local':
        return runLocally(options, simulator);
      case 'outputs':
        return runOnOutputs(options, environment, simulator);
      case 'deploy':
        return runOnDeployment(options, environment, simulator);
    }
  });
}

type EnvironmentOf<Kind extends SessionEnvironment['kind']> = Extract<SessionEnvironment, { kind: Kind }>;

function runLocally(options: SessionOptions, simulator: AcceptanceTarget): Promise<SessionResult> {
  return withLocalTarget(options, async (target) => ({
    reports: await runAcceptance({ ...options, target, simulator, mayDisrupt: true }),
    isLeftBehind: false,
  }));
}

async function runOnOutputs(
  options: SessionOptions,
  { file, mayDisrupt }: EnvironmentOf<'outputs'>,
  simulator: AcceptanceTarget,
): Promise<SessionResult> {
  const outputs = await readDeployedOutputs(file);
  const reports = await runOnAws(options, outputs, { simulator, mayDisrupt });
  return { reports, isLeftBehind: false };
}

async function runOnDeployment(
  options: SessionOptions,
  { keep }: EnvironmentOf<'deploy'>,
  simulator: AcceptanceTarget,
): Promise<SessionResult> {
  const { outputs, destroy } = await deploy({ ...options, keep });
  let isDestroyed = true;
  let reports: readonly StepReport[];
  try {
    reports = await runOnAws(options, outputs, { simulator, mayDisrupt: true });
  } finally {
    if (!keep) isDestroyed = await destroy();
  }
  return { reports, isLeftBehind: !isDestroyed };
}

async function runOnAws(
  options: SessionOptions,
  outputs: DeployedOutputs,
  run: { readonly simulator: AcceptanceTarget; readonly mayDisrupt: boolean },
): Promise<readonly StepReport[]> {
  options.signal.throwIfAborted();
  const blueprint = await readSessionStack(options.stackFolder);
  const { region } = blueprint;
  const target = await awsTarget({ ...options, outputs, region, shape: readShape(blueprint) });
  try {
    return await runAcceptance({ ...options, ...run, target });
  } finally {
    destroyClients(target.clients);
  }
}

function checkUndone({ environment, undoFile }: SessionOptions): void {
  if (environment.kind === 'local' || !existsSync(undoFile)) return;
  throw new UsageError(
    `An earlier run was killed before it restored the settings in ${undoFile}. Run: npm run acceptance -- --undo ${undoFile}`,
  );
}

/** Starts the stack in the simulator, for as long as `act` takes. */
async function withLocalTarget<Result>(
  options: SessionOptions,
  act: (target: AcceptanceTarget) => Promise<Result>,
): Promise<Result> {
  const pipeline: LocalPipeline = await startLocalPipeline(options.stackFolder);
  try {
    const target = await localTarget(pipeline, options);
    const result = await act(target);
    destroyClients(target.clients);
    return result;
  } finally {
    await pipeline.stop();
  }
}

/** Reads the synthesized stack of a session. */
export async function readSessionStack(stackFolder: string): Promise<Blueprint> {
  return readBlueprint(await readStack({ stackDirectory: stackFolder }));
}
