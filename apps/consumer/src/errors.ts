import { isRecordCodecError } from '@headwaters/record-codec';

/** Base class of the consumer's errors. `code` is stable. A message never contains payload: it may be personal data. */
export abstract class ConsumerError extends Error {
  abstract readonly code: string;
}

/** An event, or one record of it, is not what Lambda reads from a Kinesis stream. Do not retry. */
export class StreamEventError extends ConsumerError {
  override readonly name = 'StreamEventError';
  readonly code = 'HEADWATERS_STREAM_EVENT_INVALID';
}

/**
 * Thrown by a sink for a Kinesis record that it can never accept: only this one goes to the failure destination. Any other
 * error of a sink is treated as transient.
 */
export class SinkRefusalError extends ConsumerError {
  override readonly name = 'SinkRefusalError';
  readonly code = 'HEADWATERS_SINK_REFUSED';
}

/** The first of several Kinesis records can never be accepted: Lambda must split the batch to isolate it. */
export class PoisonError extends ConsumerError {
  override readonly name = 'PoisonError';
  readonly code = 'HEADWATERS_RECORD_POISON';

  constructor(sequenceNumber: string, options: ErrorOptions) {
    super(
      `Kinesis record ${sequenceNumber}, the first of the batch, can never be accepted; Lambda must split the batch`,
      options,
    );
  }
}

/** Whether a Kinesis record that failed will fail on every delivery: it can't be decoded, or the sink refuses it. */
export function isPermanent(error: unknown): error is Error {
  if (error instanceof SinkRefusalError || error instanceof StreamEventError) return true;
  // Missing zstd is a fault of the runtime, not of the Kinesis record.
  return isRecordCodecError(error) && error.code !== 'HEADWATERS_ZSTD_UNAVAILABLE';
}
