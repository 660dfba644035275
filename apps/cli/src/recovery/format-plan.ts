import type { RecoveryPlan, RecoveryResult } from '@headwaters/recovery';
import { printable } from '../command-line/printable.js';
import { formatBytes, formatCount } from './format-quantity.js';

/** Items of an estimated cost that a plan names. */
const namedItems = 3;

/** Formats a plan as an aligned table of counts, bytes and cost, with the largest items of the cost, followed by its notes. */
export function formatPlan(title: string, { counts, bytes, cost, notes }: RecoveryPlan): string {
  const rows = [
    ...Object.entries(counts).map(([name, count]) => [nameOf(name), formatCount(count)] as const),
    ['bytes', formatBytes(bytes)] as const,
    ['estimated cost', formatCost(cost)] as const,
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  return [
    `Plan of ${title}`,
    ...rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`),
    ...notes.map((note) => `  - ${printable(note)}`),
  ].join('\n');
}

/** Formats the counts of a result on one line. */
export function formatCounts(counts: RecoveryResult['counts']): string {
  const entries = Object.entries(counts);
  if (entries.length === 0) return 'nothing';
  return entries.map(([name, count]) => `${formatCount(count)} ${nameOf(name)}`).join(', ');
}

/** The names of counts are property names: `heldBack`. */
function nameOf(property: string): string {
  return property.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
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
