/**
 * Reads `${jsonencode(LITERAL)}`, which CDKTF and hand-written configurations have for policies. Expressions in the literal, such
 * as `aws_kms_key.k.arn`, become strings with that expression.
 *
 * Format: https://developer.hashicorp.com/terraform/language/expressions/types
 *
 * @returns `undefined` for any other string, and for what only Terraform can evaluate, such as `for` and conditions.
 */
export function readJsonencode(value: string): unknown {
  const [, literal] = /^\$\{\s*jsonencode\((.*)\)\s*\}$/s.exec(value) ?? [];
  if (literal === undefined) return undefined;
  try {
    return new LiteralReader(literal).readAll();
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** `aws_kms_key.k["a"].arn` */
const reference = /^[a-z][\w.*-]*(\[("[^"]*"|[\w.*]+)\][\w.*-]*)*$/i;
const closingOf: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** Reads a literal of Terraform's language. Throws SyntaxError for what it does not know. */
class LiteralReader {
  readonly #text: string;
  #position = 0;

  constructor(text: string) {
    this.#text = text;
  }

  readAll(): unknown {
    const value = this.#readValue();
    if (this.#peek() !== '') throw new SyntaxError('more follows the literal');
    return value;
  }

  #readValue(): unknown {
    const start = this.#peek();
    const value = start === '{' ? this.#readObject() : start === '[' ? this.#readList() : this.#readScalar();
    if (!['', ',', '}', ']', '\n'].includes(this.#peekInLine())) throw new SyntaxError('an operator follows');
    return value;
  }

  #readObject(): Record<string, unknown> {
    const entries: [string, unknown][] = [];
    this.#readItems('}', () => {
      const name = this.#peek() === '"' ? this.#readString() : this.#match(/[\w-]+/y);
      this.#peek();
      this.#match(/[=:]/y);
      entries.push([name, this.#readValue()]);
    });
    return Object.fromEntries(entries);
  }

  #readList(): unknown[] {
    const items: unknown[] = [];
    this.#readItems(']', () => items.push(this.#readValue()));
    return items;
  }

  #readItems(end: string, readItem: () => void): void {
    this.#position += 1;
    while (this.#peek() !== end) {
      readItem();
      if (this.#peek() === ',') this.#position += 1;
    }
    this.#position += 1;
  }

  #readScalar(): unknown {
    if (this.#peek() === '"') return this.#readString();
    const expression = this.#readExpression();
    if (/^-?\d+(\.\d+)?$|^(true|false|null)$/.test(expression)) return JSON.parse(expression) as unknown;
    if (!reference.test(expression)) throw new SyntaxError('it is no reference');
    return `\${${expression}}`;
  }

  /** A string, with its templates. Quotes in a template don't end it. */
  #readString(): string {
    let string = '';
    for (this.#position += 1; this.#current() !== '"'; this.#position += 1) {
      if (this.#current() === '') throw new SyntaxError('a string does not end');
      if (this.#text.startsWith('${', this.#position)) string += this.#readTemplate();
      else if (this.#current() === '\\') string += this.#readEscape();
      else string += this.#current();
    }
    this.#position += 1;
    return string;
  }

  /** Leaves the position on its closing brace. */
  #readTemplate(): string {
    const start = this.#position;
    this.#position += 1;
    this.#skipBrackets();
    this.#position -= 1;
    return this.#text.slice(start, this.#position + 1);
  }

  #readEscape(): string {
    this.#position += 1;
    const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };
    return escapes[this.#current()] ?? this.#current();
  }

  /** Up to the comma, line end or bracket that ends it. */
  #readExpression(): string {
    const start = this.#position;
    while (!/^[,\n}\])]?$/.test(this.#current())) {
      if (this.#current() in closingOf) this.#skipBrackets();
      else this.#position += 1;
    }
    return this.#text.slice(start, this.#position).trim();
  }

  #skipBrackets(): void {
    const closing = closingOf[this.#current()];
    this.#position += 1;
    while (this.#current() !== closing) {
      if (this.#current() === '') throw new SyntaxError('a bracket does not close');
      if (this.#current() === '"') this.#readString();
      else if (this.#current() in closingOf) this.#skipBrackets();
      else this.#position += 1;
    }
    this.#position += 1;
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#position;
    const [found] = pattern.exec(this.#text) ?? [];
    if (found === undefined) throw new SyntaxError('it is no literal');
    this.#position += found.length;
    return found;
  }

  #current(): string {
    return this.#text.charAt(this.#position);
  }

  /** The next character after spaces and line ends. */
  #peek(): string {
    while (/^\s$/.test(this.#current())) this.#position += 1;
    return this.#current();
  }

  /** The next character after spaces, which may be a line end. */
  #peekInLine(): string {
    while (/^[^\S\n]$/.test(this.#current())) this.#position += 1;
    return this.#current();
  }
}
