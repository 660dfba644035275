import { ByteReader } from '../bytes/byte-reader.js';
import { ByteWriter } from '../bytes/byte-writer.js';

/** Line terminators by their length in bytes, which is also their code: none, LF, CRLF. */
export const terminators = [Buffer.alloc(0), Buffer.from('\n'), Buffer.from('\r\n')] as const;

/**
 * Returns the length of a single record without its line terminator, in bytes. UTF-16 has two bytes per code unit; a record with an
 * odd number of bytes, the last of an object, ends within one, so it has no terminator.
 *
 * @param encoding - Undefined: a line feed is the byte 0A.
 */
export function contentLengthOf(record: Uint8Array, encoding: 'utf-16le' | 'utf-16be' | undefined): number {
  const unit = encoding === undefined ? 1 : 2;
  const low = encoding === 'utf-16be' ? 1 : 0;
  const isUnit = (end: number, code: number) =>
    end >= unit && record[end - unit + low] === code && (unit === 1 || record[end - 1 - low] === 0);
  if (record.length % unit !== 0 || !isUnit(record.length, 10)) return record.length;
  const end = record.length - unit;
  return isUnit(end, 13) ? end - unit : end;
}

/** Writes the terminators of consecutive records as runs: varints of run length * 4 + length of the terminator. */
export function writeTerminatorRuns(lengths: Iterable<number>): Buffer {
  const writer = new ByteWriter();
  let [runLength, current] = [0, -1];
  for (const length of lengths) {
    if (length !== current && runLength > 0) {
      writer.varint(runLength * 4 + current);
      runLength = 0;
    }
    current = length;
    runLength++;
  }
  if (runLength > 0) writer.varint(runLength * 4 + current);
  return writer.written();
}

/** Returns the terminator of each of `count` records; undefined if the runs are not exactly `count` records long. */
export function readTerminatorRuns(runs: Buffer, count: number): readonly Uint8Array[] | undefined {
  const reader = new ByteReader(runs);
  const result: Uint8Array[] = [];
  while (!reader.isAtEnd) {
    const run = reader.varint();
    const terminator = terminators[run % 4];
    const runLength = Math.floor(run / 4);
    if (terminator === undefined || result.length + runLength > count) return undefined;
    for (let index = 0; index < runLength; index++) result.push(terminator);
  }
  return result.length === count ? result : undefined;
}
