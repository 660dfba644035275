import { Readable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { encodeBlock, maxBlockRawBytes, type Block } from '@headwaters/record-codec';
import { startOfObject, type Position } from '../../src/event/task.js';
import { openContent } from '../../src/object/open-content.js';
import type { Settings } from '../../src/publication/invocation.js';
import { Deadline } from '../../src/time.js';
import { FakeClock } from '../fakes/fake-clock.js';
import { bodyResponse } from '@headwaters/test-kit/fake-s3';
import { fakeInvocation } from '../fakes/fake-invocation.js';
import { s3Responding, s3With } from '../fakes/fake-s3.js';

const upload = { source: { bucket: 'uploads', key: 'notes.txt', versionId: 'v1' } };
const rows = `\ufeffpump;town\r\n${'7;"Malé\r\nSvatoňovice"\r\n8;Čapek\r\n'.repeat(60)}`;
const cellBytes = 1_024;

/** An object, its settings, and a part of the first block. */
interface Case {
  readonly stored: Buffer;
  readonly settings: Partial<Settings>;
  readonly first: object;
}

const utf16: Case = {
  stored: Buffer.from(rows, 'utf16le'),
  settings: { layout: 'csv', csvHeader: 'first-row', csvDelimiter: 'auto', encoding: 'auto' },
  first: { encoding: 'utf-16le', delimiter: ';', header: Buffer.from('\ufeffpump;town\r\n', 'utf16le') },
};

const cases: readonly [name: string, example: Case][] = [
  ['UTF-16LE, found out', utf16],
  [
    'UTF-16BE by the setting',
    {
      stored: Buffer.from(rows, 'utf16le').swap16(),
      settings: { ...utf16.settings, csvDelimiter: ';', encoding: 'utf-16' },
      first: { encoding: 'utf-16be', delimiter: ';' },
    },
  ],
  [
    'UTF-8 with semicolons',
    {
      stored: Buffer.from(rows),
      settings: { ...utf16.settings, encoding: 'utf-8' },
      first: { delimiter: ';' },
    },
  ],
  [
    'a first row of 14,000 bytes',
    {
      stored: Buffer.from(`${'x'.repeat(13_999)}\n${'a,b\n'.repeat(1_000)}`),
      settings: { layout: 'csv', csvHeader: 'first-row' },
      first: { header: Buffer.from(`${'x'.repeat(13_999)}\n`) },
    },
  ],
  [
    'a first row above the block limit',
    {
      stored: Buffer.from(`${'x'.repeat(maxBlockRawBytes)}\n${'a,b\n'.repeat(1_000)}`),
      settings: { layout: 'csv', csvHeader: 'first-row' },
      first: {
        isReference: true,
        headerReference: expect.objectContaining({ length: maxBlockRawBytes + 1 }),
      },
    },
  ],
  [
    'binary lines',
    {
      stored: Buffer.from(`PK\x03\x04${'binary\n'.repeat(500)}`),
      settings: { isBinary: true },
      first: { contentType: 'application/octet-stream' },
    },
  ],
];

async function blocksFrom(start: Position, { stored, settings }: Case): Promise<Block[]> {
  const s3 = s3With({ 'uploads/notes.txt': stored }, { chunkBytes: 700 });
  const clock = new FakeClock();
  const ports = {
    s3: s3.client,
    clock,
    random: () => 0.5,
    deadline: new Deadline(clock, 60_000),
    onBytesRead: () => undefined,
  };
  const all = { ...fakeInvocation(s3.client).settings, cellBytes, ...settings };
  const { chunks, splitter } = await openContent({ upload, start }, all, ports);
  const blocks: Block[] = [];
  for await (const chunk of chunks) blocks.push(...splitter.push(chunk));
  return [...blocks, ...splitter.end()];
}

/** The position of a block. A cell can have two blocks; publishing starts at the first of them. */
function positionOf({ offset, lineNumber }: Block): Position {
  return { cell: Math.floor(offset / cellBytes), offset, lineNumber };
}

describe.each(cases)('openContent, of %s', (_, example) => {
  it('makes the same blocks from every cell on as from the start', async () => {
    const blocks = await blocksFrom(startOfObject, example);
    expect(blocks.length).toBeGreaterThan(2);
    expect(blocks[0]).toMatchObject(example.first);
    const positions = blocks.map(positionOf);
    const starts = positions.filter(({ cell }, index) => cell !== positions[index - 1]?.cell);
    const encode = (block: Block) => Buffer.from(encodeBlock(block, { compression: 'none' })).toString('hex');
    const different: number[] = [];
    for (const start of starts) {
      const resumed = await blocksFrom(start, example);
      const rest = blocks.filter(({ offset }) => offset >= start.offset);
      if (resumed.map(encode).join() !== rest.map(encode).join()) different.push(start.offset);
    }
    expect(different).toEqual([]);
  });
});

describe('openContent', () => {
  it('refuses UTF-16 without the setting, and reads no further than its start', async () => {
    const { stored } = utf16;
    const s3 = s3With({ 'uploads/notes.txt': stored }, { chunkBytes: 100 });
    const { ports, settings, run } = fakeInvocation(s3.client);
    let bytesRead = 0;
    const onBytesRead = (count: number) => (bytesRead += count);
    await expect(
      openContent({ upload, start: startOfObject }, settings, {
        ...ports,
        deadline: run.deadline,
        onBytesRead,
      }),
    ).rejects.toMatchObject({ code: 'HEADWATERS_ENCODING_MISMATCH' });
    expect(bytesRead).toBe(1_100);
  });

  it.each([
    ['is refused', startOfObject, {}],
    ['is continued', { cell: 1, offset: cellBytes, lineNumber: 40 }, { encoding: 'auto' }],
  ] as const)('closes the body whose start it has read, if the object %s', async (_, start, settings) => {
    const bodies: Readable[] = [];
    const s3 = s3Responding(() => {
      const body = Readable.from(Array.from({ length: 100 }, () => utf16.stored.subarray(0, 100)));
      bodies.push(body);
      return { ...bodyResponse(Buffer.alloc(10_000)), Body: body };
    });
    const invocation = fakeInvocation(s3.client);
    const { ports, run } = invocation;
    const all = { ...invocation.settings, cellBytes, ...settings };
    const opening = openContent({ upload, start }, all, {
      ...ports,
      deadline: run.deadline,
      onBytesRead: () => undefined,
    });
    await opening.catch(() => undefined);
    expect(bodies.map(({ destroyed }) => destroyed)).toEqual([true]);
  });
});
