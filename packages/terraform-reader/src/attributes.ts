import { AttributeInvalidError } from './errors.js';
import type { DeclaredResource } from './declared-resource.js';
import type { Evaluator } from './evaluator.js';
import { isObject } from './json-object.js';

/** The numbers that an attribute may be. */
export interface NumberLimits {
  readonly min: number;
  readonly max: number;
  /** A number outside of them that stands for something else, such as -1 for no limit. */
  readonly special?: number;
}

/** Reads the attributes of one resource, or of a block in it, as the types that the provider gives them. */
export class Attributes {
  readonly address: string;
  readonly #values: Readonly<Record<string, unknown>>;
  readonly #evaluator: Evaluator;

  private constructor(address: string, values: Readonly<Record<string, unknown>>, evaluator: Evaluator) {
    this.address = address;
    this.#values = values;
    this.#evaluator = evaluator;
  }

  static of(resource: DeclaredResource, evaluator: Evaluator): Attributes {
    return new Attributes(resource.address, resource.attributes, evaluator);
  }

  /** The evaluated value, or `undefined` where the attribute is left out or null. */
  value(name: string): unknown {
    return this.#evaluator.evaluate(this.#values[name], `${this.address}.${name}`) ?? undefined;
  }

  /** @throws {@link AttributeInvalidError} if it is neither left out nor a text. */
  optionalText(name: string): string | undefined {
    return this.#typed(name, 'a text', (value) => (typeof value === 'string' ? value : undefined));
  }

  /** @throws {@link AttributeInvalidError} if it is not a text. */
  text(name: string): string {
    return this.optionalText(name) ?? this.#missing(name, 'a text');
  }

  /** Takes a number, or its digits, as Terraform does. @throws {@link AttributeInvalidError} for anything else. */
  optionalNumber(name: string): number | undefined {
    return this.#typed(name, 'a number', (value) => {
      const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
      return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
    });
  }

  /**
   * A whole number that AWS takes: between `min` and `max`, or a `special` one that stands for something else. Where 0 is
   * neither, it is what the attribute of a deployed stack holds that was left out.
   *
   * @throws {@link AttributeInvalidError} for any other number.
   */
  limited(name: string, { min, max, special }: NumberLimits): number | undefined {
    const number = this.optionalNumber(name);
    if (number === undefined || number === special) return number;
    if (number === 0 && min > 0) return undefined;
    if (Number.isInteger(number) && number >= min && number <= max) return number;
    const range = `a whole number from ${min} to ${max}`;
    throw new AttributeInvalidError(
      `${this.address}.${name}`,
      `is ${number}; AWS takes ${range}${special === undefined ? '' : `, or ${special}`}`,
    );
  }

  /** @throws {@link AttributeInvalidError} if it is neither left out nor true or false. */
  flag(name: string): boolean {
    return (
      this.#typed(name, 'true or false', (value) =>
        typeof value === 'boolean' ? value : { true: true, false: false }[String(value)],
      ) ?? false
    );
  }

  /** @throws {@link AttributeInvalidError} if it is neither left out nor a list of texts. */
  texts(name: string): readonly string[] {
    const isTexts = (value: unknown): value is readonly string[] =>
      Array.isArray(value) && value.every((item) => typeof item === 'string');
    return this.#typed(name, 'a list of texts', (value) => (isTexts(value) ? value : undefined)) ?? [];
  }

  /** The blocks of this name: Terraform's JSON writes one as an object and several as a list. */
  blocks(name: string): readonly Attributes[] {
    const declared = this.#values[name];
    const blocks: readonly unknown[] = Array.isArray(declared) ? declared : [declared];
    const location = (index: number) => `${this.address}.${name}${blocks.length > 1 ? `[${index}]` : ''}`;
    return blocks.flatMap((block, index) =>
      isObject(block) ? [new Attributes(location(index), block, this.#evaluator)] : [],
    );
  }

  /** The first block of this name. */
  block(name: string): Attributes | undefined {
    return this.blocks(name)[0];
  }

  /** The names of the attributes that hold something. */
  names(): readonly string[] {
    return Object.entries(this.#values)
      .filter(([, value]) => value !== null && value !== undefined)
      .map(([name]) => name);
  }

  #typed<Value>(name: string, kind: string, read: (value: unknown) => Value | undefined): Value | undefined {
    const value = this.value(name);
    if (value === undefined) return undefined;
    return read(value) ?? this.#missing(name, kind);
  }

  #missing(name: string, kind: string): never {
    throw new AttributeInvalidError(`${this.address}.${name}`, `must be ${kind}`);
  }
}
