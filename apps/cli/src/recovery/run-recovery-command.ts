import type { RecoveryContext, RecoveryOptions, RecoveryResult } from '@headwaters/recovery';
import { exitCodes } from '../command-line/exit.js';
import { withInterrupt } from '../command-line/interrupt-signal.js';
import { describeAwsError, isAwsError } from '../errors.js';
import { openRecoveryPipeline, type PipelineOptions } from '../pipeline/recovery-pipeline.js';
import { defaultConcurrency, type RecoveryCommandOptions } from './recovery-options.js';
import { JsonOutput, type OutputOptions, type RecoveryOutput, TextOutput } from './recovery-output.js';

/** A command of `@headwaters/recovery`, with its scope. */
export type RecoveryWork = (context: RecoveryContext, options: RecoveryOptions) => Promise<RecoveryResult>;

/** What is printed of a command. */
type PrintedCommand = Pick<OutputOptions, 'title' | 'proof'>;

/**
 * Runs a recovery command on the pipeline that the options select, prints its reports, and sets the exit code: 0 only if the ledger
 * shows the result, or if there is nothing to do; 1 if not; 2 if AWS refuses it before there is a plan; 130 after Ctrl-C.
 *
 * The first Ctrl-C starts nothing new and prints what was done; the second ends the process.
 *
 * @param printed - The command, as it is printed.
 * @throws the expected errors, for the program to print.
 */
export async function runRecoveryCommand(
  printed: PrintedCommand,
  options: RecoveryCommandOptions,
  work: RecoveryWork,
): Promise<void> {
  await runWithOutput({ ...printed, mode: options.apply ? 'apply' : 'dry run' }, options, work);
}

/** As {@link runRecoveryCommand}, for a command that never changes anything. */
export async function runReportCommand(
  printed: PrintedCommand,
  options: RecoveryCommandOptions,
  work: RecoveryWork,
): Promise<void> {
  await runWithOutput({ ...printed, mode: 'report' }, options, work);
}

async function runWithOutput(
  outputOptions: OutputOptions,
  options: RecoveryCommandOptions,
  work: RecoveryWork,
): Promise<void> {
  const output = options.json ? new JsonOutput(outputOptions) : new TextOutput(outputOptions);
  const apply = outputOptions.mode === 'apply';
  const { rate, concurrency = defaultConcurrency } = options;
  await withInterrupt(async (signal) => {
    try {
      const result = await withPipeline(options, (context) =>
        work(context, { apply, rate, concurrency, report: output.report, signal }),
      );
      output.end(result);
      process.exitCode = result.complete ? exitCodes.ok : exitCodes.failed;
    } catch (error) {
      process.exitCode = exitCodeOfError(error, output, signal);
    }
  });
}

/** Runs work on the pipeline that the options select, and closes its clients. */
export async function withPipeline<Result>(
  options: PipelineOptions,
  work: (context: RecoveryContext) => Promise<Result>,
): Promise<Result> {
  const pipeline = await openRecoveryPipeline(options);
  try {
    return await work(pipeline.context);
  } finally {
    pipeline.close();
  }
}

/** @throws every error that is neither Ctrl-C nor one of AWS. */
function exitCodeOfError(error: unknown, output: RecoveryOutput, signal: AbortSignal): number {
  // An aborted request or pause has an error of its own.
  if (signal.aborted) {
    output.stop('Interrupted. Start the command again: it continues with what is left.');
    return exitCodes.interrupted;
  }
  if (!isAwsError(error)) {
    output.stop();
    throw error;
  }
  output.stop(describeAwsError(error));
  return output.hasPlan() ? exitCodes.failed : exitCodes.cannotRun;
}
