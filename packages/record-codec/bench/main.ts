import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { zstdIsAvailable } from '@headwaters/record-codec';
import { comparisonNames, prepareComparison } from './comparisons.js';
import { type Cost, calculateCosts } from './costs.js';
import { type Result, compareWithLimit, measure } from './measure.js';
import { measureSizes } from './sizes.js';

const isJson = process.argv.includes('--json');

/** Most PUT payload units that one million log lines may cost. */
const unitLimits: Record<string, number> = { 'block, gzip': 2900, 'block, zstd': 2600 };

const results: Result[] = [];
// `process.send` exists only in the processes that `runComparison` starts.
if (process.send === undefined) await runAll();
else process.send(await measure(prepareComparison(process.argv[2] ?? '')));

async function runAll(): Promise<void> {
  for (const name of comparisonNames) report(await runComparison(name));
  for (const size of await measureSizes()) report(size);
  const costTable = [...calculateCosts()];
  reportUnits(costTable);
  if (isJson) write(JSON.stringify(results));
  else costTable.forEach(reportCost);
  if (!zstdIsAvailable())
    process.stderr.write(`NOT MEASURED on Node ${process.versions.node}: zstd. Run on Node >= 22.15.\n`);
}

function reportUnits(costTable: readonly Cost[]): void {
  const peer = costTable[0]?.units ?? 0;
  for (const { name, units } of costTable) {
    const limit = unitLimits[name];
    if (limit === undefined) continue;
    report(
      compareWithLimit(`PUT units per million lines, ${name}`, { ours: units, peer, limit, unit: 'units' }),
    );
  }
}

function report(result: Result): void {
  results.push(result);
  if (isJson) return;
  const { name, ours, peer, unit, ratio, wallRatio, goal, ok } = result;
  const figures = `${format(ours)} vs. ${format(peer)} ${unit}`.padEnd(38);
  const byWall = wallRatio === undefined ? '' : `  wall clock ${wallRatio.toFixed(2)}`;
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

/** Runs one comparison in a new process of this same program. @throws Error if that process fails. */
export async function runComparison(name: string): Promise<Result> {
  const child = fork(fileURLToPath(import.meta.url), [name], { stdio: 'inherit' });
  const results: Result[] = [];
  child.on('message', (result: Result) => results.push(result));
  const [code] = (await once(child, 'close')) as [number | null];
  const [result] = results;
  if (code === 0 && result !== undefined) return result;
  throw new Error(`Comparison "${name}" exited with code ${String(code)} and without a result.`);
}
