import { isObject } from '@headwaters/terraform-reader';
import { compilePattern, type EventTest } from './filter-pattern.js';

/** The key of a pattern with the rules for the content: of Kinesis records, or of messages of a queue. */
export type ContentKey = 'data' | 'body';

const contentNames: Readonly<Record<ContentKey, string>> = {
  data: 'data of Kinesis records',
  body: 'body of messages',
};

/** A pattern, and which content can match it: JSON, other text, or both. */
interface ContentTest {
  readonly matches: EventTest;
  readonly forJson: boolean;
  readonly forText: boolean;
}

/**
 * The filter criteria of an event source mapping. Content passes if it matches one of the patterns. The mapping skips the
 * Kinesis records, and deletes the messages, that do not pass. Content that is JSON matches no pattern of a string, and content
 * that is no JSON no pattern of an object.
 *
 * Sources: https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis-filtering.html (read 2026-11-23) and
 * https://docs.aws.amazon.com/lambda/latest/dg/with-sqs-filtering.html (read 2026-11-29), which has `body` as its only key.
 */
export class RecordFilter {
  readonly #tests: readonly ContentTest[];

  /** @throws SyntaxError for a pattern that is not JSON, or that has a key other than that of the content. */
  constructor(patterns: readonly string[], key: ContentKey = 'data') {
    this.#tests = patterns.map((pattern) => compileContent(pattern, key));
  }

  /** @param content - The data of a Kinesis record, or the body of a message. */
  passes(content: Uint8Array | string): boolean {
    if (this.#tests.length === 0) return true;
    const text = Buffer.from(content).toString();
    const value = parseContent(text);
    return this.#tests.some(({ matches, forJson, forText }) =>
      value === undefined ? forText && matches(text) : forJson && matches(value),
    );
  }
}

function compileContent(text: string, key: ContentKey): ContentTest {
  const pattern: unknown = JSON.parse(text);
  if (!isObject(pattern) || Object.keys(pattern).some((name) => name !== key)) {
    throw new SyntaxError(
      `the pattern ${text} must have "${key}" as its only key; the simulator filters by the ${contentNames[key]} only`,
    );
  }
  const test = compilePattern(pattern, 'lambda');
  return {
    matches: (value) => test({ [key]: value }),
    forJson: !Array.isArray(pattern[key]),
    forText: !isObject(pattern[key]),
  };
}

function parseContent(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
