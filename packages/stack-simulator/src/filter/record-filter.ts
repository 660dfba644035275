import { isObject } from '@headwaters/terraform-reader';
import { matchPattern } from './filter-pattern.js';

type JsonObject = Readonly<Record<string, unknown>>;

/**
 * The filter criteria of an event source mapping. A Kinesis record passes if it matches one of the patterns. The mapping skips the
 * others. Data that is not JSON matches no pattern.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis-filtering.html (read 2026-11-23).
 */
export class RecordFilter {
  readonly #patterns: readonly JsonObject[];

  /** @throws SyntaxError for a pattern that is not JSON, or that has a key other than `data`. */
  constructor(patterns: readonly string[]) {
    this.#patterns = patterns.map(parsePattern);
    // Invalid comparisons throw on any event.
    for (const pattern of this.#patterns) matchPattern(pattern, {});
  }

  /** @param data - The data of a Kinesis record. */
  passes(data: Uint8Array): boolean {
    if (this.#patterns.length === 0) return true;
    const value = parseData(data);
    return value !== undefined && this.#patterns.some((pattern) => matchPattern(pattern, { data: value }));
  }
}

function parsePattern(text: string): JsonObject {
  const pattern: unknown = JSON.parse(text);
  if (!isObject(pattern) || Object.keys(pattern).some((key) => key !== 'data')) {
    throw new SyntaxError(
      `the pattern ${text} must have "data" as its only key; the simulator filters by the data of Kinesis records only`,
    );
  }
  return pattern;
}

function parseData(data: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(data).toString());
  } catch {
    return undefined;
  }
}
