import type { KinesisEventRecord } from '@headwaters/stack-simulator';

/** How a record ended: the checkpoint passed it, a failure record names it, or it was dropped. */
export type RecordEnd = 'accepted' | 'sent' | 'dropped';

/** What happened to one Kinesis record so far. */
export interface RecordHistory {
  /** `shardId:sequenceNumber`. */
  readonly id: string;
  readonly shardId: string;
  /** Sequence numbers have a constant width, so they can be compared as strings. */
  readonly sequenceNumber: string;
  /** For messages. */
  readonly name: string;
  readonly partitionKey: string;
  readonly arrivalMillis: number;
  /** Failed invocations with it, since its batch last made progress. A failure record counts them. */
  failedInvocations: number;
  /** Whether the function processed it, and the checkpoint has yet to pass it. */
  processed: boolean;
  end: RecordEnd | undefined;
}

/** The records that a mapping delivered, by id, in the order of first delivery. */
export class RecordHistories {
  readonly #histories = new Map<string, RecordHistory>();

  all(): IterableIterator<RecordHistory> {
    return this.#histories.values();
  }

  find({ eventID }: KinesisEventRecord): RecordHistory | undefined {
    return this.#histories.get(eventID);
  }

  /** Adds a record at its first delivery. */
  add({ eventID, kinesis }: KinesisEventRecord): RecordHistory {
    const [shardId = ''] = eventID.split(':');
    const history: RecordHistory = {
      id: eventID,
      shardId,
      sequenceNumber: kinesis.sequenceNumber,
      name: Buffer.from(kinesis.data, 'base64').toString(),
      partitionKey: kinesis.partitionKey,
      arrivalMillis: Math.round(kinesis.approximateArrivalTimestamp * 1_000),
      failedInvocations: 0,
      processed: false,
      end: undefined,
    };
    this.#histories.set(eventID, history);
    return history;
  }
}

/** Names records in a message. */
export function listNames(records: readonly Pick<RecordHistory, 'name'>[]): string {
  return `[${records.map(({ name }) => name).join(', ')}]`;
}
