/** A number of JSON as it was written: a double would damage digits beyond its precision. */
export class JsonNumber {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** A value of JSON. Objects are maps, so that every name is safe. */
export type JsonValue = null | boolean | string | JsonNumber | readonly JsonValue[] | JsonObject;
export type JsonObject = ReadonlyMap<string, JsonValue>;

/** A string is not JSON, or is nested too deeply. Contains nothing of the string. */
export class JsonSyntaxError extends Error {
  override readonly name = 'JsonSyntaxError';
}

/** Deepest nesting that is read: no table or column takes more, and each level needs stack. */
export const maxJsonDepth = 500;

/**
 * Reads JSON (RFC 8259) as `JSON.parse` does, but keeps numbers as they are written. Of members with the same name, the last
 * one counts.
 *
 * @throws {@link JsonSyntaxError}
 */
export function parseJson(text: string): JsonValue {
  return new JsonReader(text).read();
}

const whitespace = /[ \t\n\r]*/y;
const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const word = /true|false|null/y;

class JsonReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  read(): JsonValue {
    const value = this.#value(0);
    if (this.#peek() !== undefined) throw this.#error();
    return value;
  }

  #value(depth: number): JsonValue {
    if (depth > maxJsonDepth) throw new JsonSyntaxError(`is nested deeper than ${maxJsonDepth} levels`);
    switch (this.#peek()) {
      case '{':
        return this.#object(depth);
      case '[':
        return this.#array(depth);
      case '"':
        return this.#string();
      case 't':
      case 'f':
      case 'n':
        return JSON.parse(this.#match(word)) as boolean | null;
      case undefined:
      default:
        return new JsonNumber(this.#match(number));
    }
  }

  #object(depth: number): JsonObject {
    const members = new Map<string, JsonValue>();
    this.#list('}', () => {
      if (this.#peek() !== '"') throw this.#error();
      const name = this.#string();
      this.#take(':');
      members.set(name, this.#value(depth + 1));
    });
    return members;
  }

  #array(depth: number): readonly JsonValue[] {
    const elements: JsonValue[] = [];
    this.#list(']', () => elements.push(this.#value(depth + 1)));
    return elements;
  }

  /** Reads the opening bracket, elements separated by commas, and the closing bracket. */
  #list(end: string, readElement: () => void): void {
    this.#at += 1;
    if (this.#peek() === end) {
      this.#at += 1;
      return;
    }
    for (;;) {
      readElement();
      if (this.#peek() === end) break;
      this.#take(',');
    }
    this.#at += 1;
  }

  #string(): string {
    const literal = this.#text.slice(this.#at, this.#endOfString());
    this.#at += literal.length;
    try {
      // Checks the escapes and the characters between the quotes.
      return JSON.parse(literal) as string;
    } catch {
      throw this.#error();
    }
  }

  /** The index after the closing quote: the first one that an even number of backslashes precedes. */
  #endOfString(): number {
    for (let quote = this.#at; ;) {
      quote = this.#text.indexOf('"', quote + 1);
      if (quote === -1) throw this.#error();
      let start = quote;
      while (this.#text[start - 1] === '\\') start -= 1;
      if ((quote - start) % 2 === 0) return quote + 1;
    }
  }

  /** The next character that is not whitespace; `undefined` at the end. */
  #peek(): string | undefined {
    whitespace.lastIndex = this.#at;
    whitespace.exec(this.#text);
    this.#at = whitespace.lastIndex;
    return this.#text[this.#at];
  }

  #take(character: string): void {
    if (this.#peek() !== character) throw this.#error();
    this.#at += 1;
  }

  #match(token: RegExp): string {
    token.lastIndex = this.#at;
    const [match] = token.exec(this.#text) ?? [];
    if (match === undefined) throw this.#error();
    this.#at = token.lastIndex;
    return match;
  }

  #error(): JsonSyntaxError {
    return new JsonSyntaxError(`is not JSON at character ${this.#at}`);
  }
}

/** Writes a value as JSON, with numbers as they were read. */
export function formatJson(value: JsonValue): string {
  if (value instanceof JsonNumber) return value.text;
  if (value instanceof Map) {
    const members = [...(value as JsonObject)].map(
      ([name, member]) => `${JSON.stringify(name)}:${formatJson(member)}`,
    );
    return `{${members.join(',')}}`;
  }
  if (Array.isArray(value)) return `[${(value as readonly JsonValue[]).map(formatJson).join(',')}]`;
  return JSON.stringify(value);
}

export function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return value instanceof Map;
}
