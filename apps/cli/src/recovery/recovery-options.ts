import type { Command } from 'commander';
import { parseCount, parsePositiveNumber } from '../command-line/option-values.js';
import type { PipelineOptions } from '../pipeline/recovery-pipeline.js';

/** The options of every recovery command. */
export interface RecoveryCommandOptions extends PipelineOptions {
  /** Without it, the command only plans. */
  readonly apply?: true;
  /** Print JSON lines. */
  readonly json?: true;
  /** Largest number of things started a second. */
  readonly rate?: number;
  /** Invocations in flight at once. Default: {@link defaultConcurrency}. */
  readonly concurrency?: number;
}

/** Invocations in flight at once, unless the user says otherwise. An account may have as few as 10 concurrent executions. */
export const defaultConcurrency = 4;

/** Adds the options that select the pipeline, and `--json`. */
export function addPipelineOptions(command: Command): Command {
  return command
    .option('--outputs <file>', 'output of "terraform output -json", for a deployed stack')
    .option('--stack <folder>', 'folder of the synthesized stack that runs locally (default: ingest-dev)')
    .option('--json', 'print one JSON object a line');
}

/** Adds the options of every recovery command. */
export function addRecoveryOptions(command: Command): Command {
  return addPipelineOptions(
    command.option('--apply', 'do it; without this option, the command only prints what it would do'),
  );
}

/** Adds the options of commands that deliver many things. */
export function addPaceOptions(command: Command): Command {
  return command
    .option(
      '--rate <number>',
      'largest number of things started a second (default: no limit)',
      parsePositiveNumber,
    )
    .option('--concurrency <number>', 'invocations in flight at once', parseCount, defaultConcurrency);
}
