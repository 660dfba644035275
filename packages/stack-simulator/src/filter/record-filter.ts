import { isObject } from '@headwaters/terraform-reader';
import { matchPattern } from './filter-pattern.js';

type JsonObject = Readonly<Record<string, unknown>>;

/**
 * Chooses the records of a stream that a mapping's filter lets pass: those that match one of its patterns. What does not
 * match is gone for this mapping. Data that isn't JSON matches no pattern for `data`.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis-filtering.html (read 2026-11-23).
 */
export class RecordFilter {
  readonly #patterns: readonly JsonObject[];

  /** @throws SyntaxError for a pattern that isn't JSON, or that is about anything but `data`. */
  constructor(patterns: readonly string[]) {
    this.#patterns = patterns.map(parsePattern);
    // Whatever is wrong with a comparison shows with the first event.
    for (const pattern of this.#patterns) matchPattern(pattern, {});
  }

  /** @param data - The record's data, as bytes. */
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
      `the pattern ${text} must be about "data" alone: that is all a Kinesis record can be filtered by`,
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
