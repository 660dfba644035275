import {
  consumerOf,
  groupFailures,
  listFailures,
  producerActor,
  type RecoveryContext,
  type RecoveryReport,
} from '@headwaters/recovery';
import { Command } from 'commander';
import { endWithReader, exitCodes } from '../command-line/exit.js';
import { printable, printableLines } from '../command-line/printable.js';
import { describeAwsError, isAwsError } from '../errors.js';
import type { PipelineOptions } from '../pipeline/recovery-pipeline.js';
import { printJsonLine } from '../recovery/recovery-output.js';
import { addPipelineOptions } from '../recovery/recovery-options.js';
import { withPipeline } from '../recovery/run-recovery-command.js';
import { FailureFiles } from './failure-files.js';
import { addFailureOptions, failureScope, type FailureOptions } from './failure-options.js';
import { failureAsJson, formatFailures } from './format-failures.js';

interface FailuresOptions extends FailureOptions, PipelineOptions {
  readonly json?: true;
}

/**
 * `failures`: lists what is in the failures bucket, grouped by cause. Exit code 0 if there is nothing, 1 if there is something, 2 if it
 * can't be read.
 */
export function createFailuresCommand(): Command {
  return addPipelineOptions(addFailureOptions(new Command('failures')))
    .description('list what consumers and the producer failed on, grouped by cause')
    .action(failures);
}

async function failures(options: FailuresOptions): Promise<void> {
  const stopListening = endWithReader();
  try {
    const count = await withPipeline(options, (context) =>
      options.json ? printEach(context, options) : printGroups(context, options),
    );
    process.exitCode = count === 0 ? exitCodes.ok : exitCodes.failed;
  } catch (error) {
    if (!isAwsError(error)) throw error;
    process.stderr.write(`${printableLines(describeAwsError(error))}\n`);
    process.exitCode = exitCodes.cannotRun;
  } finally {
    stopListening();
  }
}

/** @returns the number of failures. */
async function printEach(context: RecoveryContext, options: FailureOptions): Promise<number> {
  let count = 0;
  const scope = failureScope(context.pipeline, options);
  for await (const failure of listFailures(context, scope, printJsonLine)) {
    count += 1;
    printJsonLine(failureAsJson(failure));
  }
  if (count === 0) checkConsumer(context, options);
  return count;
}

/** @returns the number of failures. */
async function printGroups(context: RecoveryContext, options: FailureOptions): Promise<number> {
  const files = new FailureFiles();
  const scope = failureScope(context.pipeline, options);
  const groups = await groupFailures(files.note(listFailures(context, scope, printFinding)));
  if (groups.length === 0) checkConsumer(context, options);
  const printed = groups.map((group) => ({ ...group, files: files.of(group) }));
  process.stdout.write(`${formatFailures(printed)}\n`);
  return groups.reduce((sum, { failureCount }) => sum + failureCount, 0);
}

/**
 * A misspelled consumer has no failures, which is no good news. One that was removed from the pipeline may have some.
 *
 * @throws PipelineIncompleteError if the pipeline has no such consumer.
 */
function checkConsumer({ pipeline }: RecoveryContext, { consumer }: FailureOptions): void {
  if (consumer !== undefined && consumer !== producerActor) consumerOf(pipeline, consumer);
}

function printFinding(report: RecoveryReport): void {
  if (report.type === 'finding')
    process.stderr.write(`${printable(`${report.subject}: ${report.message}`)}\n`);
}
