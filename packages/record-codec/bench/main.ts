import { zstdIsAvailable } from '@headwaters/record-codec';
import { contestNames, prepareContest } from './contests.js';
import { costs, type Cost } from './costs.js';
import { ceiling, measure, type Result } from './measure.js';
import { runContest } from './run-contest.js';
import { sizes } from './sizes.js';

const isForMachines = process.argv.includes('--json');

/** PUT payload units that one million log lines may cost. */
const unitLimits: Record<string, number> = { 'block, gzip': 2900, 'block, zstd': 2600 };

const results: Result[] = [];
/** Set in the processes that `runContest` starts. */
if (process.send === undefined) await runAll();
else process.send(await measure(prepareContest(process.argv[2] ?? '')));

async function runAll(): Promise<void> {
  for (const name of contestNames) report(await runContest(name));
  for (const size of await sizes()) report(size);
  const costTable = [...costs()];
  reportUnits(costTable);
  if (isForMachines) write(JSON.stringify(results));
  else costTable.forEach(reportCost);
  if (!zstdIsAvailable())
    process.stderr.write(`NOT MEASURED on Node ${process.versions.node}: zstd. Run on Node >= 22.15.\n`);
}

function reportUnits(costTable: readonly Cost[]): void {
  const peer = costTable[0]?.units ?? 0;
  for (const { name, units } of costTable) {
    const limit = unitLimits[name];
    if (limit === undefined) continue;
    report(ceiling(`PUT units a million lines, ${name}`, { ours: units, peer, limit, unit: 'units' }));
  }
}

function report(result: Result): void {
  results.push(result);
  if (isForMachines) return;
  const { name, ours, peer, unit, ratio, wallRatio, goal, ok } = result;
  const figures = `${format(ours)} against ${format(peer)} ${unit}`.padEnd(38);
  const byWall = wallRatio === undefined ? '' : `  by the wall clock ${wallRatio.toFixed(2)}`;
  write(
    `${name.padEnd(38)} ${figures} ratio ${ratio.toFixed(2).padStart(6)}  goal ${goal.toFixed(2)}  ${ok ? 'ok' : 'MISSED'}${byWall}`,
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
