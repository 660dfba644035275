/**
 * Returns a number as a string with its exact value: the JSON of its parsed value or, if parsing lost digits, its source text. So
 * different numbers have different strings, also those above 2^53 and those with more than 15 digits.
 *
 * Node.js 20 has no source text in the reviver of JSON.parse. So the text is parsed again if it may contain such a number, with
 * its numbers as strings.
 *
 * @param json - The record, which is valid JSON.
 * @param readAgain - Returns the value at the same position in the record parsed again.
 */
export function exactNumber(value: number, json: string, readAgain: (root: unknown) => unknown): string {
  const parsed = JSON.stringify(value);
  if (!mayLoseDigits.test(json)) return parsed;
  const source = readAgain(JSON.parse(json.replace(stringOrNumber, quoteNumber)));
  return typeof source === 'string' && decimalOf(source) !== decimalOf(parsed) ? source : parsed;
}

/** Matches 16 digits, or an exponent of three: JSON without them has only numbers that a double holds with all their digits. */
const mayLoseDigits = /\d[\d.]{15}|\d[eE][+-]?\d{3}/;

/** Matches the strings and numbers of valid JSON. A number is outside strings, so the strings must match too. */
const stringOrNumber = /"[^"\\]*(?:\\[^][^"\\]*)*"|-?\d[\d.eE+-]*/g;

function quoteNumber(token: string): string {
  return token.startsWith('"') ? token : `"${token}"`;
}

const jsonNumber = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;

/** Returns the value of a number as digits and exponent, the same for `1.50`, `15e-1` and `1.5`. */
function decimalOf(number: string): string | undefined {
  const [, sign = '', integer, fraction = '', exponent = '0'] = jsonNumber.exec(number) ?? [];
  if (integer === undefined) return undefined;
  const digits = `${integer}${fraction}`.replace(/^0+/, '');
  // No regular expression for the end: it takes quadratic time on zeros within the number.
  let length = digits.length;
  while (digits[length - 1] === '0') length--;
  if (length === 0) return '0';
  return `${sign}${digits.slice(0, length)}e${Number(exponent) - fraction.length + digits.length - length}`;
}
