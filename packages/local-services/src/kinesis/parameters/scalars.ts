import { KinesisError } from '../../errors.js';
import { type Parameter, violation } from './parameter.js';
import { serializationError, wrongType } from './json-type.js';

/** Bounds of a number, or of the length of a string, list or map. */
export interface Bounds {
  readonly min?: number;
  readonly max?: number;
}

interface StringRules extends Bounds {
  /** Matches the complete string. */
  readonly pattern?: string;
}

/**
 * A parameter of AWS that has no effect here. A request that sets it is refused, because its caller expects the effect.
 *
 * @throws {@link KinesisError} `UnsupportedParameterException`, status 501, when it is read.
 */
export function unsupported(name: string): Parameter<never> {
  return {
    read: () => {
      throw new KinesisError(
        'UnsupportedParameterException',
        `The local services do not support the parameter ${name}. Leave it out.`,
        501,
      );
    },
    violations: () => [],
  };
}

/** A string. Bounds count UTF-16 units, as AWS does. */
export function string(rules: StringRules = {}): Parameter<string> {
  const pattern = rules.pattern === undefined ? undefined : new RegExp(`^(?:${rules.pattern})$`);
  return {
    read: readString,
    violations: (value, path) => [
      ...(pattern === undefined || pattern.test(value)
        ? []
        : [violation(path, value, `Member must satisfy regular expression pattern: ${rules.pattern}`)]),
      ...lengthViolations(path, { shown: value, length: value.length }, rules),
    ],
  };
}

/** One of several strings. */
export function oneOf<const Choice extends string>(choices: readonly Choice[]): Parameter<Choice> {
  return {
    // The constraint is checked before the value is used as a Choice.
    read: (json) => readString(json) as Choice,
    violations: (value, path) =>
      choices.includes(value)
        ? []
        : [violation(path, value, `Member must satisfy enum value set: [${choices.join(', ')}]`)],
  };
}

/** Largest value of an integer on AWS. Larger ones become this one before their constraints are checked. */
const maxInteger = 2_147_483_647;

/** A whole number. AWS drops the fraction of any other number; here it is an error, because the caller did not mean it. */
export function integer({ min = -Infinity, max = Infinity }: Bounds = {}): Parameter<number> {
  return {
    read: (json) => {
      if (typeof json !== 'number') throw wrongType(json, 'an Integer');
      if (!Number.isInteger(json)) throw serializationError(`${json} is not a whole number.`);
      return Math.min(json, maxInteger);
    },
    violations: (value, path) => {
      if (value < min)
        return [violation(path, `${value}`, `Member must have value greater than or equal to ${min}`)];
      if (value > max)
        return [violation(path, `${value}`, `Member must have value less than or equal to ${max}`)];
      return [];
    },
  };
}

/** true or false. AWS has no article for this type. */
export function boolean(): Parameter<boolean> {
  return {
    read: (json) => {
      if (typeof json === 'boolean') return json;
      if (typeof json !== 'string') throw wrongType(json, 'an Boolean');
      throw serializationError(`'${json.toUpperCase().slice(0, 20)}' can not be converted to an Boolean`);
    },
    violations: () => [],
  };
}

/** Latest time that JavaScript can represent, in milliseconds. */
const maxMillis = 8_640_000_000_000_000;

/** A time, in milliseconds since 1970. The request has seconds. */
export function timestampMillis(): Parameter<number> {
  return {
    read: (json) => {
      if (typeof json !== 'number') throw wrongType(json, 'milliseconds since epoch');
      const millis = Math.round(json * 1000);
      if (Math.abs(millis) > maxMillis)
        throw serializationError(`${json} is not a time in seconds since 1970.`);
      return millis;
    },
    violations: () => [],
  };
}

/** Bytes, Base64 in the request. Error messages contain none of them. */
export function blob(bounds: Bounds): Parameter<Buffer> {
  return {
    read: (json) => {
      if (typeof json !== 'string') {
        throw wrongType(json, 'a Blob');
      }
      return decodeBase64(json);
    },
    violations: ({ length }, path) => {
      const shown = `java.nio.HeapByteBuffer[pos=0 lim=${length} cap=${length}]`;
      return lengthViolations(path, { shown, length }, bounds);
    },
  };
}

function decodeBase64(base64: string): Buffer {
  if (base64.length % 4 !== 0) {
    throw serializationError(
      `The value can not be converted to a Blob: Base64 encoded length is expected a multiple of 4 bytes but found: ${base64.length}`,
    );
  }
  const bytes = Buffer.from(base64, 'base64');
  // Node ignores what is not Base64, and then has fewer bytes.
  const padding = base64.endsWith('==') ? 2 : base64.endsWith('=') ? 1 : 0;
  if (bytes.length !== (base64.length / 4) * 3 - padding) {
    throw serializationError('The value can not be converted to a Blob: Invalid Base64 character');
  }
  return bytes;
}

function readString(json: unknown): string {
  if (typeof json !== 'string') throw wrongType(json, 'an String');
  return json;
}

/** Violated bounds of a length. */
export function lengthViolations(
  path: string,
  { shown, length }: { readonly shown: string; readonly length: number },
  { min = 0, max = Infinity }: Bounds,
): string[] {
  if (length < min)
    return [violation(path, shown, `Member must have length greater than or equal to ${min}`)];
  if (length > max) return [violation(path, shown, `Member must have length less than or equal to ${max}`)];
  return [];
}
