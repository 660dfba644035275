/** A number as sign, exponent of its first significant digit, and significant digits. */
interface Decimal {
  readonly sign: -1 | 0 | 1;
  readonly exponent: number;
  readonly digits: string;
}

/**
 * Compares two decimal numbers by all their digits.
 *
 * @returns a negative number, 0 or a positive number if `a` is less than, equal to or greater than `b`.
 */
export function compareDecimals(a: string, b: string): number {
  const [left, right] = [parseDecimal(a), parseDecimal(b)];
  if (left.sign !== right.sign) return left.sign - right.sign;
  const magnitude = left.exponent - right.exponent || compareDigits(left.digits, right.digits);
  return left.sign * magnitude;
}

function parseDecimal(text: string): Decimal {
  const [, minus, integer = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text) ?? [];
  const all = (integer + fraction).replace(/^0+/, '');
  const digits = all.replace(/0+$/, '');
  if (digits === '') return { sign: 0, exponent: 0, digits };
  return { sign: minus === '-' ? -1 : 1, exponent: Number(exponent) + all.length - fraction.length, digits };
}

function compareDigits(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
