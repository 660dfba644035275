import { InvalidArgumentError } from 'commander';

const maxPort = 65_535;

/** Parses a number above 0. */
export function parsePositiveNumber(value: string): number {
  const number = Number(value);
  if (!(number > 0)) throw new InvalidArgumentError('Give a number above 0.');
  return number;
}

/** Parses a whole number from 1. */
export function parseCount(value: string): number {
  const number = Number(value);
  if (!/^\d+$/.test(value) || !Number.isSafeInteger(number) || number < 1)
    throw new InvalidArgumentError('Give a whole number from 1.');
  return number;
}

/** Returns a parser of whole numbers in a range. */
export function parseWholeNumber({ min, max = Infinity }: { readonly min: number; readonly max?: number }) {
  return (value: string): number => {
    const number = Number(value);
    if (/^\d+$/.test(value) && number >= min && number <= max) return number;
    throw new InvalidArgumentError(`Give a whole number from ${min}${max === Infinity ? '' : ` to ${max}`}.`);
  };
}

/** Parses a TCP port. */
export function parsePort(value: string): number {
  const port = Number(value);
  if (!/^\d+$/.test(value) || port < 1 || port > maxPort)
    throw new InvalidArgumentError(`Give a port from 1 to ${maxPort}.`);
  return port;
}

/** Collects the values of an option that may be repeated. */
export function collectValues(value: string, previous: readonly string[] = []): string[] {
  return [...previous, value];
}
