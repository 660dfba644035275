const codes = [
  'HEADWATERS_RECORD_CORRUPT',
  'HEADWATERS_RECORD_UNDECODABLE',
  'HEADWATERS_LIMIT_EXCEEDED',
  'HEADWATERS_FORMAT_UNSUPPORTED',
  'HEADWATERS_ZSTD_UNAVAILABLE',
  'HEADWATERS_REFERENCE_UNRESOLVED',
  'HEADWATERS_INPUT_CORRUPT',
  'HEADWATERS_OPTION_INVALID',
] as const;

/** Stable identifier of a kind of error. Programs may depend on it. */
export type RecordCodecErrorCode = (typeof codes)[number];

/**
 * Base class of every error that this package throws on purpose. Distinguish errors by `code` or by class.
 * No message contains payload bytes.
 */
export abstract class RecordCodecError extends Error {
  abstract readonly code: RecordCodecErrorCode;
}

/**
 * Returns whether a thrown value is an error of this package. Compares the code, so it also works across two installed
 * copies of the package, where `instanceof` does not.
 */
export function isRecordCodecError(thrown: unknown): thrown is RecordCodecError {
  return thrown instanceof Error && 'code' in thrown && (codes as readonly unknown[]).includes(thrown.code);
}

/**
 * A Kinesis record is a block or a KPL aggregate, but damaged: a checksum or a length does not match. Quarantine it; a
 * retry fails the same way.
 */
export class CorruptRecordError extends RecordCodecError {
  override readonly name = 'CorruptRecordError';
  readonly code = 'HEADWATERS_RECORD_CORRUPT';
}

/** One Kinesis record of an event cannot be decoded; `cause` is the reason. The other records of the event are unaffected. */
export class UndecodableRecordError extends RecordCodecError {
  override readonly name = 'UndecodableRecordError';
  readonly code = 'HEADWATERS_RECORD_UNDECODABLE';
  /** Sequence number of the Kinesis record. */
  readonly sequenceNumber: string;

  constructor(sequenceNumber: string, cause: unknown) {
    super(`Kinesis record ${sequenceNumber} cannot be decoded: ${String(cause)}`, { cause });
    this.sequenceNumber = sequenceNumber;
  }
}

/**
 * The bytes of a record were requested, but the record was too large for a Kinesis record, so only a reference was sent.
 * Read its byte range with `resolveReference`.
 */
export class UnresolvedReferenceError extends RecordCodecError {
  override readonly name = 'UnresolvedReferenceError';
  readonly code = 'HEADWATERS_REFERENCE_UNRESOLVED';

  constructor(id: string) {
    super(
      `Record ${id} was too large to send; only a reference was sent. Pass its \`reference\` to resolveReference to read it from the source.`,
    );
  }
}

/** A block is valid, but uses a newer format than this package supports. Upgrade `@headwaters/record-codec` and decode it again. */
export class UnsupportedFormatError extends RecordCodecError {
  override readonly name = 'UnsupportedFormatError';
  readonly code = 'HEADWATERS_FORMAT_UNSUPPORTED';

  constructor(feature: string) {
    super(
      `The block uses ${feature}, which this version of @headwaters/record-codec does not support. Upgrade the package.`,
    );
  }
}

/** The running Node.js does not support zstd. The Kinesis record or the object is valid: read it on a version that does. */
export class ZstdUnavailableError extends RecordCodecError {
  override readonly name = 'ZstdUnavailableError';
  readonly code = 'HEADWATERS_ZSTD_UNAVAILABLE';

  constructor() {
    super(
      `Node.js ${process.versions.node} does not support zstd. Use 22.15 or later (on 23: 23.8), or gzip instead of zstd (of blocks: compression 'gzip').`,
    );
  }
}

/**
 * An object to encode is damaged: its gzip or zstd data is corrupt, truncated, followed by other bytes or expands too much. Reject
 * the object; a retry fails the same way.
 */
export class CorruptInputError extends RecordCodecError {
  override readonly name = 'CorruptInputError';
  readonly code = 'HEADWATERS_INPUT_CORRUPT';
  /** How many bytes of the stored (compressed) object were processed before the error. */
  readonly offset: number;

  constructor(problem: string, offset: number, options?: ErrorOptions) {
    super(`${problem}, at byte ${offset} of the object.`, options);
    this.offset = offset;
  }
}

/** A value exceeds a size limit. Checked before memory is allocated for it. */
export class LimitExceededError extends RecordCodecError {
  override readonly name = 'LimitExceededError';
  readonly code = 'HEADWATERS_LIMIT_EXCEEDED';
  /** What was measured, e.g. `metadata of a block`. */
  readonly subject: string;
  /** Its size, in bytes. */
  readonly actualBytes: number;
  /** The limit, in bytes. */
  readonly limitBytes: number;

  constructor(found: { subject: string; actualBytes: number; limitBytes: number }, advice: string) {
    const { subject, actualBytes, limitBytes } = found;
    super(`The ${subject} has ${actualBytes} bytes; the limit is ${limitBytes} bytes. ${advice}`);
    this.subject = subject;
    this.actualBytes = actualBytes;
    this.limitBytes = limitBytes;
  }
}

/** An argument or option is invalid: an error in the calling program, not in the data. */
export class InvalidOptionError extends RecordCodecError {
  override readonly name = 'InvalidOptionError';
  readonly code = 'HEADWATERS_OPTION_INVALID';
}
