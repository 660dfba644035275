import { zstdIsAvailable } from '@headwaters/record-codec';
import { contests } from './contests.js';
import { costs, type Cost } from './costs.js';
import { ceiling, measure, type Result } from './measure.js';
import { sizes } from './sizes.js';

const isForMachines = process.argv.includes('--json');

/** PUT payload units that one million log lines may cost. */
const unitLimits: Record<string, number> = { 'block, gzip': 2900, 'block, zstd': 2600 };

const results: Result[] = [];
for (const contest of contests()) report(await measure(contest));
for (const size of await sizes()) report(size);
const costTable = [...costs()];
const [lineARecord] = costTable;
for (const { name, units } of costTable) {
  const limit = unitLimits[name];
  if (limit !== undefined) {
    report(
      ceiling(`PUT units a million lines, ${name}`, {
        ours: units,
        peer: lineARecord?.units ?? 0,
        limit,
        unit: 'units',
      }),
    );
  }
}
if (isForMachines) write(JSON.stringify(results));
else costTable.forEach(reportCost);
if (!zstdIsAvailable())
  process.stderr.write(`NOT MEASURED on Node ${process.versions.node}: zstd. Run on Node >= 22.15.\n`);

function report(result: Result): void {
  results.push(result);
  if (isForMachines) return;
  const { name, ours, peer, unit, ratio, goal, ok } = result;
  const figures = `${format(ours)} against ${format(peer)} ${unit}`.padEnd(38);
  write(
    `${name.padEnd(38)} ${figures} ratio ${ratio.toFixed(2).padStart(6)}  goal ${goal.toFixed(2)}  ${ok ? 'ok' : 'MISSED'}`,
  );
}

function reportCost({ name, records, bytes, units, dollars }: Cost): void {
  const figures = [
    `${format(records)} records`,
    `${format(bytes)} bytes`,
    `${format(units)} PUT units`,
    `$${dollars.toFixed(6)}`,
  ];
  write(
    `one million 200-byte lines, ${name.padEnd(18)} ${figures.map((figure) => figure.padStart(20)).join('')}`,
  );
}

function format(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en') : value.toFixed(2);
}

function write(line: string): void {
  process.stdout.write(`${line}\n`);
}
