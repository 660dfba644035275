import { Command, InvalidArgumentError } from 'commander';
import { conformanceCommand } from './conformance/conformance-command.js';
import { demoCommand } from './demo/demo-command.js';
import { isExpectedError } from './errors.js';
import { faultsCommand } from './faults/faults-command.js';
import { generateCommand } from './generate/generate-command.js';
import { simulateCommand } from './simulate/simulate-command.js';
import { startCommand } from './start/start-command.js';
import { traceCommand } from './trace/trace-command.js';

// The warning of the SDK that Node 20 will not be served much longer is for those who deploy, not for a local run.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';

const positiveNumber = (text: string): number => {
  const number = Number(text);
  if (!(number > 0)) throw new InvalidArgumentError('It must be a number above 0.');
  return number;
};

const program = new Command('headwaters').description(
  'Run the pipeline of the synthesized stack on this machine.',
);

const ofStack = (command: Command): Command =>
  command
    .option('--stack <folder>', 'the synthesized stack to run; ingest-dev by default')
    .option('--state <file>', 'what "terraform show -json" printed, to run the stack as it is deployed')
    .option('--allow-unsupported', 'go on where the stack declares what a local run cannot honour');

ofStack(program.command('start'))
  .description('run the pipeline until Ctrl-C, and show how to upload')
  .option('--port <number>', 'the local port to listen on; any free one by default', positiveNumber)
  .option('--console-port <number>', 'the local port of the console; any free one by default', positiveNumber)
  .action(startCommand);

ofStack(program.command('demo'))
  .description('send files through the pipeline and check that every consumer has every byte')
  .argument('<file...>', 'the files to upload')
  .option('--json', 'print the summary for machines')
  .option('--no-limits', "lift the shards' limits")
  .action(demoCommand);

program
  .command('generate')
  .description('print web log lines, the same on every run, to try the pipeline on')
  .option('--megabytes <number>', 'how much, in millions of bytes', positiveNumber, 20)
  .action(generateCommand);

program
  .command('trace')
  .description('tell what became of every byte of an uploaded file, at every consumer')
  .argument('<uri>', 's3://bucket/key, with ?versionId=... for another version than the latest')
  .option('--json', 'print the trace for machines')
  .option('--stack <folder>', 'the synthesized stack to take names from, as it runs on this machine')
  .option('--outputs <file>', 'what "terraform output -json" printed, to take the names of a deployment from')
  .option('--ledger-bucket <name>', 'the bucket with the receipts')
  .option('--failures-bucket <name>', 'the bucket with what was given up')
  .option('--consumer <name=function...>', 'the consumers to trace')
  .action(traceCommand);

program
  .command('faults')
  .description(
    'run the functions under seeded faults and check that nothing is lost, doubled or out of order',
  )
  .option('--seeds <number>', 'how many seeds; 25, or as many as fit the minutes', positiveNumber)
  .option('--from <seed>', 'the first seed', positiveNumber, 1)
  .option('--minutes <number>', 'begin no seed after this time', positiveNumber)
  .option('--regressions', 'run every seed that ever failed, too')
  .option('--json', 'print the report for machines')
  .action(faultsCommand);

ofStack(program.command('simulate'))
  .description("play a script of steps against a stack's mappings on a clock of its own")
  .requiredOption('--script <file>', 'the steps, as JSON')
  .option('--json', 'print JSON lines; it does so anyway')
  .action(simulateCommand);

program
  .command('conformance')
  .description('play every recorded scenario of AWS against the simulator')
  .option('--json', 'print the report for machines')
  .action(conformanceCommand);

try {
  await program.parseAsync();
} catch (error) {
  if (!isExpectedError(error)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}
