import { formatSourceUri, padOffset } from '@headwaters/pipeline-contract';
import { sourceDigest } from '@headwaters/record-codec';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { DeliveredRecord } from '../../record/delivery.js';
import { JsonNumber, type JsonValue } from '../fields/json-value.js';
import type { RecordFields } from '../fields/record-reader.js';
import { RecordRefusal } from '../fields/record-refusals.js';
import { toAttribute, toAttributes, type Attributes } from './attribute-value.js';
import { dynamodbLimits } from './limits.js';

/** The types that a key attribute can have here. */
export type KeyType = 'string' | 'number';

/** An attribute that is read from a field. */
export interface FieldAttribute {
  readonly field: string;
  readonly type: KeyType;
}

/** How records become items. */
export interface ItemLayout {
  readonly mode: 'upsert' | 'append';
  readonly key: FieldAttribute & { readonly attribute: string };
  /** Upsert: the sort key, if the table has one. */
  readonly sort?: (FieldAttribute & { readonly attribute: string }) | undefined;
  /** Append: the attribute of the sort key, which contains the id of the record. */
  readonly idAttribute: string;
  /** Upsert: the field that says which record is newer. */
  readonly version?: FieldAttribute | undefined;
}

/** An item, and what decides about it. */
export interface RecordItem {
  /** Two items of the same table with the same `keyId` have the same key. */
  readonly keyId: string;
  /** Items of one key, compared by it as strings, are in the order of the stream. */
  readonly position: string;
  readonly version: AttributeValue | undefined;
  readonly attributes: Attributes;
}

/** Attributes that the sink adds. A record that has one of them is refused, because one would hide the other. */
export const sinkAttributes = {
  source: '_source',
  offset: '_offset',
  position: '_position',
  version: '_version',
} as const;

/**
 * Makes the item of a record.
 *
 * @param index - Of the record among those with its sequence number.
 * @throws {@link RecordRefusal} if DynamoDB can't store it, or a key is missing or empty.
 */
export function recordItem(
  layout: ItemLayout,
  { record, fields, index }: { record: DeliveredRecord; fields: RecordFields; index: number },
): RecordItem {
  const own = ownAttributes(layout, { record, fields, index });
  const { attributes, bytes } = toAttributes(fields.members);
  checkNames(attributes, own);
  const item = Object.assign(attributes, own);
  const size = bytes + sizeOf(own);
  if (size > dynamodbLimits.maxItemBytes) {
    throw new RecordRefusal(
      `makes an item of ${size} bytes; DynamoDB stores up to ${dynamodbLimits.maxItemBytes}`,
    );
  }
  const keys = [layout.key.attribute, sortAttribute(layout)].map((name) => name && item[name]);
  return {
    keyId: JSON.stringify(keys),
    position: positionOf(record, index),
    version: own[sinkAttributes.version],
    attributes: item,
  };
}

function ownAttributes(
  { mode, key, sort, idAttribute, version }: ItemLayout,
  { record, fields, index }: { record: DeliveredRecord; fields: RecordFields; index: number },
): Attributes {
  const { maxPartitionKeyBytes, maxSortKeyBytes } = dynamodbLimits;
  const own: Attributes = {
    [key.attribute]: keyValue(fields, key, maxPartitionKeyBytes),
    [sinkAttributes.position]: { S: positionOf(record, index) },
  };
  if (sort !== undefined) own[sort.attribute] = keyValue(fields, sort, maxSortKeyBytes);
  if (mode === 'append') own[idAttribute] = { S: recordId(record) };
  if (version !== undefined)
    own[sinkAttributes.version] = keyValue(fields, version, dynamodbLimits.maxItemBytes);
  if (record.source !== undefined) own[sinkAttributes.source] = { S: formatSourceUri(record.source) };
  if (record.offset !== undefined) own[sinkAttributes.offset] = { N: String(record.offset) };
  return own;
}

function sortAttribute({ mode, sort, idAttribute }: ItemLayout): string | undefined {
  return mode === 'append' ? idAttribute : sort?.attribute;
}

/** The same for every delivery of a record, and at most 1,024 bytes: a key of S3 alone can have as many. */
function recordId({ source, offset, id }: DeliveredRecord): string {
  if (source === undefined || offset === undefined) return id;
  return `${sourceDigest(source)}#${padOffset(offset)}`;
}

const sequenceLengthDigits = 3;

/**
 * The place of a record in the stream: sequence number, then place in its Kinesis record. Numbers are preceded by their number
 * of digits, so that strings sort as numbers do. A sequence number has at most 129 digits. The parts of a foreign aggregate that Lambda
 * has decoded can share a sequence number: their ids differ.
 */
function positionOf({ sequenceNumber, source, offset, id }: DeliveredRecord, index: number): string {
  const length = String(sequenceNumber.length).padStart(sequenceLengthDigits, '0');
  const place = `${length}.${sequenceNumber}.${padOffset(offset ?? index)}`;
  return source === undefined ? `${place}.${id}` : place;
}

function keyValue(fields: RecordFields, { field, type }: FieldAttribute, maxBytes: number): AttributeValue {
  const value = fields.get(field);
  if (value === undefined || value === null || value === '')
    throw new RecordRefusal(`has no value for ${field}`);
  if (type === 'number') return toAttribute(asNumber(value, field)).attribute;
  if (typeof value !== 'string' && !(value instanceof JsonNumber)) {
    throw new RecordRefusal(`has no string for ${field}`);
  }
  const text = typeof value === 'string' ? value : value.text;
  if (Buffer.byteLength(text) <= maxBytes) return { S: text };
  throw new RecordRefusal(
    `has a value of ${Buffer.byteLength(text)} bytes for ${field}; the limit is ${maxBytes}`,
  );
}

/** CSV has strings only. */
function asNumber(value: JsonValue, field: string): JsonNumber {
  if (value instanceof JsonNumber) return value;
  if (typeof value === 'string' && /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(value)) return new JsonNumber(value);
  throw new RecordRefusal(`has no number for ${field}`);
}

const reservedNames: ReadonlySet<string> = new Set(Object.values(sinkAttributes));

/** A key attribute may be a member of the record at the same time, if both have the same value. */
function checkNames(attributes: Attributes, own: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    const isFree = !reservedNames.has(name) && !Object.hasOwn(own, name);
    if (isFree || (!reservedNames.has(name) && JSON.stringify(own[name]) === JSON.stringify(value))) continue;
    throw new RecordRefusal(
      `has a member ${name}, which would be lost: the sink adds an attribute of this name`,
    );
  }
}

function sizeOf(attributes: Attributes): number {
  return Object.entries(attributes).reduce((sum, [name, { S: text = '', N: digits = '' }]) => {
    const numberBytes = digits === '' ? 0 : Math.ceil(digits.length / 2) + 2;
    return sum + Buffer.byteLength(name) + Buffer.byteLength(text) + numberBytes;
  }, 0);
}
