import { isRecordCodecError } from '@headwaters/record-codec';

/** What the consumer itself finds wrong. The `code` is stable; the message says what to do and never carries payload. */
abstract class ConsumerError extends Error {
  abstract readonly code: string;
}

/** An event, or one record of it, is not what Lambda reads off a Kinesis stream. Never retry: it will not get better. */
export class StreamEventError extends ConsumerError {
  override readonly name = 'StreamEventError';
  readonly code = 'HEADWATERS_STREAM_EVENT_INVALID';
}

/**
 * What a sink throws for a record that it can never take, however often it comes: such a record goes to the failure
 * destination alone. Anything else that a sink throws may pass.
 */
export class SinkRefusalError extends ConsumerError {
  override readonly name = 'SinkRefusalError';
  readonly code = 'HEADWATERS_SINK_REFUSED';
}

/** The first of several records can never be accepted: Lambda must split the batch, so that the others don't share its fate. */
export class PoisonError extends ConsumerError {
  override readonly name = 'PoisonError';
  readonly code = 'HEADWATERS_RECORD_POISON';

  constructor(sequenceNumber: string, options: ErrorOptions) {
    super(
      `Record ${sequenceNumber}, the first of the batch, can never be accepted; the batch must be split`,
      options,
    );
  }
}

/** Whether a record that failed will fail again, whatever happens: it can't be decoded, or the sink says so. */
export function isPermanent(error: unknown): error is Error {
  if (error instanceof SinkRefusalError || error instanceof StreamEventError) return true;
  // Without zstd it is the function's runtime that is at fault, not the record.
  return isRecordCodecError(error) && error.code !== 'HEADWATERS_ZSTD_UNAVAILABLE';
}
