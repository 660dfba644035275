import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { Command } from 'commander';
import { resolveUserPath } from '../command-line/environment.js';
import { exitCodes } from '../command-line/exit.js';
import { abortOnInterrupt } from '../command-line/interrupt-signal.js';
import { collectValues, parseCount, parsePositiveNumber } from '../command-line/option-values.js';
import { printable } from '../command-line/printable.js';
import { describeAwsError, InterruptedError, isAwsError, UndoFailedError, UsageError } from '../errors.js';
import { environmentStackFolder, workspaceFolder } from '../workspace-paths.js';
import { readSessionStack, runSession, type SessionEnvironment } from './acceptance-session.js';
import { ChangeJournal } from './changes/change-journal.js';
import { readChanges } from './changes/change.js';
import { undoChange } from './changes/undo-change.js';
import { recordedScenarios, writeScenarios } from './record/record-scenarios.js';
import { formatReport } from './report/format-report.js';
import { type AcceptanceReport, isSuccessful, summarize } from './report/report.js';
import type { AcceptanceStep } from './steps/step.js';
import { acceptanceSteps } from './steps/steps.js';
import { awsUndoContext } from './target/aws-target.js';

interface AcceptanceOptions {
  readonly env: string;
  readonly stack?: string;
  readonly outputs?: string;
  readonly local?: true;
  readonly keep?: true;
  readonly disruptive?: true;
  readonly step?: readonly string[];
  readonly smallFiles: number;
  readonly megabytes: number;
  readonly json?: true;
  readonly record?: string;
  readonly undo?: string;
}

const defaultSmallFiles = 1_000;
const defaultMegabytes = 1_000;

/**
 * `acceptance`: checks an environment from outside, next to what the simulator predicts. Exit code 1 if a step fails or
 * none passes, 2 if it can't be run, 130 on Ctrl-C.
 */
export function createAcceptanceCommand(): Command {
  return new Command('acceptance')
    .description('check a deployed environment through AWS APIs alone, next to what the simulator predicts')
    .option('--env <name>', 'environment whose synthesized stack is deployed', 'dev')
    .option(
      '--outputs <file>',
      'output of "terraform output -json" of a deployed environment; deploys nothing',
    )
    .option('--keep', 'leave the environment that the run deploys')
    .option(
      '--disruptive',
      'with --outputs: run the steps that raise alarms and delay or dead-letter records',
    )
    .option('--local', 'check the stack in the simulator, without AWS')
    .option('--step <name>', 'run this step only; repeat for more', collectValues)
    .option('--small-files <number>', 'files of the step small-files', parseCount, defaultSmallFiles)
    .option(
      '--megabytes <number>',
      'size of the file of the step large-file, in MB (10^6 bytes)',
      parsePositiveNumber,
      defaultMegabytes,
    )
    .option('--json', 'print the report as JSON')
    .option('--record <file>', 'write the observations as scenarios of the conformance suite')
    .option('--undo <file>', 'restore the settings that a killed run has left behind, and do nothing else')
    .option('--stack <folder>', 'folder of the synthesized stack (default: that of --env)')
    .action(acceptance);
}

async function acceptance(options: AcceptanceOptions): Promise<void> {
  const report = (line: string) => process.stderr.write(`${printable(line)}\n`);
  const stackFolder =
    options.stack === undefined ? environmentStackFolder(options.env) : resolveUserPath(options.stack);
  try {
    if (options.undo !== undefined) await undo(resolveUserPath(options.undo), stackFolder, report);
    else await check(options, stackFolder, report);
  } catch (error) {
    const exitCode = exitCodeOf(error);
    if (exitCode === undefined) throw error;
    report(describeAwsError(error));
    process.exitCode = exitCode;
  }
}

/** The exit code for an error that is not a defect; `undefined` for any other error. */
function exitCodeOf(error: unknown): number | undefined {
  if (error instanceof InterruptedError) return exitCodes.interrupted;
  if (error instanceof UndoFailedError) return exitCodes.failed;
  return isAwsError(error) ? exitCodes.cannotRun : undefined;
}

