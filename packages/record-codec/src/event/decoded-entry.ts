import { UndecodableRecordError } from '../errors/undecodable-record-error.js';
import type { DecodedRecord } from '../record/decoded-record.js';
import { EventRecord } from './event-record.js';
import type { KinesisEventRecord } from './kinesis-event.js';

/** One Kinesis record of an event: decoded, or the reason why it can't be. */
export class DecodedEntry {
  readonly sequenceNumber: string;
  readonly partitionKey: string;
  readonly #outcome: DecodedRecord | UndecodableRecordError;

  /** @internal */
  constructor({ kinesis }: KinesisEventRecord, decode: () => DecodedRecord) {
    this.sequenceNumber = kinesis.sequenceNumber;
    this.partitionKey = kinesis.partitionKey;
    try {
      this.#outcome = decode();
    } catch (cause) {
      this.#outcome = new UndecodableRecordError(kinesis.sequenceNumber, cause);
    }
  }

  /** Undefined if the record can't be decoded. */
  get decoded(): DecodedRecord | undefined {
    return this.#outcome instanceof UndecodableRecordError ? undefined : this.#outcome;
  }

  /** Why the record can't be decoded, if it can't. */
  get error(): UndecodableRecordError | undefined {
    return this.#outcome instanceof UndecodableRecordError ? this.#outcome : undefined;
  }

  /** Walks the records in it, lazily; a reference is one. @throws {@link UndecodableRecordError} if there is an error. */
  *records(): Generator<EventRecord, void> {
    const outcome = this.#outcome;
    if (outcome instanceof UndecodableRecordError) throw outcome;
    if (outcome.profile === 'plain') yield new EventRecord(this, outcome);
    else {
      const block = outcome.profile === 'block' ? outcome.block : undefined;
      if (block?.isReference === true) yield new EventRecord(this, block, block);
      else for (const record of outcome.records()) yield new EventRecord(this, record, block);
    }
  }
}
