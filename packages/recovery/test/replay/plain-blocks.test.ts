import { type Block, blockRange, carriedBlock } from '@headwaters/record-codec';
import { replay } from '@headwaters/recovery';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ArchivePipeline, sourceOf, split } from '../support/archive-pipeline.js';

let pipeline: ArchivePipeline;
beforeEach(async () => {
  pipeline = await ArchivePipeline.start();
});
afterEach(() => pipeline.stop());

/** The records of a file: each has its line terminator. */
type PlainFile = readonly (string | Buffer)[];

const bytesOf = (records: PlainFile) => Buffer.concat(records.map((record) => Buffer.from(record)));

/**
 * Archives a file of plain records: in runs of some records, of which each repeats the last record of the one before, if `overlap` is
 * set. The producer writes a receipt for each run.
 */
async function publishPlain(key: string, records: PlainFile, { run = 3, overlap = 0 } = {}) {
  const source = sourceOf(key);
  for (let first = 0; first < records.length; first += run) {
    const start = Math.max(0, first - overlap);
    const count = Math.min(run, records.length - first);
    await pipeline.archiveRun(
      source,
      bytesOf(records.slice(0, start)).length,
      bytesOf(records.slice(start, first + count)),
    );
    await pipeline.receipt('producer', {
      source,
      offset: bytesOf(records.slice(0, first)).length,
      endOffset: bytesOf(records.slice(0, first + count)).length,
      lineNumber: first + 1,
      recordCount: count,
      isLast: first + count >= records.length,
      wire: { profile: 'plain', hasOffsets: true },
    });
  }
  pipeline.clock.nowMillis += 60_000;
  return source;
}

const run = (key: string) =>
  replay(pipeline.context, { consumer: 'first', source: sourceOf(key) }, pipeline.options());

/** The records that the consumer gets: number, offset and content without terminator. */
const deliveredRecords = () =>
  pipeline.delivered.flatMap(({ record: { block } }) =>
    recordsOf(block).map(({ lineNumber, offset, bytes }) => [
      lineNumber,
      offset,
      Buffer.from(bytes).toString(),
    ]),
  );

function recordsOf(block: Block) {
  const decoded = { profile: 'block', block, compression: 'none', records: () => [] } as const;
  return [...(carriedBlock(decoded, '')?.records() ?? [])];
}

