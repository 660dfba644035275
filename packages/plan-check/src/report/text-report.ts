import type { CheckReport } from '../check-inputs.js';
import type { Finding } from '../checks/check.js';

/** Options of {@link describeReport}. */
export interface TextOptions {
  /** Lists what was not checked, and what is suppressed. Default: false. */
  readonly verbose?: boolean;
}

/** Formats a report as text, errors before warnings, with a line of counts at the end. */
export function describeReport(report: CheckReport, { verbose = false }: TextOptions = {}): string {
  const ordered = [...report.findings].sort((left, right) => left.severity.localeCompare(right.severity));
  const details = verbose ? [...describeNotChecked(report), ...describeSuppressed(report)] : [];
  const paragraphs = [...ordered.map(describeFinding), ...(details.length > 0 ? [lines(details)] : [])];
  return [...paragraphs, `${summarize(report, verbose)}\n`].join('\n');
}

function describeFinding({ id, severity, address, what, why, fix }: Finding): string {
  return lines([
    `${severity.toUpperCase()} ${address} (${id})`,
    `  ${what}`,
    `  Why: ${why}`,
    `  Fix: ${fix}`,
  ]);
}

function describeNotChecked({ notChecked }: CheckReport): string[] {
  return notChecked.map(({ id, address, reason }) => `not checked: ${address} (${id}): ${reason}`);
}

function describeSuppressed({ suppressed }: CheckReport): string[] {
  return suppressed.map(
    ({ id, address, suppression }) => `suppressed: ${address} (${id}): ${suppression.reason ?? ''}`,
  );
}

function lines(texts: readonly string[]): string {
  return texts.map((text) => `${text}\n`).join('');
}

/** Such as `2 errors, 1 warning, 3 not checked (--verbose lists them).` */
function summarize({ findings, notChecked, suppressed }: CheckReport, verbose: boolean): string {
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const warnings = findings.length - errors;
  const parts = [
    ...(findings.length === 0 ? [] : [count(errors, 'error'), count(warnings, 'warning')]),
    ...(notChecked.length === 0 ? [] : [`${notChecked.length} not checked`]),
    ...(suppressed.length === 0 ? [] : [`${suppressed.length} suppressed`]),
  ];
  if (parts.length === 0) return 'No findings.';
  const start = findings.length === 0 ? 'No findings in what was checked; ' : '';
  const hint = verbose || notChecked.length + suppressed.length === 0 ? '' : ' (--verbose lists them)';
  return `${start}${parts.join(', ')}${hint}.`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
