import { Command, CommanderError, type OutputConfiguration } from 'commander';
import packageJson from '../package.json' with { type: 'json' };
import { createAcceptanceCommand } from './acceptance/acceptance-command.js';
import { createBootstrapCommand } from './bootstrap/bootstrap-command.js';
import { createCapacityCommand } from './capacity/capacity-command.js';
import { createConformanceCommand } from './conformance/conformance-command.js';
import { createDemoCommand } from './demo/demo-command.js';
import { isExpectedError } from './errors.js';
import { createExploreCommand } from './explore/explore-command.js';
import { createFaultsCommand } from './faults/faults-command.js';
import { createGenerateCommand } from './generate/generate-command.js';
import { createPlanCheckCommand } from './plan-check/plan-check-command.js';
import { createPreflightCommand } from './preflight/preflight-command.js';
import { createQueryCommand } from './query/query-command.js';
import { createSimulateCommand } from './simulate/simulate-command.js';
import { createStartCommand } from './start/start-command.js';
import { createTraceCommand } from './trace/trace-command.js';
import { exitCodes } from './command-line/exit.js';
import { printableLines } from './command-line/printable.js';

/** Where help, versions and errors are written. Default: standard output and standard error. */
export type ProgramOutput = Pick<OutputConfiguration, 'writeOut' | 'writeErr'>;

/** Creates the `headwaters` program with every command. It throws a `CommanderError` where commander would exit. */
export function createProgram(output: ProgramOutput = {}): Command {
  const program = new Command('headwaters')
    .description('run, check and measure a pipeline that turns uploaded files into a Kinesis stream')
    .version(packageJson.version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print the help')
    .helpCommand('help [command]', 'print the help of a command')
    .exitOverride()
    .configureOutput({ ...output, outputError: writeOnOneLine });
  for (const command of createCommands())
    program.addCommand(
      command
        .copyInheritedSettings(program)
        .version(packageJson.version, '-V, --version', 'print the version'),
    );
  return program;
}

function createCommands(): Command[] {
  return [
    createStartCommand(),
    createDemoCommand(),
    createTraceCommand(),
    createQueryCommand(),
    createSimulateCommand(),
    createConformanceCommand(),
    createExploreCommand(),
    createFaultsCommand(),
    createGenerateCommand(),
    createPlanCheckCommand(),
    createPreflightCommand(),
    createCapacityCommand(),
    createBootstrapCommand(),
    createAcceptanceCommand(),
  ];
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
  const program = createProgram(output);
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
