import type { PipelineNames, SimulationOptions } from '@headwaters/stack-simulator';
import type { Command } from 'commander';
import { resolveUserPath } from '../command-line/environment.js';
import { defaultStackFolder } from '../workspace-paths.js';

/** The options that select the stack to run. */
export interface StackOptions {
  /** Folder of the synthesized stack. Default: the dev environment. */
  readonly stack?: string;
  /** File with the output of `terraform show -json`. The stack runs as it is deployed. */
  readonly state?: string;
  /** Run the stack without the features that the simulator does not support. */
  readonly allowUnsupported?: true;
  /** False: the policies of the stack have no effect. */
  readonly iam?: boolean;
  /** Names of buckets, streams and other resources outside of the stack that the run creates. */
  readonly createExternal?: readonly string[];
}

/** Adds {@link StackOptions} to a command. */
export function addStackOptions(command: Command): Command {
  return command
    .option('--stack <folder>', 'folder of the synthesized stack (default: cdktf.out/stacks/ingest-dev)')
    .option('--state <file>', 'output of "terraform show -json"; runs the stack as it is deployed')
    .option('--allow-unsupported', 'run the stack without the features that a local run does not support')
    .option('--no-iam', "do not enforce the policies of the functions' roles")
    .option(
      '--create-external <name>',
      'create a bucket or stream that the stack names and does not declare; repeatable (bucket:NAME or stream:NAME if only a function names it)',
      (name: string, earlier: readonly string[] | undefined) => [...(earlier ?? []), name],
    );
}

/** Resolves {@link StackOptions} for the simulator. */
export function simulationOptions({
  stack,
  state,
  allowUnsupported,
  iam,
  createExternal,
}: StackOptions): Pick<
  SimulationOptions,
  'stackDirectory' | 'stateFile' | 'allowUnsupported' | 'enforcePermissions' | 'createExternal'
> {
  return {
    stackDirectory: stack === undefined ? defaultStackFolder : resolveUserPath(stack),
    ...(state === undefined ? {} : { stateFile: resolveUserPath(state) }),
    ...(allowUnsupported && { allowUnsupported }),
    ...(iam === false && { enforcePermissions: false }),
    ...(createExternal && { createExternal }),
  };
}

/**
 * Returns the options of `trace` that select the stack of a run, quoted for a shell. Paths stay as the user wrote them. For a deployed
 * state they are its names, because `trace` reads no state.
 */
export function traceWords(
  { stack, state }: Pick<StackOptions, 'stack' | 'state'>,
  names: PipelineNames,
): string[] {
  if (state === undefined) return stack === undefined ? [] : ['--stack', shellWord(stack)];
  return [
    ...(names.ledgerBucket === undefined ? [] : ['--ledger-bucket', names.ledgerBucket]),
    ...(names.failuresBucket === undefined ? [] : ['--failures-bucket', names.failuresBucket]),
    ...names.consumers.flatMap(({ name, functionName }) => ['--consumer', `${name}=${functionName}`]),
    '--',
  ];
}

function shellWord(word: string): string {
  return /^[\w./:@%+,=-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
