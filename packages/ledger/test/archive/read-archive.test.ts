import { gzipSync } from 'node:zlib';
import { type ArchivedObject, listArchive, readArchive } from '@headwaters/ledger';
import { archiveKey } from '@headwaters/pipeline-contract';
import { carriedBlock, decodeRecord, encodeBlock } from '@headwaters/record-codec';
import { FakeS3 } from '@headwaters/test-kit/fake-s3';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { wires } from '../support/wire-records.js';
import { type WireOptions, wireRecords } from '../support/wire-records.js';

const source = { bucket: 'uploads', key: 'notes.txt', versionId: 'v1' };
const text = 'one\r\ntwo\n\nthree\nfour\n\n\r\nlast';

/** Archived objects by key, in listing order. */
type Archive = ReadonlyMap<string, Uint8Array>;

const sorted = (objects: Iterable<readonly [string, Uint8Array]>): Archive =>
  new Map([...objects].sort(([a], [b]) => (a < b ? -1 : 1)));

/** What the archive sink stores of each Kinesis record; of plain ones, one object each. */
function archived(wire: (typeof wires)[number], options: WireOptions): Archive {
  const records = wireRecords(wire, source, text, { cellBytes: 8, ...options });
  return sorted(
    records.map(({ data, partitionKey }) => {
      const carried = carriedBlock(decodeRecord(data), partitionKey);
      if (carried === undefined) throw new Error('foreign');
      const { offset, rawLength, part, block } = carried;
      if (block !== undefined) return [archiveKey({ source, offset, part }, 'gz'), encodeBlock(block)];
      return archivedRun(offset, offset + rawLength);
    }),
  );
}

function archivedRun(offset: number, endOffset: number): readonly [string, Uint8Array] {
  return [
    archiveKey({ source, offset, endOffset }, 'gz'),
    gzipSync(Buffer.from(text).subarray(offset, endOffset)),
  ];
}

/** @param chunkBytes - Size of the chunks in which a stored object arrives. */
async function read(archive: Archive, chunkBytes = 1) {
  const opened: string[] = [];
  const objects = Array.from(archive, ([key, body]): ArchivedObject => {
    const open = () => {
      opened.push(key);
      return (async function* () {
        for (let start = 0; start < body.length; start += chunkBytes)
          yield await Promise.resolve(body.subarray(start, start + chunkBytes));
      })();
    };
    return { key, open };
  });
  const chunks: Uint8Array[] = [];
  for await (const chunk of readArchive(objects)) chunks.push(chunk);
  return { content: Buffer.concat(chunks).toString(), opened };
}

describe('readArchive', () => {
  it.each([
    ['block', {}],
    ['block', { divided: true }],
    ['kpl', {}],
    ['kpl', { divided: true }],
    ['kpl', { divided: true, terminator: 'remove' }],
    ['plain', {}],
    ['plain', { terminator: 'remove' }],
  ] as const)('reads the upload of wire %s, %j', async (wire, options) => {
    expect((await read(archived(wire, options))).content).toBe(text);
  });

  it('skips overlaps of runs that were cut differently, and does not open what adds nothing', async () => {
    const offsets = [0, 5, 9, 10, 16, 21, 22, 24, 28];
    const cut = fc.tuple(fc.nat(7), fc.integer({ min: 1, max: 8 }));
    const chunkSizes = fc.constantFrom(1, 3, 1_000);
    const property = fc.asyncProperty(
      fc.array(cut, { maxLength: 8 }),
      chunkSizes,
      async (cuts, chunkBytes) => {
        const runs = cuts.map(([first, length]) =>
          archivedRun(offsets[first] ?? 0, offsets[first + length] ?? 28),
        );
        const all = offsets
          .slice(0, -1)
          .map((offset, index) => archivedRun(offset, offsets[index + 1] ?? 28));
        expect((await read(sorted([...runs, ...all]), chunkBytes)).content).toBe(text);
      },
    );
    await fc.assert(property, { numRuns: 100 });
    const archive = sorted([archivedRun(0, 10), archivedRun(0, 16), archivedRun(5, 16), archivedRun(10, 28)]);
    const { content, opened } = await read(archive);
    expect(content).toBe(text);
    expect(opened.map((key) => key.slice(-13, -3))).toEqual(['0000000010', '0000000016', '0000000028']);
  });

  it('reads what was archived by two wires, such as after a change of the setting', async () => {
    const both = sorted([...archived('plain', {}), ...archived('block', {}), ...archived('kpl', {})]);
    expect((await read(both)).content).toBe(text);
  });

  it('reads the record that a reference stands for', async () => {
    const reference = sorted([
      archivedRun(0, 10),
      [archiveKey({ source, offset: 10 }, 'gz'), gzipSync('')],
      [archiveKey({ source, offset: 10 }, 'record.gz'), gzipSync(text.slice(10, 20))],
      archivedRun(20, 28),
    ]);
    expect((await read(reference)).content).toBe(text);
  });

  it.each([
    ['run', 'plain', {}],
    ['block', 'block', {}],
    ['part', 'kpl', { divided: true }],
  ] as const)(
    'throws HEADWATERS_ARCHIVE_GAP with the missing range if a %s is missing',
    async (_, wire, options) => {
      const archive = archived(wire, options);
      const [first] = archive.keys();
      await expect(read(sorted([...archive].filter(([key]) => key !== first)))).rejects.toMatchObject({
        code: 'HEADWATERS_ARCHIVE_GAP',
        message: expect.stringMatching(/lacks bytes 0 to \d+,/) as unknown,
      });
    },
  );

  it('throws for an object that is cut off', async () => {
    const [key, body] = archivedRun(0, 28);
    await expect(read(new Map([[key, body.subarray(0, -9)]]))).rejects.toThrow(/unexpected end of file/);
  });

  it('ignores other objects', async () => {
    const foreign = ['+records/s/shardId-0/1-0123456789abcdef', gzipSync('foreign')] as const;
    expect((await read(sorted([foreign, ...archived('plain', {})]))).content).toBe(text);
  });
});

describe('listArchive', () => {
  it('lists what a bucket has of one object version', async () => {
    const objects = Object.fromEntries(
      Array.from(archived('plain', {}), ([key, body]) => [`archive/${key}`, body]),
    );
    const other = archiveKey({ source: { ...source, versionId: 'v2' }, offset: 0, endOffset: 5 }, 'gz');
    const s3 = new FakeS3({ objects: { ...objects, [`archive/${other}`]: gzipSync('other') } });
    const chunks: Uint8Array[] = [];
    for await (const chunk of readArchive(listArchive(s3.client, 'archive', source))) chunks.push(chunk);
    expect(Buffer.concat(chunks).toString()).toBe(text);
  });
});
