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

/**
 * Runs the steps against an environment, each with a prediction of the simulator, and cleans up.
 *
 * @throws {@link UsageError} if an earlier run has left changes that are not undone.
 * @throws {@link EnvironmentUnknownError}, {@link OutputsInvalidError}, {@link UndoFailedError}, {@link InterruptedError}.
 */
export async function runSession(options: SessionOptions): Promise<StepReport[]> {
  const { environment, stackFolder } = options;
  checkUndone(options);
  const silent = { ...options, report: () => undefined };
  return withLocalTarget(silent, async (simulator) => {
    switch (environment.kind) {
      case 'local':
        return withLocalTarget(options, (target) =>
          runSteps(options, { target, simulator, mayDisrupt: true }),
        );
      case 'outputs': {
        const outputs = await readDeployedOutputs(environment.file);
        const { mayDisrupt } = environment;
        return withAwsTarget(options, outputs, (target) =>
          runSteps(options, { target, simulator, mayDisrupt }),
        );
      }
      case 'deploy': {
        const { keep } = environment;
        const deployment = await deploy({ stackFolder, keep, report: options.report });
        try {
          return await withAwsTarget(options, deployment.outputs, (target) =>
            runSteps(options, { target, simulator, mayDisrupt: true }),
          );
        } finally {
          if (!keep) await deployment.destroy();
        }
      }
    }
  });
}

function runSteps(
  { steps, signal }: SessionOptions,
  targets: {
    readonly target: AcceptanceTarget;
    readonly simulator: AcceptanceTarget;
    readonly mayDisrupt: boolean;
  },
): Promise<StepReport[]> {
  signal.throwIfAborted();
  return runAcceptance({ steps, ...targets });
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

async function withAwsTarget<Result>(
  options: SessionOptions,
  outputs: DeployedOutputs,
  act: (target: AcceptanceTarget) => Promise<Result>,
): Promise<Result> {
  const { region, ...blueprint } = await readSessionStack(options.stackFolder);
  const shape = readShape({ region, ...blueprint });
  const target = await awsTarget({ ...options, outputs, region, shape });
  try {
    return await act(target);
  } finally {
    destroyClients(target.clients);
  }
}

/** Reads the synthesized stack of a session. */
export async function readSessionStack(stackFolder: string): Promise<Blueprint> {
  return readBlueprint(await readStack({ stackDirectory: stackFolder }));
}
