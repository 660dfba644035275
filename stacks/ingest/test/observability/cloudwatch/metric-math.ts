/** One value per period, oldest first; undefined where the metric has no data. */
export type Series = readonly (number | undefined)[];
type Value = number | Series;

/**
 * Evaluates an expression of CloudWatch's metric math: arithmetic, comparisons, AND, OR, FILL with a number, and IF.
 *
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html, read on 2026-11-28.
 *
 * @param metrics - The series that the expression names, all of the same periods.
 * @throws if the expression uses anything else, or if its result is not a series.
 */
export function evaluateMath(expression: string, metrics: Readonly<Record<string, Series>>): Series {
  const result = new Parser(expression, metrics).parse();
  if (typeof result === 'number') throw new Error(`${expression} is a number; an alarm needs a series.`);
  return result;
}

type Operator = (left: number, right: number) => number | undefined;

const flag = (holds: boolean) => (holds ? 1 : 0);

const operators: Readonly<Record<string, { readonly precedence: number; readonly apply: Operator }>> = {
  OR: { precedence: 1, apply: (left, right) => flag(left !== 0 || right !== 0) },
  AND: { precedence: 2, apply: (left, right) => flag(left !== 0 && right !== 0) },
  '==': { precedence: 3, apply: (left, right) => flag(left === right) },
  '!=': { precedence: 3, apply: (left, right) => flag(left !== right) },
  '<=': { precedence: 3, apply: (left, right) => flag(left <= right) },
  '>=': { precedence: 3, apply: (left, right) => flag(left >= right) },
  '<': { precedence: 3, apply: (left, right) => flag(left < right) },
  '>': { precedence: 3, apply: (left, right) => flag(left > right) },
  '+': { precedence: 4, apply: (left, right) => left + right },
  '-': { precedence: 4, apply: (left, right) => left - right },
  '*': { precedence: 5, apply: (left, right) => left * right },
  // "If the value of a data point causes a function to attempt to divide by zero, the data point is dropped."
  '/': { precedence: 5, apply: (left, right) => (right === 0 ? undefined : left / right) },
};

/** Of two series, one that lacks a value counts as 0 there; a period without any value has none. */
function combine(left: Value, right: Value, apply: Operator): Value {
  if (typeof left === 'number' && typeof right === 'number') return apply(left, right) ?? Number.NaN;
  if (typeof left === 'number')
    return (right as Series).map((value) => (value === undefined ? undefined : apply(left, value)));
  if (typeof right === 'number')
    return left.map((value) => (value === undefined ? undefined : apply(value, right)));
  return left.map((value, index) => {
    const other = right[index];
    return value === undefined && other === undefined ? undefined : apply(value ?? 0, other ?? 0);
  });
}

function fill([series, value]: readonly Value[]): Value {
  if (typeof series !== 'object' || typeof value !== 'number')
    throw new Error('FILL takes a series and a number.');
  return series.map((existing) => existing ?? value);
}

/** A missing condition has no result; a missing value counts as 0 if the condition is true, and has no result if it is false. */
function choose([condition, whenTrue, whenFalse]: readonly Value[]): Value {
  if (typeof condition !== 'object' || whenTrue === undefined) throw new Error('IF takes a series first.');
  const at = (value: Value | undefined, index: number) => (typeof value === 'object' ? value[index] : value);
  return condition.map((holds, index) => {
    if (holds === undefined) return undefined;
    return holds === 0 ? at(whenFalse, index) : (at(whenTrue, index) ?? 0);
  });
}

const functions: Readonly<Record<string, (values: readonly Value[]) => Value>> = { FILL: fill, IF: choose };

class Parser {
  readonly #tokens: string[];
  readonly #metrics: Readonly<Record<string, Series>>;

  constructor(expression: string, metrics: Readonly<Record<string, Series>>) {
    this.#tokens = expression.match(/\d+(?:\.\d+)?|\w+|[=!<>]=|\S/g) ?? [];
    this.#metrics = metrics;
  }

  parse(): Value {
    const value = this.#binary(0);
    if (this.#tokens.length > 0) throw new Error(`Unexpected ${String(this.#tokens[0])}.`);
    return value;
  }

  #binary(above: number): Value {
    let left = this.#operand();
    for (;;) {
      const operator = operators[this.#tokens[0] ?? ''];
      if (operator === undefined || operator.precedence <= above) return left;
      this.#tokens.shift();
      left = combine(left, this.#binary(operator.precedence), operator.apply);
    }
  }

  #operand(): Value {
    const token = this.#tokens.shift() ?? '';
    if (/^\d/.test(token)) return Number(token);
    if (token === '(') return this.#closing(this.#binary(0));
    const called = functions[token];
    if (called !== undefined) return called(this.#argumentList());
    const series = this.#metrics[token];
    if (series === undefined) throw new Error(`There is no metric or function ${token}.`);
    return series;
  }

  #argumentList(): Value[] {
    this.#expect('(');
    const values = [this.#binary(0)];
    while (this.#tokens[0] === ',') {
      this.#tokens.shift();
      values.push(this.#binary(0));
    }
    return this.#closing(values);
  }

  #closing<Result>(result: Result): Result {
    this.#expect(')');
    return result;
  }

  #expect(token: string): void {
    const found = this.#tokens.shift();
    if (found !== token) throw new Error(`Expected ${token}, found ${String(found)}.`);
  }
}
