import { AttributeInvalidError } from './errors.js';
import type { Evaluator } from './evaluator.js';
import { blocksOf, type JsonObject } from './json-object.js';
import type { TerraformResource } from './resource.js';

/** The integers that AWS accepts for an attribute. */
export interface IntegerRange {
  readonly min: number;
  readonly max: number;
  /** An additional number with a meaning of its own, such as -1 for no limit. */
  readonly special?: number;
}

/**
 * Reads the attributes of a resource or nested block as the types of the Terraform provider. Evaluates expressions with the
 * given {@link Evaluator}; every method that reads a value throws its errors.
 */
export class Attributes {
  /** Such as `aws_s3_bucket_notification.n.lambda_function[1]`. */
  readonly address: string;
  readonly #values: JsonObject;
  readonly #evaluator: Evaluator;

  private constructor(address: string, values: JsonObject, evaluator: Evaluator) {
    this.address = address;
    this.#values = values;
    this.#evaluator = evaluator;
  }

  static of(resource: TerraformResource, evaluator: Evaluator): Attributes {
    return new Attributes(resource.address, resource.attributes, evaluator);
  }

  /** The evaluated value; `undefined` if the attribute is absent or null. */
  value(name: string): unknown {
    return this.#evaluator.evaluate(this.#values[name], `${this.address}.${name}`) ?? undefined;
  }

  /** @throws {@link AttributeInvalidError} if the value is not a string. */
  optionalString(name: string): string | undefined {
    return this.#read(name, 'a string', (value) => (typeof value === 'string' ? value : undefined));
  }

  /** @throws {@link AttributeInvalidError} if the attribute is absent or not a string. */
  string(name: string): string {
    return this.optionalString(name) ?? this.#refuse(name, 'a string');
  }

  /** Accepts a number in a string, as Terraform does. @throws {@link AttributeInvalidError} for any other value. */
  optionalNumber(name: string): number | undefined {
    return this.#read(name, 'a number', (value) => {
      const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
      return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
    });
  }

  /**
   * An integer from `min` to `max`, or `special`. If 0 is neither, it counts as absent: the state of a deployed stack contains
   * 0 for attributes that were not declared.
   *
   * @throws {@link AttributeInvalidError} for any other number.
   */
  optionalInteger(name: string, { min, max, special }: IntegerRange): number | undefined {
    const number = this.optionalNumber(name);
    if (number === undefined || number === special) return number;
    if (number === 0 && min > 0) return undefined;
    if (Number.isInteger(number) && number >= min && number <= max) return number;
    const range = `an integer from ${min} to ${max}${special === undefined ? '' : `, or ${special}`}`;
    throw new AttributeInvalidError(`${this.address}.${name}`, `is ${number}; AWS accepts ${range}`);
  }

  /** Default: false. @throws {@link AttributeInvalidError} if the value is not true or false. */
  boolean(name: string): boolean {
    return (
      this.#read(name, 'true or false', (value) =>
        typeof value === 'boolean' ? value : { true: true, false: false }[String(value)],
      ) ?? false
    );
  }

  /** Default: empty. @throws {@link AttributeInvalidError} if the value is not a list of strings. */
  strings(name: string): readonly string[] {
    const isStrings = (value: unknown): value is readonly string[] =>
      Array.isArray(value) && value.every((item) => typeof item === 'string');
    return this.#read(name, 'a list of strings', (value) => (isStrings(value) ? value : undefined)) ?? [];
  }

  /** The nested blocks with this name. */
  blocks(name: string): readonly Attributes[] {
    const blocks = blocksOf(this.#values, name);
    const address = (index: number) => `${this.address}.${name}${blocks.length > 1 ? `[${index}]` : ''}`;
    return blocks.map((block, index) => new Attributes(address(index), block, this.#evaluator));
  }

  /** The first nested block with this name. */
  block(name: string): Attributes | undefined {
    return this.blocks(name)[0];
  }

  #read<Value>(
    name: string,
    kind: string,
    convert: (value: unknown) => Value | undefined,
  ): Value | undefined {
    const value = this.value(name);
    if (value === undefined) return undefined;
    return convert(value) ?? this.#refuse(name, kind);
  }

  #refuse(name: string, kind: string): never {
    throw new AttributeInvalidError(`${this.address}.${name}`, `must be ${kind}`);
  }
}
