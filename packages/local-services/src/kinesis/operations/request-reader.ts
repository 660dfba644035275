import { KinesisError } from '../../errors.js';

/** Bounds of a number, or of the length of a string, list or map. */
export interface Bounds {
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: RegExp;
}

/**
 * Reads and validates the parameters of a JSON request.
 *
 * Methods throw a {@link KinesisError}: `SerializationException` for a wrong type, `ValidationException`, with the message
 * of AWS, for a missing value or one out of bounds.
 */
export class RequestReader {
  readonly #values: Readonly<Record<string, unknown>>;
  readonly #path: string;

  constructor(values: Readonly<Record<string, unknown>>, path = '') {
    this.#values = values;
    this.#path = path;
  }

  has(name: string): boolean {
    return this.#values[name] !== undefined && this.#values[name] !== null;
  }

  string(name: string, bounds: Bounds = { min: 1 }): string {
    return this.optionalString(name, bounds) ?? this.#missing(name);
  }

  optionalString(name: string, bounds: Bounds = { min: 1 }): string | undefined {
    const value = this.#typed(name, 'string');
    if (value === undefined) return undefined;
    this.#checkLength(name, { shown: value, length: value.length }, bounds);
    if (bounds.pattern && !bounds.pattern.test(value)) {
      this.#reject(name, value, `Member must satisfy regular expression pattern: ${bounds.pattern.source}`);
    }
    return value;
  }

  integer(name: string, bounds: Bounds): number {
    return this.optionalInteger(name, bounds) ?? this.#missing(name);
  }

  optionalInteger(name: string, { min = -Infinity, max = Infinity }: Bounds): number | undefined {
    const value = this.#typed(name, 'number');
    if (value === undefined) return undefined;
    if (value < min) this.#reject(name, value, `Member must have value greater than or equal to ${min}`);
    if (value > max) this.#reject(name, value, `Member must have value less than or equal to ${max}`);
    return value;
  }

  /** A time in milliseconds since 1970. The request has seconds. */
  optionalTimestampMillis(name: string): number | undefined {
    const seconds = this.#typed(name, 'number');
    return seconds === undefined ? undefined : Math.round(seconds * 1000);
  }

  oneOf<const Choice extends string>(name: string, choices: readonly Choice[]): Choice {
    const value = this.#typed(name, 'string') ?? this.#missing(name);
    const chosen = choices.find((choice) => choice === value);
    return chosen ?? this.#reject(name, value, `Member must satisfy enum value set: [${choices.join(', ')}]`);
  }

  /** Base64 in the request. `maxBytes` limits the decoded length. */
  blob(name: string, maxBytes: number): Buffer {
    const value = this.#typed(name, 'string') ?? this.#missing(name);
    const bytes = Buffer.from(value, 'base64');
    if (bytes.length > maxBytes) {
      this.#reject(name, '<data>', `Member must have length less than or equal to ${maxBytes}`);
    }
    return bytes;
  }

  list(name: string, bounds: Bounds): RequestReader[] {
    return this.#items(name, bounds).map((item, index) => {
      if (typeof item !== 'object' || item === null) throw wrongType(name);
      const path = `${this.#pathOf(name)}.${index + 1}.member.`;
      return new RequestReader(item as Record<string, unknown>, path);
    });
  }

  strings(name: string, bounds: Bounds): string[] {
    return this.#items(name, bounds).map((item) => {
      if (typeof item !== 'string') throw wrongType(name);
      return item;
    });
  }

  stringMap(name: string, bounds: Bounds): [string, string][] {
    const map = this.nested(name) ?? this.#missing(name);
    const entries = Object.entries(map.#values);
    this.#checkLength(name, { shown: '<map>', length: entries.length }, bounds);
    return entries.map(([key, value]) => {
      if (typeof value !== 'string') throw wrongType(name);
      return [key, value];
    });
  }

  nested(name: string): RequestReader | undefined {
    const value = this.#values[name];
    if (value === undefined || value === null) return undefined;
    if (typeof value !== 'object' || Array.isArray(value)) throw wrongType(name);
    return new RequestReader(value as Record<string, unknown>, `${this.#pathOf(name)}.`);
  }

  #items(name: string, bounds: Bounds): unknown[] {
    const value = this.#values[name] ?? this.#missing(name);
    if (!Array.isArray(value)) throw wrongType(name);
    this.#checkLength(name, { shown: '<list>', length: value.length }, bounds);
    return value;
  }

  #typed<Kind extends keyof Kinds>(name: string, kind: Kind): Kinds[Kind] | undefined {
    const value = this.#values[name];
    if (value === undefined || value === null) return undefined;
    if (typeof value !== kind) throw wrongType(name);
    return value as Kinds[Kind];
  }

  #checkLength(name: string, { shown, length }: SizedValue, { min = 0, max = Infinity }: Bounds): void {
    if (length < min) this.#reject(name, shown, `Member must have length greater than or equal to ${min}`);
    if (length > max) this.#reject(name, shown, `Member must have length less than or equal to ${max}`);
  }

  #missing(name: string): never {
    this.#reject(name, null, 'Member must not be null');
  }

  #reject(name: string, value: string | number | null, rule: string): never {
    const shown = value === null ? 'null' : `'${value}'`;
    throw new KinesisError(
      'ValidationException',
      `1 validation error detected: Value ${shown} at '${this.#pathOf(name)}' failed to satisfy constraint: ${rule}`,
    );
  }

  #pathOf(name: string): string {
    return this.#path + name.charAt(0).toLowerCase() + name.slice(1);
  }
}

/** A string, list or map, as an error message shows it. */
interface SizedValue {
  readonly shown: string;
  readonly length: number;
}

interface Kinds {
  string: string;
  number: number;
}

function wrongType(name: string): KinesisError {
  return new KinesisError('SerializationException', `${name} has a value of the wrong type.`);
}
