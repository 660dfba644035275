import { KinesisError } from '../../errors.js';

/** Bounds of a text's or a list's length, or of a number. */
export interface Bounds {
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: RegExp;
}

/** Reads the members of a JSON request, and refuses what does not fit in the words AWS uses. */
export class Members {
  constructor(
    private readonly values: Readonly<Record<string, unknown>>,
    private readonly path = '',
  ) {}

  has(name: string): boolean {
    return this.values[name] !== undefined && this.values[name] !== null;
  }

  text(name: string, bounds: Bounds = { min: 1 }): string {
    return this.optionalText(name, bounds) ?? this.#missing(name);
  }

  optionalText(name: string, bounds: Bounds = { min: 1 }): string | undefined {
    const value = this.#typed(name, 'string');
    if (value === undefined) return undefined;
    this.#checkLength(name, value, value.length, bounds);
    if (bounds.pattern && !bounds.pattern.test(value)) {
      this.#refuse(name, value, `Member must satisfy regular expression pattern: ${bounds.pattern.source}`);
    }
    return value;
  }

  whole(name: string, bounds: Bounds): number {
    return this.optionalWhole(name, bounds) ?? this.#missing(name);
  }

  optionalWhole(name: string, { min = -Infinity, max = Infinity }: Bounds): number | undefined {
    const value = this.#typed(name, 'number');
    if (value === undefined) return undefined;
    if (value < min) this.#refuse(name, value, `Member must have value greater than or equal to ${min}`);
    if (value > max) this.#refuse(name, value, `Member must have value less than or equal to ${max}`);
    return value;
  }

  /** A number of seconds since 1970, given in milliseconds. */
  optionalTimestampMillis(name: string): number | undefined {
    const seconds = this.#typed(name, 'number');
    return seconds === undefined ? undefined : Math.round(seconds * 1000);
  }

  flag(name: string): boolean {
    return this.#typed(name, 'boolean') ?? false;
  }

  choice<const Choice extends string>(name: string, choices: readonly Choice[]): Choice {
    return this.optionalChoice(name, choices) ?? this.#missing(name);
  }

  optionalChoice<const Choice extends string>(name: string, choices: readonly Choice[]): Choice | undefined {
    const value = this.#typed(name, 'string');
    if (value === undefined) return undefined;
    const chosen = choices.find((choice) => choice === value);
    return chosen ?? this.#refuse(name, value, `Member must satisfy enum value set: [${choices.join(', ')}]`);
  }

  blob(name: string, maxBytes: number): Buffer {
    const value = this.#typed(name, 'string') ?? this.#missing(name);
    const bytes = Buffer.from(value, 'base64');
    if (bytes.length > maxBytes) {
      this.#refuse(name, '<data>', `Member must have length less than or equal to ${maxBytes}`);
    }
    return bytes;
  }

  list(name: string, bounds: Bounds): Members[] {
    return this.#items(name, bounds).map((item, index) => {
      if (typeof item !== 'object' || item === null) throw wrongType(name);
      const path = `${this.#pathOf(name)}.${index + 1}.member.`;
      return new Members(item as Record<string, unknown>, path);
    });
  }

  texts(name: string, bounds: Bounds): string[] {
    return this.#items(name, bounds).map((item) => {
      if (typeof item !== 'string') throw wrongType(name);
      return item;
    });
  }

  textMap(name: string, bounds: Bounds): [string, string][] {
    if (!this.has(name)) this.#missing(name);
    const entries = Object.entries(this.nested(name)?.values ?? {});
    this.#checkLength(name, '<map>', entries.length, bounds);
    return entries.map(([key, value]) => {
      if (typeof value !== 'string') throw wrongType(name);
      return [key, value];
    });
  }

  nested(name: string): Members | undefined {
    const value = this.values[name];
    if (value === undefined || value === null) return undefined;
    if (typeof value !== 'object' || Array.isArray(value)) throw wrongType(name);
    return new Members(value as Record<string, unknown>, `${this.#pathOf(name)}.`);
  }

  #items(name: string, bounds: Bounds): unknown[] {
    const value = this.values[name] ?? this.#missing(name);
    if (!Array.isArray(value)) throw wrongType(name);
    this.#checkLength(name, '<list>', value.length, bounds);
    return value;
  }

  #typed<Kind extends keyof Kinds>(name: string, kind: Kind): Kinds[Kind] | undefined {
    const value = this.values[name];
    if (value === undefined || value === null) return undefined;
    if (typeof value !== kind) throw wrongType(name);
    return value as Kinds[Kind];
  }

  #checkLength(name: string, shown: string, length: number, { min = 0, max = Infinity }: Bounds): void {
    if (length < min) this.#refuse(name, shown, `Member must have length greater than or equal to ${min}`);
    if (length > max) this.#refuse(name, shown, `Member must have length less than or equal to ${max}`);
  }

  #missing(name: string): never {
    this.#refuse(name, null, 'Member must not be null');
  }

  #refuse(name: string, value: string | number | null, rule: string): never {
    const shown = value === null ? 'null' : `'${value}'`;
    throw new KinesisError(
      'ValidationException',
      `1 validation error detected: Value ${shown} at '${this.#pathOf(name)}' failed to satisfy constraint: ${rule}`,
    );
  }

  #pathOf(name: string): string {
    return this.path + name.charAt(0).toLowerCase() + name.slice(1);
  }
}

interface Kinds {
  string: string;
  number: number;
  boolean: boolean;
}

function wrongType(name: string): KinesisError {
  return new KinesisError('SerializationException', `${name} has a value of the wrong type.`);
}
