import { createHash } from 'node:crypto';
import { foreignRecordKey, padOffset } from '@headwaters/pipeline-contract';
import { sourceDigest } from '@headwaters/record-codec';
import type { Delivery } from '../../record/delivery.js';

/** How files are partitioned. */
export interface PartitionSettings {
  readonly by: 'none' | 'day' | 'hour';
  /** Where the key of an object contains its date, such as `logs/YYYY/MM/DD/`. */
  readonly keyDate?: string | undefined;
}

/** Digits of a part number in a key. */
const partDigits = 7;

/**
 * Returns the name of a delivery's file: digest of the source, first byte, and what the range depends on. A redelivered block has the
 * same name and replaces its file. A run of plain records can have another end after a failure: its name contains the end, so that a
 * short run never replaces a longer one.
 */
export function fileName({ stream, shardId, sequenceNumber, partitionKey, data, carried }: Delivery): string {
  if (carried === undefined) {
    const key = foreignRecordKey({ stream, shardId, sequenceNumber }, { partitionKey, data });
    return `record-${createHash('sha256').update(key).digest('hex').slice(0, 32)}`;
  }
  const { source, offset, rawLength, part, wire } = carried;
  const start = `${sourceDigest(source)}-${padOffset(part?.rangeOffset ?? offset)}`;
  if (part !== undefined)
    return `${start}.part-${String(part.index).padStart(partDigits, '0')}-of-${part.count}`;
  return wire === 'plain' ? `${start}-${padOffset(offset + rawLength)}` : start;
}

/**
 * Makes a function that returns the folder of a delivery's file: `dt=YYYY-MM-DD/`, `dt=YYYY-MM-DD-HH/` or none. The time is that in
 * the key of the object or else the arrival of the first Kinesis record at the stream, which a redelivery does not change.
 */
export function partitionFolder({ by, keyDate }: PartitionSettings): (delivery: Delivery) => string {
  if (by === 'none') return () => '';
  const pattern = keyDate === undefined ? undefined : datePattern(keyDate);
  return ({ carried, arrivedAtMillis }) => {
    const key = carried?.source.key;
    const fromKey = pattern && key !== undefined ? dateIn(key, pattern) : undefined;
    const [day, time = ''] = (fromKey ?? new Date(arrivedAtMillis).toISOString()).split('T');
    return by === 'day' ? `dt=${day}/` : `dt=${day}-${time.slice(0, 2)}/`;
  };
}

const tokens = {
  YYYY: '(?<year>\\d{4})',
  MM: '(?<month>\\d{2})',
  DD: '(?<day>\\d{2})',
  HH: '(?<hour>\\d{2})',
};

function datePattern(pattern: string): RegExp {
  const escaped = pattern.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(
    Object.entries(tokens).reduce((text, [token, group]) => text.replace(token, () => group), escaped),
  );
}

/** The date in a key as an ISO string, or undefined if there is none. */
function dateIn(key: string, pattern: RegExp): string | undefined {
  const { year, month, day, hour = '00' } = pattern.exec(key)?.groups ?? {};
  const text = `${year}-${month}-${day}T${hour}:00:00.000Z`;
  const date = new Date(text);
  return !Number.isNaN(date.getTime()) && date.toISOString() === text ? text : undefined;
}
