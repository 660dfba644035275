// Usage: npm run -s bench:local [-- --json]
// Prints what a local run must be able to do, and whether it does. Client and services share this machine, so that the figures
// are for both together. Exit code 1 if a goal is missed.
import type { Figure } from './figure.js';
import { measurePutRecords } from './put-records.js';
import { measurePutToInvoke } from './put-to-invoke.js';
import { measureProgram } from './program.js';

process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';

const figures: readonly Figure[] = [
  await measurePutRecords(),
  await measurePutToInvoke(),
  ...(await measureProgram()),
];
const isMet = ({ value, atLeast = -Infinity, atMost = Infinity }: Figure): boolean =>
  value >= atLeast && value <= atMost;

function line(figure: Figure): string {
  const { what, value, unit, atLeast, atMost } = figure;
  const goal =
    atLeast === undefined ? `at most ${String(atMost)}` : `at least ${atLeast.toLocaleString('en')}`;
  const words = [
    what.padEnd(44),
    `${value.toLocaleString('en', { maximumSignificantDigits: 3 })} ${unit}`.padEnd(20),
  ];
  return `${words.join('')}${goal.padEnd(18)}${isMet(figure) ? 'met' : 'MISSED'}\n`;
}

if (process.argv.includes('--json')) {
  process.stdout.write(`${JSON.stringify({ node: process.version, figures }, null, 2)}\n`);
} else {
  process.stdout.write(`Node ${process.version}\n${figures.map(line).join('')}`);
}
process.exitCode = figures.every(isMet) ? 0 : 1;
