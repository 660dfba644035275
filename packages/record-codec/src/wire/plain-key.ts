import type { Block } from '../block/block.js';
import type { Utf16Encoding } from '../block/text-encoding.js';

/**
 * What a reader must know of a plain record besides its bytes: which line terminator was removed, that it has none because it is
 * an entire object, or that it is UTF-16. A record without a mark has the terminator that it has in its object.
 */
export type PlainMark = 'lf' | 'crlf' | 'whole' | Utf16Encoding | `whole-${Utf16Encoding}`;

const marks: readonly string[] = [
  'lf',
  'crlf',
  'whole',
  'utf-16le',
  'utf-16be',
  'whole-utf-16le',
  'whole-utf-16be',
] satisfies PlainMark[];

/** Returns the mark of the records of a block whose terminators are kept. */
export function plainMarkOf({ layout, encoding }: Pick<Block, 'layout' | 'encoding'>): PlainMark | undefined {
  if (layout !== 'whole') return encoding;
  return encoding === undefined ? 'whole' : `whole-${encoding}`;
}

/** The position of a plain record, as its partition key states it. */
export interface PlainKey {
  /** See `sourceDigest`. */
  readonly sourceDigest: string;
  /** Offset of the record's first byte in the (unpacked) object, in bytes. */
  readonly offset: number;
  readonly mark?: PlainMark | undefined;
}

/** Returns the partition key of a plain record, e.g. `0f343b0931126a20f133d67c2b018a3b#2048+lf`: at most 64 characters. */
export function formatPlainKey({ sourceDigest, offset, mark }: PlainKey): string {
  return `${sourceDigest}#${offset}${mark === undefined ? '' : `+${mark}`}`;
}

const plainKey = /^([0-9a-f]{32})#(0|[1-9]\d{0,15})(?:\+([a-z0-9-]+))?$/;

/** Reads a partition key that {@link formatPlainKey} made. Returns undefined for any other, and for marks of a later version. */
export function parsePlainKey(partitionKey: string): PlainKey | undefined {
  const [, sourceDigest, digits, mark] = plainKey.exec(partitionKey) ?? [];
  const offset = Number(digits);
  if (sourceDigest === undefined || !Number.isSafeInteger(offset)) return undefined;
  if (mark === undefined) return { sourceDigest, offset };
  return isMark(mark) ? { sourceDigest, offset, mark } : undefined;
}

function isMark(text: string): text is PlainMark {
  return marks.includes(text);
}
