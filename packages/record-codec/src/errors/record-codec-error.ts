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
