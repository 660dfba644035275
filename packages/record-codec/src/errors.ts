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

/** What went wrong, as a word that programs may rely on. */
export type RecordCodecErrorCode = (typeof codes)[number];

/** Every error that this package throws on purpose. Tell them apart by `code` or by class. */
export abstract class RecordCodecError extends Error {
  abstract readonly code: RecordCodecErrorCode;
}

/**
 * Tells whether a thrown value is an error of this package, by its code: it works across two installed copies too, where
 * `instanceof` does not.
 */
export function isRecordCodecError(thrown: unknown): thrown is RecordCodecError {
  return thrown instanceof Error && 'code' in thrown && (codes as readonly unknown[]).includes(thrown.code);
}

/** A record is ours but damaged: a checksum or a declared size differs. Quarantine it; to retry changes nothing. */
export class CorruptRecordError extends RecordCodecError {
  override readonly name = 'CorruptRecordError';
  readonly code = 'HEADWATERS_RECORD_CORRUPT';
}

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

/** A record was too large to travel and its bytes were asked for. Read its range with `resolveReference`. */
export class UnresolvedReferenceError extends RecordCodecError {
  override readonly name = 'UnresolvedReferenceError';
  readonly code = 'HEADWATERS_REFERENCE_UNRESOLVED';

  constructor(id: string) {
    super(
      `The record ${id} was too large to travel. Pass its \`reference\` to resolveReference to read it from its source.`,
    );
  }
}

/** A record is sound but newer than this package. Upgrade `@headwaters/record-codec`, then read it again. */
export class UnsupportedFormatError extends RecordCodecError {
  override readonly name = 'UnsupportedFormatError';
  readonly code = 'HEADWATERS_FORMAT_UNSUPPORTED';

  constructor(what: string) {
    super(
      `The block has ${what}, which this version of @headwaters/record-codec does not know. Upgrade the package.`,
    );
  }
}

/** The running Node has no zstd. The record is sound: read it again on a Node that has it. */
export class ZstdUnavailableError extends RecordCodecError {
  override readonly name = 'ZstdUnavailableError';
  readonly code = 'HEADWATERS_ZSTD_UNAVAILABLE';

  constructor() {
    super(
      `Node ${process.versions.node} has no zstd. Run Node >= 22.15 (on 22) or >= 23.8, or write blocks with compression 'gzip'.`,
    );
  }
}

/** The object to encode is damaged: gzip that is corrupt, cut short or swells too much. Reject the object; never retry. */
export class CorruptInputError extends RecordCodecError {
  override readonly name = 'CorruptInputError';
  readonly code = 'HEADWATERS_INPUT_CORRUPT';
  /** How far the object was read, in (compressed) bytes. */
  readonly offset: number;

  constructor(what: string, offset: number, options?: ErrorOptions) {
    super(`${what}, at byte ${offset} of the object.`, options);
    this.offset = offset;
  }
}

/** Something is larger than a limit allows. Checked before the memory for it is allocated. */
export class LimitExceededError extends RecordCodecError {
  override readonly name = 'LimitExceededError';
  readonly code = 'HEADWATERS_LIMIT_EXCEEDED';
  /** What was measured, e.g. `metadata of a block`. */
  readonly subject: string;
  /** Its size, in bytes. */
  readonly actualBytes: number;
  /** The most it may have, in bytes. */
  readonly limitBytes: number;

  constructor(found: { subject: string; actualBytes: number; limitBytes: number }, advice: string) {
    const { subject, actualBytes, limitBytes } = found;
    super(`The ${subject} has ${actualBytes} bytes; at most ${limitBytes} are allowed. ${advice}`);
    this.subject = subject;
    this.actualBytes = actualBytes;
    this.limitBytes = limitBytes;
  }
}

/** A caller passed an option that makes no sense. A mistake in the program, not in the data. */
export class InvalidOptionError extends RecordCodecError {
  override readonly name = 'InvalidOptionError';
  readonly code = 'HEADWATERS_OPTION_INVALID';
}
