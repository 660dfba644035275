import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { JsonNumber, type JsonObject, type JsonValue } from '../fields/json-value.js';
import { RecordRefusal } from '../fields/record-refusals.js';
import { dynamodbLimits } from './limits.js';

/** Attributes of an item, by name. */
export type Attributes = Record<string, AttributeValue>;

/** A value of JSON as an attribute, and the bytes that DynamoDB counts for it. */
export interface SizedAttribute {
  readonly attribute: AttributeValue;
  readonly bytes: number;
}

/**
 * Converts a value of JSON. Numbers keep all their digits.
 *
 * Sizes: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 *
 * @param depth - Levels of lists and maps around the value.
 * @throws {@link RecordRefusal} if DynamoDB has no such value.
 */
export function toAttribute(value: JsonValue, depth = 0): SizedAttribute {
  if (value === null) return { attribute: { NULL: true }, bytes: 1 };
  if (typeof value === 'boolean') return { attribute: { BOOL: value }, bytes: 1 };
  if (typeof value === 'string') return { attribute: { S: value }, bytes: Buffer.byteLength(value) };
  if (value instanceof JsonNumber) return toNumber(value);
  if (depth === dynamodbLimits.maxDepth) {
    throw new RecordRefusal(`is nested deeper than the ${dynamodbLimits.maxDepth} levels of DynamoDB`);
  }
  return value instanceof Map
    ? toMap(value as JsonObject, depth)
    : toList(value as readonly JsonValue[], depth);
}

/** A list or map takes 3 bytes, and each of its elements 1 besides its own size. */
function toList(values: readonly JsonValue[], depth: number): SizedAttribute {
  const elements = values.map((value) => toAttribute(value, depth + 1));
  const bytes = elements.reduce((sum, element) => sum + element.bytes + 1, 3);
  return { attribute: { L: elements.map(({ attribute }) => attribute) }, bytes };
}

function toMap(members: JsonObject, depth: number): SizedAttribute {
  const { attributes, bytes } = toAttributes(members, depth + 1);
  return { attribute: { M: attributes }, bytes: bytes + members.size + 3 };
}

/** Converts the members of an object. Counts names and values. */
export function toAttributes(members: JsonObject, depth = 0): { attributes: Attributes; bytes: number } {
  const attributes: Attributes = {};
  let bytes = 0;
  for (const [name, member] of members) {
    bytes += nameBytes(name);
    const { attribute, bytes: valueBytes } = toAttribute(member, depth);
    attributes[name] = attribute;
    bytes += valueBytes;
  }
  return { attributes, bytes };
}

function nameBytes(name: string): number {
  const bytes = Buffer.byteLength(name);
  // The AWS SDK copies attributes by assignment, which ignores this name.
  if (name === '__proto__') throw new RecordRefusal('has a member __proto__, which the AWS SDK would drop');
  if (bytes === 0) throw new RecordRefusal('has a member with an empty name, which no attribute can have');
  if (bytes <= dynamodbLimits.maxAttributeNameBytes) return bytes;
  throw new RecordRefusal(`has a member whose name exceeds ${dynamodbLimits.maxAttributeNameBytes} bytes`);
}

const numberParts = /^-?(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;

/** A number takes 1 byte, and 1 for two significant digits; about 1 more if it is negative. */
function toNumber({ text }: JsonNumber): SizedAttribute {
  const [, integer = '', fraction = '', exponent = '0'] = numberParts.exec(text) ?? [];
  const digits = (integer + fraction).replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '').length;
  const leading = Number(exponent) + digits.length - fraction.length - 1;
  const { maxDigits, minExponent, maxExponent } = dynamodbLimits;
  if (significant > maxDigits) {
    throw new RecordRefusal(`has a number of ${significant} digits; a number of DynamoDB has ${maxDigits}`);
  }
  if (significant > 0 && (leading < minExponent || leading > maxExponent)) {
    throw new RecordRefusal(
      `has a number outside of DynamoDB's range, 1E${minExponent} to 1E+${maxExponent + 1}`,
    );
  }
  return { attribute: { N: significant === 0 ? '0' : text }, bytes: Math.ceil(significant / 2) + 2 };
}
