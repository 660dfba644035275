import { RecordCodecError } from './record-codec-error.js';

/** One Kinesis record of an event can't be decoded; `cause` says why. The records before and after it are not concerned. */
export class UndecodableRecordError extends RecordCodecError {
  override readonly name = 'UndecodableRecordError';
  readonly code = 'HEADWATERS_RECORD_UNDECODABLE';
  readonly sequenceNumber: string;

  constructor(sequenceNumber: string, cause: unknown) {
    super(`The Kinesis record ${sequenceNumber} can't be decoded: ${String(cause)}`, { cause });
    this.sequenceNumber = sequenceNumber;
  }
}
