import { csvDelimiters, csvState, nextCsvState, type CsvDelimiter, type CsvState } from '../block/csv-row.js';
import { decodeText, type TextEncoding } from '../block/text-encoding.js';
import { asBuffer } from '../bytes/byte-views.js';

const tab = 9;
const lineFeed = 10;
const carriageReturn = 13;
const space = 32;

/** Zeros by which UTF-16 is recognized, as a share of the code units. */
const minZeroShare = 0.01;

/** The same in short texts, as a number. A shorter text needs a byte order mark. */
const minZeros = 8;

/** The share of the code units if the bytes could as well be UTF-8 in which zeros are separators. */
const minZeroShareOfUtf8 = 0.9;

/**
 * Returns how the head of an object is encoded: UTF-16 if it starts with the byte order mark `FF FE` or `FE FF`, or if it has zeros where the
 * ASCII characters of UTF-16 have them, beside bytes that are ASCII characters; else UTF-8, also for bytes that are not text.
 *
 * Without a byte order mark, UTF-16 needs at least 8 characters. UTF-8 may have zeros, too, e.g. between records. So if the bytes
 * are also valid UTF-8 without other control characters, nine in ten code units must have a zero.
 *
 * @param head - The start of the object, unpacked, e.g. its first cell.
 */
export function detectEncoding(head: Uint8Array): TextEncoding {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  const units = Math.floor(head.length / 2);
  const [little, big] = [countZeros(head, 1), countZeros(head, 0)];
  const most = Math.max(little.zeros, big.zeros);
  if (most < Math.max(units * minZeroShare, minZeros)) return 'utf-8';
  if (most < units * minZeroShareOfUtf8 && isUtf8WithZeros(head)) return 'utf-8';
  if (outweighs(little, big)) return 'utf-16le';
  return outweighs(big, little) ? 'utf-16be' : 'utf-8';
}

/** Returns whether the bytes are valid UTF-8 without control characters other than zeros. The last character may be cut. */
function isUtf8WithZeros(head: Uint8Array): boolean {
  if (head.some((byte) => byte !== 0 && isControl(byte))) return false;
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true });
    return true;
  } catch {
    return false;
  }
}

/** Code units of which one byte is zero. */
interface ZeroCount {
  readonly zeros: number;
  /** Of these, line feeds. In the other byte order that is U+0A00, which is no character. */
  readonly lineFeeds: number;
}

/** Characters such as U+4E00, frequent in Chinese, have a zero where those of ASCII have it in the other byte order. */
function outweighs(found: ZeroCount, other: ZeroCount): boolean {
  if (other.lineFeeds > 0) return false;
  return found.lineFeeds > 0 || found.zeros > 2 * other.zeros;
}

/** Counts the code units whose first (0) or second (1) byte is zero. None if the other byte of one is not text. */
function countZeros(head: Uint8Array, index: 0 | 1): ZeroCount {
  let [zeros, lineFeeds] = [0, 0];
  for (let at = 0; at + 1 < head.length; at += 2) {
    if (head[at + index] !== 0) continue;
    const other = head[at + 1 - index] ?? 0;
    if (isControl(other)) return { zeros: 0, lineFeeds: 0 };
    zeros++;
    if (other === lineFeed) lineFeeds++;
  }
  return { zeros, lineFeeds };
}

function isControl(byte: number): boolean {
  return byte < space && byte !== tab && byte !== lineFeed && byte !== carriageReturn;
}

/** How the lines of an object end. `none`: it has one line. */
export type LineEnds = 'lf' | 'crlf' | 'cr' | 'none';

/**
 * Returns how the lines of an object end. `cr`: with a carriage return alone, as on old Macintosh computers; such an object has no line
 * feed, so it is one record. `crlf`: all with both. `lf`: any other text with line feeds.
 *
 * @param head - The start of the object, unpacked, e.g. its first cell.
 */
export function detectLineEnds(head: Uint8Array, options: { encoding?: TextEncoding } = {}): LineEnds {
  const { encoding = 'utf-8' } = options;
  const text = encoding === 'utf-8' ? asBuffer(head).toString('latin1') : decodeText(head, { encoding });
  if (text.includes('\n')) return /(?<!\r)\n/.test(text) ? 'lf' : 'crlf';
  // A carriage return at the end of the head may have a line feed after it.
  return /\r[^]/.test(text) ? 'cr' : 'none';
}

/**
 * Returns the delimiter that divides the first row of a CSV object into most fields: a comma, semicolon, tab or vertical bar. A
 * delimiter that puts text after a closing quote comes last. A comma if there is none.
 *
 * @param head - The start of the object, unpacked, with the first row.
 */
export function detectDelimiter(head: Uint8Array, options: { encoding?: TextEncoding } = {}): CsvDelimiter {
  const text = decodeText(head, { encoding: options.encoding ?? 'utf-8', offset: 0 });
  let best: RowShape & { delimiter: CsvDelimiter } = { delimiter: ',', fieldCount: 0, isMalformed: true };
  for (const delimiter of csvDelimiters) {
    const shape = rowShape(text, delimiter);
    if (isBetter(shape, best)) best = { ...shape, delimiter };
  }
  return best.delimiter;
}

/** A first row, as one delimiter divides it. */
interface RowShape {
  readonly fieldCount: number;
  /** Whether a closing quote is followed by something other than a delimiter or a line end. */
  readonly isMalformed: boolean;
}

function isBetter(shape: RowShape, best: RowShape): boolean {
  if (shape.isMalformed !== best.isMalformed) return best.isMalformed;
  return shape.fieldCount > best.fieldCount;
}

function rowShape(text: string, delimiter: CsvDelimiter): RowShape {
  const delimiterUnit = delimiter.charCodeAt(0);
  let state: CsvState = csvState.fieldStart;
  let [fieldCount, isMalformed] = [1, false];
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === lineFeed && state !== csvState.quoted) break;
    const next = nextCsvState(state, unit, delimiterUnit);
    if (unit === delimiterUnit && next === csvState.fieldStart) fieldCount++;
    if (state === csvState.quoteInQuoted && next === csvState.unquoted && unit !== carriageReturn)
      isMalformed = true;
    state = next;
  }
  return { fieldCount, isMalformed };
}
