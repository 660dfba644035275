import { readFile } from 'node:fs/promises';
// The default import: Node.js 20 has no zstd, and importing a missing name is an error.
import zlib from 'node:zlib';
import { parseArchiveKey, type ArchiveName } from '@headwaters/pipeline-contract';
import { ZstdUnavailableError, carriedBlock, decodeRecord, zstdIsAvailable } from '@headwaters/record-codec';
import type { StoredFile } from './stored-files.js';

/** A record of the archive. */
export interface ArchivedLine {
  /** `bucket/key/version` of the object. */
  readonly source: string;
  readonly offset: number;
  /** Without its terminator. Bytes that are not text are U+FFFD. */
  readonly line: string;
}

/**
 * Reads the records of an archive, each once: runs of plain records that were delivered again may overlap. Files with other names, such
 * as foreign records, are ignored.
 *
 * Memory: one file.
 */
export async function* readArchiveLines(files: readonly StoredFile[]): AsyncGenerator<ArchivedLine, void> {
  /** Where the runs read so far end, by source. */
  const ends = new Map<string, number>();
  for (const { key, path } of files) {
    const name = parseArchiveKey(key);
    if (name === undefined) continue;
    const source = key.slice(0, key.lastIndexOf('/'));
    const end = name.endOffset === undefined ? 0 : (ends.get(source) ?? 0);
    for (const record of recordsOf(await readFile(path), name)) {
      if (record.offset >= end) yield { source, ...record };
    }
    if (name.endOffset !== undefined) ends.set(source, Math.max(end, name.endOffset));
  }
}

type LineOfFile = Omit<ArchivedLine, 'source'>;

function* recordsOf(data: Buffer, name: ArchiveName): Iterable<LineOfFile> {
  if (name.isReferencedRecord) {
    yield { offset: name.offset, line: text(decompress(data, name)).replace(/\r?\n$/, '') };
    return;
  }
  const carried = carriedBlock(decodeRecord(data), '');
  if (carried === undefined) {
    yield* linesOf(decompress(data, name), name.offset);
    return;
  }
  for (const { offset, bytes } of carried.records()) yield { offset, line: text(bytes, carried.encoding) };
}

/** Of a run of plain records, only the bytes are archived. */
function* linesOf(bytes: Buffer, start: number): Iterable<LineOfFile> {
  for (let at = 0; at < bytes.length;) {
    const newline = bytes.indexOf(10, at);
    const end = newline === -1 ? bytes.length : newline;
    yield { offset: start + at, line: text(bytes.subarray(at, end)).replace(/\r$/, '') };
    at = end + 1;
  }
}

function decompress(data: Buffer, { compression }: ArchiveName): Buffer {
  if (compression === 'gzip') return zlib.gunzipSync(data);
  if (!zstdIsAvailable()) throw new ZstdUnavailableError();
  return zlib.zstdDecompressSync(data);
}

function text(bytes: Uint8Array, encoding = 'utf-8'): string {
  return new TextDecoder(encoding).decode(bytes);
}
