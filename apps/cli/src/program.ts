import { Command, CommanderError, type OutputConfiguration } from 'commander';
import packageJson from '../package.json' with { type: 'json' };
import { isExpectedError } from './errors.js';
import { exitCodes } from './command-line/exit.js';
import { printableLines } from './command-line/printable.js';

/** Where help, versions and errors are written. Default: standard output and standard error. */
export type ProgramOutput = Pick<OutputConfiguration, 'writeOut' | 'writeErr'>;

/**
 * Creates each command, in the order of the help. The program imports only the command that it runs: to load all of them, with the
 * AWS clients and the simulator, takes up to four times as long.
 */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  start: async () => (await import('./start/start-command.js')).createStartCommand(),
  demo: async () => (await import('./demo/demo-command.js')).createDemoCommand(),
  trace: async () => (await import('./trace/trace-command.js')).createTraceCommand(),
  failures: async () => (await import('./failures/failures-command.js')).createFailuresCommand(),
  redrive: async () => (await import('./redrive/redrive-command.js')).createRedriveCommand(),
  discard: async () => (await import('./discard/discard-command.js')).createDiscardCommand(),
  backfill: async () => (await import('./backfill/backfill-command.js')).createBackfillCommand(),
  replay: async () => (await import('./replay/replay-command.js')).createReplayCommand(),
  fill: async () => (await import('./fill/fill-command.js')).createFillCommand(),
  pause: async () => (await import('./mapping/mapping-commands.js')).createPauseCommand(),
  resume: async () => (await import('./mapping/mapping-commands.js')).createResumeCommand(),
  reconcile: async () => (await import('./reconcile/reconcile-command.js')).createReconcileCommand(),
  query: async () => (await import('./query/query-command.js')).createQueryCommand(),
  simulate: async () => (await import('./simulate/simulate-command.js')).createSimulateCommand(),
  conformance: async () => (await import('./conformance/conformance-command.js')).createConformanceCommand(),
  explore: async () => (await import('./explore/explore-command.js')).createExploreCommand(),
  faults: async () => (await import('./faults/faults-command.js')).createFaultsCommand(),
  generate: async () => (await import('./generate/generate-command.js')).createGenerateCommand(),
  'plan-check': async () => (await import('./plan-check/plan-check-command.js')).createPlanCheckCommand(),
  preflight: async () => (await import('./preflight/preflight-command.js')).createPreflightCommand(),
  capacity: async () => (await import('./capacity/capacity-command.js')).createCapacityCommand(),
  bootstrap: async () => (await import('./bootstrap/bootstrap-command.js')).createBootstrapCommand(),
  acceptance: async () => (await import('./acceptance/acceptance-command.js')).createAcceptanceCommand(),
};

/**
 * Creates the `headwaters` program. It throws a `CommanderError` where commander would exit.
 *
 * @param names - The commands that it has. Default: every command.
 */
export async function createProgram(
  output: ProgramOutput = {},
  names: readonly string[] = Object.keys(commands),
): Promise<Command> {
  const program = new Command('headwaters')
    .description('run, check and measure a pipeline that turns uploaded files into a Kinesis stream')
    .version(packageJson.version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print the help')
    .helpCommand('help [command]', 'print the help of a command')
    .exitOverride()
    .configureOutput({ ...output, outputError: writeOnOneLine });
  for (const name of names) {
    const command = await commands[name]?.();
    if (command === undefined) throw new TypeError(`There is no command ${name}.`);
    program.addCommand(
      command
        .copyInheritedSettings(program)
        .version(packageJson.version, '-V, --version', 'print the version'),
    );
  }
  return program;
}

/** The commands that `words` can reach: the named one, or every command for a help or an error that lists them. */
function reachedCommands([first, second]: readonly string[]): string[] {
  const name = first === 'help' ? second : first;
  return Object.keys(commands).includes(name ?? '') ? [name ?? ''] : Object.keys(commands);
}

/** Commander puts the suggestion for a misspelled name on a line of its own. */
function writeOnOneLine(message: string, write: (text: string) => void): void {
  write(`${message.trim().replaceAll(/\s*\n\s*/g, ' ')}\n`);
}

/**
 * Runs the program and sets `process.exitCode`. A usage error or an expected error is reported on standard error and exits
 * with code 2.
 *
 * @param words - The arguments, without the paths of Node and of the script.
 * @throws every error that is a defect.
 */
export async function runProgram(words: readonly string[], output?: ProgramOutput): Promise<void> {
  const program = await createProgram(output, reachedCommands(words));
  try {
    checkCommandName(program, words);
    await program.parseAsync(words, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? exitCodes.ok : exitCodes.cannotRun;
    } else if (isExpectedError(error)) {
      program.configureOutput().writeErr?.(`${printableLines(error.message)}\n`);
      process.exitCode = exitCodes.cannotRun;
    } else throw error;
  }
}

/** Commander prints the help of the program, on many lines, for a missing command and for `help UNKNOWN`. */
function checkCommandName(program: Command, [first, second]: readonly string[]): void {
  if (first === undefined) program.error('error: missing command; `headwaters --help` lists the commands');
  const isKnown = program.commands.some((command) => command.name() === second);
  if (first === 'help' && second !== undefined && !isKnown)
    program.error(`error: unknown command '${second}'`);
}
