import { printable } from '../../command-line/printable.js';
import type { JsonValue } from '../observation/json-value.js';
import { flattenFields, type Observation } from '../observation/observation.js';
import type { AcceptanceReport, StepReport } from './report.js';

/**
 * Formats a report as text: for each step its fields, as the simulator predicted them and as the environment showed them.
 * Strings of AWS are printed without control characters.
 */
export function formatReport(report: AcceptanceReport): string {
  const { target, environment, region, runId, startedAt, commit, steps } = report;
  return [
    `${environment} in ${region}, run ${runId}, ${startedAt}, commit ${commit}`,
    '',
    ...steps.flatMap((step) => [...formatStep(step, target), '']),
    formatSummary(report),
    '',
  ]
    .map(printable)
    .join('\n');
}

function formatSummary({ target, summary }: AcceptanceReport): string {
  const { passed, failed, notRun, differences } = summary;
  const other = target === 'AWS' ? 'from the simulator' : 'between two runs of the simulator';
  return `${passed} passed, ${failed} failed, ${notRun} not run; ${differences} difference${differences === 1 ? '' : 's'} ${other}`;
}

function formatStep(step: StepReport, target: AcceptanceReport['target']): string[] {
  const { name, title, status, reason, seconds, unpredicted } = step;
  return [
    `${status.padEnd(7)}  ${name}: ${title}${status === 'not run' ? '' : ` (${seconds} s)`}`,
    ...(reason === undefined ? [] : [`         ${status === 'not run' ? 'reason' : 'error'}: ${reason}`]),
    ...(unpredicted === undefined ? [] : [`         no prediction: ${unpredicted}`]),
    ...formatFields(step, target),
    ...formatMeasurements(step.measurements ?? {}),
  ];
}

/** One row a field. A difference is marked with `!=`, and a field that must have another value says which. */
function formatFields(step: StepReport, target: AcceptanceReport['target']): string[] {
  const { predicted = {}, observed, problems, differences } = step;
  if (observed === undefined) return [];
  const expectedValues = new Map(flattenFields(predicted));
  const observedValues = new Map(flattenFields(observed));
  const fields = [...new Set([...expectedValues.keys(), ...observedValues.keys()])];
  const rows = fields.map((field) => {
    const differs = differences.some((difference) => difference.field === field);
    const problem = problems.find((each) => each.field === field);
    const verdict = problem === undefined ? '' : `  must be ${formatValue(problem.expected)}`;
    const cells = [
      field,
      formatValue(expectedValues.get(field)),
      formatValue(observedValues.get(field)),
    ] as const;
    return { mark: differs ? '!=' : '  ', cells, verdict };
  });
  const header = {
    mark: '  ',
    cells: ['', 'simulator', target === 'AWS' ? 'AWS' : 'second run'] as const,
    verdict: '',
  };
  const widths = [0, 1, 2].map((column) =>
    Math.max(...[header, ...rows].map(({ cells }) => cells[column]?.length ?? 0)),
  );
  return [header, ...rows].map(({ mark, cells, verdict }) => {
    const columns = cells.map((cell, column) => cell.padEnd(widths[column] ?? 0));
    return `      ${mark} ${columns.join('  ')}${verdict}`.trimEnd();
  });
}

function formatMeasurements(measurements: Observation): string[] {
  return Object.entries(measurements).map(
    ([name, value]) => `         measured ${name}: ${formatValue(value)}`,
  );
}

/** Compact, without the quotes of JSON. `-` for an absent value. */
function formatValue(value: JsonValue | undefined): string {
  if (value === undefined || value === null) return '-';
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(formatValue).join(', ');
  if (typeof value === 'object')
    return Object.entries(value)
      .map(([name, each]) => `${name} ${formatNested(each)}`)
      .join(', ');
  return typeof value === 'number' ? value.toLocaleString('en', { maximumFractionDigits: 6 }) : String(value);
}

function formatNested(value: JsonValue): string {
  const text = formatValue(value);
  return typeof value === 'object' && value !== null ? `(${text})` : text;
}
