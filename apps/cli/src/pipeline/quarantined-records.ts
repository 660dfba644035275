import { consumerQuarantinePrefix, quarantineKey, quarantinePrefix } from '@headwaters/pipeline-contract';
import type { KinesisEventRecord, Simulation } from '@headwaters/stack-simulator';

/** The Kinesis records that the consumers of a simulation quarantined: acknowledged, but not passed on by the sink. */
export class QuarantinedRecords {
  /** Keys of the objects in the failures bucket. A consumer writes the object before it acknowledges the Kinesis record. */
  readonly #keys = new Set<string>();

  constructor({ events }: Pick<Simulation, 'events'>) {
    events.on('upload', ({ key, eventName }) => {
      if (eventName.startsWith('ObjectCreated') && key.startsWith(quarantinePrefix)) this.#keys.add(key);
    });
  }

  /** @param consumer - Name of the consumer. */
  has(consumer: string, { eventID, eventSourceARN, kinesis }: KinesisEventRecord): boolean {
    const stream = eventSourceARN.slice(eventSourceARN.indexOf('/') + 1);
    const shardId = eventID.slice(0, eventID.indexOf(':'));
    const { sequenceNumber } = kinesis;
    return this.#keys.has(quarantineKey(consumer, { stream, shardId, sequenceNumber }));
  }

  /** Returns the number of Kinesis records that a consumer quarantined. */
  count(consumer: string): number {
    const prefix = consumerQuarantinePrefix(consumer);
    return [...this.#keys].filter((key) => key.startsWith(prefix)).length;
  }
}
