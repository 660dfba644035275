import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { archiveKey } from '@headwaters/pipeline-contract';
import { BlockSplitter, encodeBlock, regroupBlock, type Block } from '@headwaters/record-codec';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readArchiveLines, type ArchivedLine } from '../../src/query/archive-lines.js';
import type { StoredFile } from '../../src/query/stored-files.js';

const source = { bucket: 'uploads', key: 'a/notes.txt', versionId: 'v1' };
const content = Array.from({ length: 50 }, (_, n) => `${n % 3} line ${n}\n`).join('');
const gzip = { compression: 'gzip' } as const;

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'headwaters-archive-lines-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function blocksOf(text: string, cellBytes = 1_024): Block[] {
  const splitter = new BlockSplitter({ source, cellBytes });
  return [...splitter.push(Buffer.from(text)), ...splitter.end()];
}

/** Stores the objects of an archive, and returns the files in the order of their keys. */
function store(objects: Readonly<Record<string, Uint8Array>>): StoredFile[] {
  return Object.entries(objects)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, data], index) => {
      const path = join(folder, String(index));
      writeFileSync(path, data);
      return { key, path };
    });
}

async function linesOf(files: readonly StoredFile[]): Promise<ArchivedLine[]> {
  const lines: ArchivedLine[] = [];
  for await (const line of readArchiveLines(files)) lines.push(line);
  return lines.sort((a, b) => a.offset - b.offset);
}

const textOf = (lines: readonly ArchivedLine[]) => lines.map(({ line }) => `${line}\n`).join('');

describe('readArchiveLines', () => {
  it('reads blocks: each line with the path and the version of its object, and its offset', async () => {
    const blocks = blocksOf(content, 100);
    const lines = await linesOf(
      store(Object.fromEntries(blocks.map((block) => [archiveKey(block, 'gz'), encodeBlock(block, gzip)]))),
    );
    expect(textOf(lines)).toBe(content);
    expect(lines[1]).toEqual({ source: 'uploads/a/notes.txt/v1', offset: 9, line: '1 line 1' });
  });

  it('reads the parts of a range that was divided by a field', async () => {
    const parts = blocksOf(content, 200).flatMap((block) =>
      regroupBlock(block, { keyOf: (record) => String(record[0]), slotCount: 100 }),
    );
    expect(parts.length).toBeGreaterThan(3);
    const files = store(
      Object.fromEntries(parts.map((part) => [archiveKey(part, 'gz'), encodeBlock(part, gzip)])),
    );
    expect(textOf(await linesOf(files))).toBe(content);
  });

  it('reads each line of overlapping runs of plain records once', async () => {
    const run = (offset: number, endOffset: number) => [
      archiveKey({ source, offset, endOffset }, 'gz'),
      gzipSync(Buffer.from(content).subarray(offset, endOffset)),
    ];
    const starts = [...content.matchAll(/^/gm)].map(({ index }) => index).filter((at) => at < content.length);
    const [, , , third = 0, , fifth = 0] = starts;
    const files = store(
      Object.fromEntries([
        run(0, third),
        run(0, fifth),
        run(third, content.length),
        run(fifth, content.length),
      ]) as Record<string, Buffer>,
    );
    const lines = await linesOf(files);
    expect({ count: lines.length, text: textOf(lines) }).toEqual({ count: 50, text: content });
  });

  it('reads the record of a reference, and ignores what is no archived range', async () => {
    const long = `${'x'.repeat(1_200_000)}\n`;
    const blocks = blocksOf(`first\r\n${long}last`);
    const objects = blocks.map((block) => [archiveKey(block, 'gz'), encodeBlock(block, gzip)] as const);
    const record = [archiveKey({ source, offset: 7 }, 'record.gz'), gzipSync(long)] as const;
    const foreign = ['+records/stream/shard/1-abc', Buffer.from('foreign')] as const;
    const lines = await linesOf(store(Object.fromEntries([...objects, record, foreign])));
    expect(lines.map(({ offset, line }) => [offset, line.length])).toEqual([
      [0, 5],
      [7, 1_200_000],
      [1_200_008, 4],
    ]);
  });

  it('shows bytes that are not text as U+FFFD', async () => {
    const [block] = blocksOf('x').map((each) => ({ ...each, bytes: Buffer.from([0xff]) }));
    const files = block === undefined ? [] : store({ [archiveKey(block, 'gz')]: encodeBlock(block, gzip) });
    expect(await linesOf(files)).toMatchObject([{ line: '\ufffd' }]);
  });
});