async function check(
  options: AcceptanceOptions,
  stackFolder: string,
  report: (line: string) => void,
): Promise<void> {
  const environment = readEnvironment(options);
  const steps = selectSteps(options.step);
  const { region, stackName } = await readSessionStack(stackFolder);
  const startedAt = new Date();
  const runId = newRunId(startedAt);
  const { reports, isLeftBehind } = await runSession({
    environment,
    stackFolder,
    steps,
    undoFile: resolveUserPath(`acceptance-${options.env}.undo.json`),
    runId,
    load: { smallFiles: options.smallFiles, largeFileBytes: options.megabytes * 1_000_000 },
    report,
    signal: abortOnInterrupt(),
  });
  const result = summarize(
    {
      target: environment.kind === 'local' ? 'simulator' : 'AWS',
      environment: stackName,
      region,
      runId,
      startedAt: startedAt.toISOString(),
      commit: readCommit(),
    },
    reports,
  );
  await printResult(result, steps, options);
  if (isLeftBehind) process.exitCode = exitCodes.failed;
}

async function printResult(
  result: AcceptanceReport,
  steps: readonly AcceptanceStep[],
  { json, record }: AcceptanceOptions,
): Promise<void> {
  process.stdout.write(json ? `${JSON.stringify(result, null, 2)}\n` : formatReport(result));
  if (record !== undefined) await writeScenarios(resolveUserPath(record), recordedScenarios(result, steps));
  process.exitCode = isSuccessful(result) ? exitCodes.ok : exitCodes.failed;
}

/** @throws {@link UsageError} if the options contradict each other. */
function readEnvironment({ local, outputs, keep, disruptive }: AcceptanceOptions): SessionEnvironment {
  if (local && (outputs !== undefined || keep))
    throw new UsageError('--local runs the stack in the simulator. Leave out --outputs and --keep.');
  if (outputs !== undefined && keep)
    throw new UsageError(
      '--keep is for an environment that the run deploys. That of --outputs always stays.',
    );
  if (disruptive && outputs === undefined)
    throw new UsageError(
      '--disruptive is for the environment of --outputs. Any other one is disrupted anyway.',
    );
  if (local) return { kind: 'local' };
  if (outputs === undefined) return { kind: 'deploy', keep: keep ?? false };
  return { kind: 'outputs', file: resolveUserPath(outputs), mayDisrupt: disruptive ?? false };
}

/** @throws {@link UsageError} for a step that does not exist. */
function selectSteps(names: readonly string[] | undefined): readonly AcceptanceStep[] {
  const known = acceptanceSteps.map(({ name }) => name);
  const unknown = (names ?? []).filter((name) => !known.includes(name));
  if (unknown.length > 0)
    throw new UsageError(`There is no step ${unknown.join(', ')}. The steps are: ${known.join(', ')}.`);
  return acceptanceSteps.filter(({ name }) => names?.includes(name) ?? true);
}

async function undo(file: string, stackFolder: string, report: (line: string) => void): Promise<void> {
  const { region } = await readSessionStack(stackFolder);
  const changes = await readChanges(file);
  const context = awsUndoContext(region, report);
  // A change that can't be undone stays in the file, and the others are undone all the same.
  await new ChangeJournal({ file, undo: (change) => undoChange(context, change) }).during(changes, () =>
    Promise.resolve(),
  );
  report(`restored ${changes.length} setting${changes.length === 1 ? '' : 's'}`);
}

/** Letters and digits: the time, and four hexadecimal digits. */
function newRunId(at: Date): string {
  return at.toISOString().replaceAll(/[-:]/g, '').slice(0, 15) + randomBytes(2).toString('hex');
}

/** The commit of the workspace, with `-dirty` if a file has changed since. */
function readCommit(): string {
  try {
    return execFileSync('git', ['describe', '--always', '--dirty'], {
      cwd: workspaceFolder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return 'unknown';
  }
}
