/** Base class of the consumer's errors. `code` is stable. A message never contains payload: it may be personal data. */
export abstract class ConsumerError extends Error {
  abstract readonly code: string;
}

/** An event, or one record of it, is not what Lambda reads from a Kinesis stream. */
export class StreamEventError extends ConsumerError {
  override readonly name = 'StreamEventError';
  readonly code = 'HEADWATERS_STREAM_EVENT_INVALID';
}

/** Thrown by a sink for a Kinesis record that it can never accept: the consumer quarantines it and goes on. */
export class SinkRefusalError extends ConsumerError {
  override readonly name = 'SinkRefusalError';
  readonly code = 'HEADWATERS_SINK_REFUSED';
}

/**
 * Thrown by a sink that can't accept the Kinesis record now, whatever its content: Lambda delivers it again until it is
 * accepted or has reached the maximum age.
 */
export class SinkUnavailableError extends ConsumerError {
  override readonly name = 'SinkUnavailableError';
  readonly code = 'HEADWATERS_SINK_UNAVAILABLE';
}

/**
 * The bucket of a referenced object does not exist, or is foreign and denies access. Its name comes from the Kinesis record and not
 * from the deployment, so it may never be readable.
 */
export class ReferenceBucketError extends ConsumerError {
  override readonly name = 'ReferenceBucketError';
  readonly code = 'HEADWATERS_REFERENCE_BUCKET_MISSING';
}

/** The ledger bucket has no usable entry for the object of a plain Kinesis record. */
export class SourceRecordError extends ConsumerError {
  override readonly name = 'SourceRecordError';
  readonly code = 'HEADWATERS_SOURCE_RECORD_UNREADABLE';

  constructor(bucket: string, key: string) {
    super(
      `s3://${bucket}/${key} does not name the object of its digest. If a newer release wrote it, deploy that release of the ` +
        'consumer; otherwise restore an earlier version of it',
    );
  }
}

/** A call of the sink has not ended within the time of the invocation. */
export class OutOfTimeError extends ConsumerError {
  override readonly name = 'OutOfTimeError';
  readonly code = 'HEADWATERS_OUT_OF_TIME';

  constructor() {
    super(
      'The sink did not answer within the time of the invocation. If this happens again, look for a hanging call in the sink, ' +
        'or raise timeoutSeconds of the consumer',
    );
  }
}

/** An earlier attempt with a Kinesis record ended the process of the function. */
export class KilledError extends ConsumerError {
  override readonly name = 'KilledError';
  readonly code = 'HEADWATERS_RECORD_KILLED';

  constructor() {
    super(
      'An earlier attempt with this Kinesis record ended the process of the function: out of memory, a synchronous loop, or a ' +
        'crash. It was not tried again',
    );
  }
}

/** A Kinesis record that must be quarantined could not be stored. Lambda delivers it again. */
export class QuarantineError extends ConsumerError {
  override readonly name = 'QuarantineError';
  readonly code = 'HEADWATERS_QUARANTINE_FAILED';

  /** @param reasonCode - Code of the reason why it must be quarantined. */
  constructor(reasonCode: string, options: ErrorOptions) {
    super(
      `The Kinesis record must be quarantined (${reasonCode}), but could not be stored in the failures bucket. Check the ` +
        'permissions of the function on FAILURES_BUCKET and LEDGER_BUCKET',
      options,
    );
  }
}
