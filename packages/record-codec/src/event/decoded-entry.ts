import { UndecodableRecordError } from '../errors/undecodable-record-error.js';
import type { DecodedRecord } from '../record/decoded-record.js';
import { EventRecord } from './event-record.js';
import type { KinesisEventRecord } from './kinesis-event.js';

/** One Kinesis record of an event: decoded, or the reason why it can't be. */
export class DecodedEntry {
  readonly sequenceNumber: string;
  readonly partitionKey: string;
  /** Undefined if the record can't be decoded. */
  readonly decoded: DecodedRecord | undefined;
  readonly error: UndecodableRecordError | undefined;

  /** @internal */
  constructor({ kinesis }: KinesisEventRecord, decode: () => DecodedRecord) {
    this.sequenceNumber = kinesis.sequenceNumber;
    this.partitionKey = kinesis.partitionKey;
    try {
      this.decoded = decode();
    } catch (cause) {
      this.error = new UndecodableRecordError(kinesis.sequenceNumber, cause);
    }
  }

  /** Walks the records in it, lazily; a reference is one. @throws {@link UndecodableRecordError} if there is an error. */
  *records(): Generator<EventRecord, void> {
    const { decoded } = this;
    if (decoded === undefined) throw this.error ?? new TypeError('An entry is decoded or has an error.');
    if (decoded.profile === 'plain') yield new EventRecord(this, decoded);
    else if (decoded.profile === 'kpl') {
      for (const record of decoded.records()) yield new EventRecord(this, record);
    } else if (decoded.block.isReference) yield new EventRecord(this, decoded.block, decoded.block);
    else for (const record of decoded.records()) yield new EventRecord(this, record, decoded.block);
  }
}
