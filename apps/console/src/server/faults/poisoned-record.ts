import { decodeRecord } from '@headwaters/record-codec';
import type { InvocationRequest, KinesisEventRecord } from '@headwaters/stack-simulator';
import type { FaultKind } from './switched-faults.js';

interface BatchEvent {
  readonly Records?: readonly KinesisEventRecord[];
}

/** A consumer of any kind of sink. */
export interface PoisonedConsumer {
  readonly name: string;
  readonly functionName: string;
}

/**
 * A poison record for one consumer: the next Kinesis record it receives is truncated on every attempt, by its mapping or by a
 * redelivery. It stays intact on the stream and for the other consumers.
 */
export function poisonedRecord({ name, functionName }: PoisonedConsumer): FaultKind {
  let poisonedId: string | undefined;
  return {
    id: `poison-${name}`,
    label: `Poison record for ${name}`,
    effect: `The next Kinesis record that ${name} receives is damaged on every attempt, so ${name} quarantines it and goes on. Switch this off, then redeliver it.`,
    spoil(request) {
      if (request.functionName !== functionName) return undefined;
      const event = JSON.parse(request.payload) as BatchEvent;
      const { Records: records = [] } = event;
      poisonedId ??= records[0]?.eventID;
      if (!records.some(({ eventID }) => eventID === poisonedId)) return undefined;
      const spoilt = records.map((record) => (record.eventID === poisonedId ? cutShort(record) : record));
      return {
        ...request,
        payload: JSON.stringify({ ...event, Records: spoilt }),
      } satisfies InvocationRequest;
    },
    forget() {
      poisonedId = undefined;
    },
  };
}

/**
 * Keeps the beginning, so that it is recognized as a block or an aggregate, and drops the end, which contains the checksum. A plain
 * record has none: its data becomes invalid base64.
 */
function cutShort(record: KinesisEventRecord): KinesisEventRecord {
  const data = Buffer.from(record.kinesis.data, 'base64');
  const rest = data.subarray(0, Math.max(1, data.length - 16));
  const damaged = isDetected(rest) ? rest.toString('base64') : `${record.kinesis.data}*`;
  return { ...record, kinesis: { ...record.kinesis, data: damaged } };
}

function isDetected(data: Uint8Array): boolean {
  try {
    decodeRecord(data);
    return false;
  } catch {
    return true;
  }
}
