import {
  detectDelimiter,
  detectEncoding,
  detectLineEnds,
  type CsvDelimiter,
  type LineEnds,
  type TextEncoding,
} from '@headwaters/record-codec';
import { RefusedObjectError } from '../errors.js';
import type { ContentSettings } from './content-settings.js';

/** Most bytes at the start of the content that show what kind of text it is. */
const maxHeadBytes = 65_536;

/** Returns how many bytes at the start of the content show what kind of text it is: all of them are in the first cell. */
export function textHeadBytes({
  cellBytes,
  isBinary,
}: Pick<ContentSettings, 'cellBytes' | 'isBinary'>): number {
  return isBinary ? 0 : Math.min(maxHeadBytes, cellBytes);
}

/** How the text of an object is to be read. */
export interface TextProfile {
  readonly encoding: TextEncoding;
  /** Of CSV. */
  readonly delimiter: CsvDelimiter;
  readonly lineEnds: LineEnds;
}

/** The settings that decide how the text of an object is read. */
export type TextSettings = Pick<ContentSettings, 'layout' | 'csvDelimiter' | 'encoding' | 'isBinary'>;

/** The profile of content that is not read as text. */
export const binaryProfile: TextProfile = { encoding: 'utf-8', delimiter: ',', lineEnds: 'none' };

/** Whether the start of an object is needed to read its text. If not, a continuation need not read it again. */
export function needsHead({ csvDelimiter, encoding, isBinary }: TextSettings): boolean {
  return !isBinary && (csvDelimiter === 'auto' || encoding !== 'utf-8');
}

/**
 * Returns how to read the text of an object, by its start and the settings alone, so that every invocation gets the same.
 *
 * @param head - The first {@link textHeadBytes} of the content, or all if it has fewer.
 * @throws {@link RefusedObjectError} if the text has another encoding than the settings say: it would be cut inside characters.
 */
export function profileText(head: Uint8Array, settings: TextSettings): TextProfile {
  const { layout, csvDelimiter, encoding: setting, isBinary } = settings;
  // A whole file is not cut, so its encoding does not matter.
  if (isBinary || (layout === 'whole' && setting === 'utf-8')) return binaryProfile;
  const encoding = encodingOf(head, setting);
  return {
    encoding,
    delimiter: csvDelimiter === 'auto' ? detectDelimiter(head, { encoding }) : delimiters[csvDelimiter],
    lineEnds: layout === 'whole' ? 'none' : detectLineEnds(head, { encoding }),
  };
}

/** Returns the delimiter that a setting names. */
const delimiters = { ',': ',', ';': ';', tab: '\t', '|': '|' } as const;

function encodingOf(head: Uint8Array, setting: ContentSettings['encoding']): TextEncoding {
  const detected = detectEncoding(head);
  if (setting === 'auto') return detected;
  if (setting === 'utf-8') {
    if (detected === 'utf-8') return detected;
    throw mismatch(`looks like UTF-16 (${detected}); set encoding to utf-16 or auto`);
  }
  if (detected !== 'utf-8') return detected;
  if (head.length > 0 && !head.includes(0) && isUtf8(head))
    throw mismatch('looks like UTF-8; set encoding to utf-8 or auto');
  // Text without a byte order mark, and too short to be detected or almost without ASCII characters.
  return byteOrderOf(head);
}

/** Returns the byte order by the zeros, if half of the characters have one. Else little endian, as Windows writes. */
function byteOrderOf(head: Uint8Array): 'utf-16le' | 'utf-16be' {
  const zeros = [0, 0] as [first: number, second: number];
  for (const [at, byte] of head.entries()) if (byte === 0) zeros[at % 2 === 0 ? 0 : 1]++;
  return zeros[0] >= head.length / 4 && zeros[0] > zeros[1] ? 'utf-16be' : 'utf-16le';
}

function mismatch(finding: string): RefusedObjectError {
  return new RefusedObjectError(
    'HEADWATERS_ENCODING_MISMATCH',
    `The text ${finding}, or binary if it is not text`,
  );
}

function isUtf8(head: Uint8Array): boolean {
  try {
    // With `stream`, a character that the end of the head cuts is no error.
    new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true });
    return true;
  } catch {
    return false;
  }
}
