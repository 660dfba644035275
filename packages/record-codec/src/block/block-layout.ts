import type { BlockLayout } from './block.js';

/*
 * gzip profile                              zstd profile
 *  0  10  1F 8B 08 04 00 00 00 00 00 FF      0      frame with content checksum
 * 10   2  XLEN = 4 + LEN                     e      57 2A 4D 18, then n + 12 (uint32)
 * 12   2  'H' 'W'                            e+8    metadata, n bytes
 * 14   2  LEN = 8 + n                        e+8+n  n (uint32)
 * 16   8  magic                              e+12+n magic, 8
 * 24   n  metadata
 * 24+n    deflate, CRC-32, ISIZE             integers are little-endian
 */

/** Marks a record as a block. Not text, and any conversion of line endings breaks it (PNG's trick). */
export const magic = Buffer.from('894857420d0a1a0a', 'hex');

/** RFC 1952: FLG is FEXTRA alone, no time, unknown system. */
export const gzipHeader = Buffer.from('1f8b08040000000000ff', 'hex');
/** XLEN, then the subfield that holds magic and metadata: its id, its length, the magic, the metadata. */
export const gzipExtraLengthOffset = 10;
export const gzipSubfieldIdOffset = 12;
export const gzipSubfieldLengthOffset = 14;
export const gzipMagicOffset = 16;
export const gzipMetadataOffset = 24;
/** 'H' 'W'. */
export const gzipSubfieldId = Buffer.from('HW', 'latin1');
/** CRC-32 and ISIZE. */
export const gzipTrailerBytes = 8;

/** RFC 8878: a frame's first bytes. */
export const zstdFrameMagic = Buffer.from('28b52ffd', 'hex');
/** RFC 8878: a skippable frame's first bytes, in the one of sixteen kinds that no known tool writes. */
export const skippableMagic = Buffer.from('572a4d18', 'hex');
export const skippableHeaderBytes = 8;
/** Metadata length and magic, at the very end. */
export const zstdTrailerBytes = 12;

export const formatVersion = 1;
export const flagLast = 1;
export const flagReference = 2;

/** A layout's number on the wire is its place in this list. */
export const layouts: readonly BlockLayout[] = ['lines', 'whole', 'csv', 'framed'];

/** Tags of optional fields. A reader skips those it does not know, save from {@link firstCriticalTag} on. */
export const fieldTags = {
  versionId: 1,
  contentType: 2,
  schemaId: 3,
  traceContext: 4,
  header: 5,
  part: 128,
} as const;

/** The fields that are text. */
export const textFields = ['versionId', 'contentType', 'schemaId', 'traceContext'] as const;

/** A field with this tag or above changes the meaning of the block: who does not know it must not read on. */
export const firstCriticalTag = 128;
