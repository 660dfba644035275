// Usage: npm run -s bench:local [-- --json]
// Measures a local run against its goals. The client and the services share this machine, so each figure covers both.
// Exit code 1 if a goal is missed.
import { type Figure, formatFigure, meetsGoal } from './figure.js';
import { measurePutRecords } from './put-records.js';
import { measurePutToInvoke } from './put-to-invoke.js';
import { measureStart } from './start.js';

process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';

const figures: readonly Figure[] = [
  await measurePutRecords(),
  await measurePutToInvoke(),
  ...(await measureStart()),
];
if (process.argv.includes('--json')) {
  process.stdout.write(`${JSON.stringify({ node: process.version, figures }, null, 2)}\n`);
} else {
  process.stdout.write(`Node ${process.version}\n${figures.map(formatFigure).join('')}`);
}
process.exitCode = figures.every(meetsGoal) ? 0 : 1;
