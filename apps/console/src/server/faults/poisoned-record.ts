import type { InvocationRequest, KinesisEventRecord } from '@headwaters/stack-simulator';
import type { FaultKind } from './switched-faults.js';

interface BatchEvent {
  readonly Records?: readonly KinesisEventRecord[];
}

/** A consumer, whatever it does with its records. */
export interface PoisonedConsumer {
  readonly name: string;
  readonly functionName: string;
}

/**
 * A record that one consumer can't take: the next one that it is given arrives cut short, whenever it is tried, by its mapping
 * or by a redelivery. On the stream and for the other consumers it is whole.
 */
export function poisonedRecord({ name, functionName }: PoisonedConsumer): FaultKind {
  let poisonedId: string | undefined;
  return {
    id: `poison-${name}`,
    label: `A record is poison for ${name}`,
    effect: `The next record that ${name} is given arrives damaged, every time. After its retries it lies in the failures bucket; switch this off and redeliver it.`,
    spoil(request) {
      if (request.functionName !== functionName) return undefined;
      const { Records: records = [] } = JSON.parse(request.payload) as BatchEvent;
      poisonedId ??= records[0]?.eventID;
      if (!records.some(({ eventID }) => eventID === poisonedId)) return undefined;
      const spoilt = records.map((record) => (record.eventID === poisonedId ? cutShort(record) : record));
      return { ...request, payload: JSON.stringify({ Records: spoilt }) } satisfies InvocationRequest;
    },
    forget() {
      poisonedId = undefined;
    },
  };
}

/** Keeps its beginning, so that it is taken for a block, and not its end, which holds the checksum. */
function cutShort(record: KinesisEventRecord): KinesisEventRecord {
  const data = Buffer.from(record.kinesis.data, 'base64');
  const rest = data.subarray(0, Math.max(1, data.length - 16)).toString('base64');
  return { ...record, kinesis: { ...record.kinesis, data: rest } };
}