describe('replay of archived plain records', () => {
  it.each([
    ['adjacent runs', {}],
    ['overlapping runs', { overlap: 1 }],
    ['a run per record', { run: 1 }],
  ])('makes blocks of %s, with the numbers of the records and the end of the file', async (_, options) => {
    const records = ['a\n', 'bb\r\n', '\n', 'dddd\n', 'the end'];
    await publishPlain('lines.txt', records, options);
    expect(await run('lines.txt')).toMatchObject({ complete: true, counts: { records: 5 } });
    expect(deliveredRecords()).toEqual([
      [1, 0, 'a'],
      [2, 2, 'bb'],
      [3, 6, ''],
      [4, 7, 'dddd'],
      [5, 12, 'the end'],
    ]);
    expect(pipeline.delivered.map(({ record }) => record.block.isLast)).toEqual([true]);
    expect(pipeline.delivered.map(({ record }) => blockRange(record.block))).toEqual([{ start: 0, end: 19 }]);
  });

  it('makes several blocks of a large file, so that the receipts of the consumer cover it', async () => {
    const records = Array.from({ length: 9 }, (_, index) => `${index}`.repeat(200_000) + '\n');
    await publishPlain('large.txt', records);
    expect(await run('large.txt')).toMatchObject({ complete: true, counts: { records: 9 } });
    const blocks = pipeline.delivered.map(({ record }) => record.block);
    expect(blocks.map(({ isLast }) => isLast)).toEqual([false, false, true]);
    expect(Buffer.concat(blocks.map(({ bytes }) => bytes)).equals(bytesOf(records))).toBe(true);
  });

  it('keeps a CSV row with a line break in quotes together', async () => {
    await publishPlain('rows.csv', ['id;text\n', '1;"two\nlines"\n', '2;x\n', '3;"a\n\nb"\n']);
    await run('rows.csv');
    expect(deliveredRecords().map(([, , text]) => text)).toEqual([
      'id;text',
      '1;"two\nlines"',
      '2;x',
      '3;"a\n\nb"',
    ]);
  });

  it('keeps a file that was one record together', async () => {
    await publishPlain('document.json', ['{\n  "a": 1\n}\n']);
    await run('document.json');
    expect(deliveredRecords()).toEqual([[1, 0, '{\n  "a": 1\n}\n']]);
  });

  it.each(['utf-16le', 'utf-16be'] as const)('divides lines of %s', async (encoding) => {
    const encode = (text: string) => {
      const bytes = Buffer.from(text, 'utf16le');
      return encoding === 'utf-16le' ? bytes : bytes.swap16();
    };
    await publishPlain('utf16.txt', [encode('\uFEFFfirst\n'), encode('second\r\n'), encode('third')]);
    await run('utf16.txt');
    expect(pipeline.delivered.map(({ record: { block } }) => [block.encoding, block.recordCount])).toEqual([
      [encoding, 3],
    ]);
  });

  it('delivers a block between runs, with the numbers of the records after it', async () => {
    const source = sourceOf('mixed.txt');
    const text = 'a\nb\nlooks encoded\nd\ne\n';
    const [whole] = split(source, text);
    if (whole === undefined) throw new Error('no block');
    await pipeline.archiveRun(source, 0, Buffer.from('a\nb\n'));
    const bytes = Buffer.from('looks encoded\n');
    await pipeline.archive({
      ...{ ...whole, offset: 4, lineNumber: 3, recordCount: 1, isLast: false },
      ...{ rawLength: bytes.length, bytes },
    });
    pipeline.clock.nowMillis += 60_000;
    const since = new Date(pipeline.clock.nowMillis);
    await pipeline.archiveRun(source, 18, Buffer.from('d\ne\n'));
    await pipeline.receipt('producer', whole);
    await pipeline.receipt('producer', {
      ...whole,
      endOffset: 4,
      rawLength: 4,
      recordCount: 2,
      isLast: false,
    });
    pipeline.clock.nowMillis += 60_000;
    expect(await run('mixed.txt')).toMatchObject({ complete: true });
    expect(deliveredRecords().map(([lineNumber, , content]) => [lineNumber, content])).toEqual([
      [1, 'a'],
      [2, 'b'],
      [3, 'looks encoded'],
      [4, 'd'],
      [5, 'e'],
    ]);

    // The block is not delivered again, but read: no receipt says the number of the record after it.
    pipeline.delivered.length = 0;
    const scope = { consumer: 'first', source, since };
    expect(await replay(pipeline.context, scope, pipeline.options())).toMatchObject({ complete: true });
    expect(deliveredRecords()).toEqual([
      [4, 18, 'd'],
      [5, 20, 'e'],
    ]);
  });

  it('does not guess: without receipts, or if no division agrees with them, it reports the file', async () => {
    await pipeline.archiveRun(sourceOf('no-receipts.txt'), 0, Buffer.from('a\nb\n'));
    const source = sourceOf('other-count.txt');
    await pipeline.archiveRun(source, 0, Buffer.from('a\nb\nc\n'));
    await pipeline.receipt('producer', {
      source,
      offset: 0,
      endOffset: 6,
      lineNumber: 1,
      recordCount: 2,
      isLast: true,
    });
    const result = await replay(pipeline.context, { consumer: 'first' }, pipeline.options());
    expect(result).toMatchObject({ complete: false, counts: { blocks: 0, failedFiles: 2 } });
    const unknown = { code: 'HEADWATERS_ARCHIVED_RECORDS_UNKNOWN' };
    expect(pipeline.findings).toMatchObject([unknown, unknown]);
  });
});
