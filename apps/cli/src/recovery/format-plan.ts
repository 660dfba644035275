import type { RecoveryPlan, RecoveryResult } from '@headwaters/recovery';
import { printable } from '../command-line/printable.js';
import { formatBytes, formatCount } from './format-quantity.js';

/** Items of an estimated cost that a plan names. */
const namedItems = 3;

/**
 * Formats a plan as an aligned table of counts, bytes and cost, with the largest items of the cost, followed by its notes. Counts of 0
 * are left out.
 */
export function formatPlan(title: string, { counts, bytes, cost, notes }: RecoveryPlan): string {
  const rows = [
    ...countRows(counts),
    ['bytes', formatBytes(bytes)],
    ['estimated cost', formatCost(cost)],
  ] as const;
  return [formatTable(`Plan of ${title}`, rows), ...notes.map((note) => `  - ${printable(note)}`)].join('\n');
}

/** Formats the counts of a result as an aligned table. */
export function formatCountTable(title: string, counts: RecoveryResult['counts']): string {
  return formatTable(title, countRows(counts));
}

type Row = readonly [name: string, value: string];

function formatTable(title: string, rows: readonly Row[]): string {
  const width = Math.max(...rows.map(([name]) => name.length));
  return [title, ...rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`)].join('\n');
}

function countRows(counts: RecoveryResult['counts']): readonly Row[] {
  return shownCounts(counts).map(([name, count]) => [nameOf(name), formatCount(count)]);
}

/** The first count says what is counted, so it is shown even if it is 0. */
function shownCounts(counts: RecoveryResult['counts']): readonly (readonly [string, number])[] {
  return Object.entries(counts).filter(([, count], index) => index === 0 || count > 0);
}

/** Formats the counts of a result on one line, without those of 0. */
export function formatCounts(counts: RecoveryResult['counts']): string {
  const entries = shownCounts(counts).map(
    ([name, count]) => `${formatCount(count)} ${count === 1 ? singularOf(nameOf(name)) : nameOf(name)}`,
  );
  return entries.length === 0 ? 'nothing' : entries.join(', ');
}

/** The names of counts are property names: `heldBack`. */
function nameOf(property: string): string {
  return property.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

/** `1 failed file`. Names such as `held back` have no noun. */
function singularOf(name: string): string {
  return name.replace(/\b(block|byte|file|mapping|record|upload)s\b/, '$1');
}

function formatCost({ dollars, items }: RecoveryPlan['cost']): string {
  if (dollars === 0) return '$0';
  const shares = items
    .slice(0, namedItems)
    .map((item) => `${item.name} ${Math.round((item.dollars / dollars) * 100)} %`);
  return `${formatDollars(dollars)} (${shares.join(', ')})`;
}

/** Two significant digits below one dollar: most repairs cost fractions of a cent. */
function formatDollars(dollars: number): string {
  if (dollars >= 1) return `$${dollars.toLocaleString('en', { maximumFractionDigits: 2 })}`;
  return `$${dollars.toLocaleString('en', { maximumSignificantDigits: 2 })}`;
}
