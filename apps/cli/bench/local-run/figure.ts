/** A measured value and its goal. */
export interface Figure {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  /** Goal: a minimum. */
  readonly atLeast?: number;
  /** Goal: a maximum. */
  readonly atMost?: number;
}

export function meetsGoal({ value, atLeast = -Infinity, atMost = Infinity }: Figure): boolean {
  return value >= atLeast && value <= atMost;
}

/** Formats a figure as one line of a table. */
export function formatFigure(figure: Figure): string {
  const { what, value, unit, atLeast, atMost } = figure;
  const goal =
    atLeast === undefined ? `at most ${String(atMost)}` : `at least ${atLeast.toLocaleString('en')}`;
  const columns = [
    what.padEnd(44),
    `${value.toLocaleString('en', { maximumSignificantDigits: 3 })} ${unit}`.padEnd(20),
    goal.padEnd(18),
    meetsGoal(figure) ? 'met' : 'MISSED',
  ];
  return `${columns.join('')}\n`;
}
