import { type StreamPosition, parseQuarantineKey } from '@headwaters/pipeline-contract';
import type { KinesisEventRecord, Simulation } from '@headwaters/stack-simulator';

/** The Kinesis records that the consumers of a simulation quarantined: acknowledged, but not passed on by the sink. */
export class QuarantinedRecords {
  /** Positions by consumer. A consumer writes the object before it acknowledges the Kinesis record. */
  readonly #positions = new Map<string, Set<string>>();

  constructor({ events }: Pick<Simulation, 'events'>) {
    events.on('upload', ({ key, eventName }) => {
      const name = eventName.startsWith('ObjectCreated') ? parseQuarantineKey(key) : undefined;
      if (name !== undefined) this.#of(name.consumer).add(describePosition(name.position));
    });
  }

  /** @param consumer - Name of the consumer. */
  has(consumer: string, { eventID, eventSourceARN, kinesis }: KinesisEventRecord): boolean {
    const stream = eventSourceARN.slice(eventSourceARN.indexOf('/') + 1);
    const shardId = eventID.slice(0, eventID.indexOf(':'));
    const { sequenceNumber } = kinesis;
    return this.#of(consumer).has(describePosition({ stream, shardId, sequenceNumber }));
  }

  /** Returns the number of Kinesis records that a consumer quarantined. */
  count(consumer: string): number {
    return this.#of(consumer).size;
  }

  #of(consumer: string): Set<string> {
    const positions = this.#positions.get(consumer) ?? new Set();
    this.#positions.set(consumer, positions);
    return positions;
  }
}

function describePosition({ stream, shardId, sequenceNumber, sibling = '' }: StreamPosition): string {
  return [stream, shardId, sequenceNumber, sibling].join('/');
}
