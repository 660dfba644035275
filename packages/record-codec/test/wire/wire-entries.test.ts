import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  blockRange,
  carriedBlock,
  decodeRecord,
  kplEntries,
  plainEntries,
  regroupBlock,
  type Block,
  type CarriedBlock,
  type RecordLayout,
  type RecordTerminator,
  type WireEntry,
} from '@headwaters/record-codec';
import { referenceBlock, splitChunks, splitObject } from '../support/blocks.js';

const wires = ['kpl', 'plain'] as const;
type Wire = (typeof wires)[number];

const entriesOf: Record<Wire, (block: Block, terminator: RecordTerminator) => WireEntry[]> = {
  kpl: (block, terminator) => [...kplEntries([block], { partitionKeyOf: () => 'lane', terminator })],
  plain: (block, terminator) => [...plainEntries(block, { blockKey: 'lane', lanes: 'shared', terminator })],
};

function carried({ data, partitionKey }: WireEntry): CarriedBlock {
  const block = carriedBlock(decodeRecord(data), partitionKey);
  if (block === undefined) throw new Error(`not carried: ${partitionKey}`);
  return block;
}

/** Text with every kind of line end, and bytes of any kind. */
const object = fc.oneof(
  fc
    .array(fc.constantFrom('a', 'bc', '\n', '\r\n', '\r', '"', ',', '\n\n', 'é'), { maxLength: 200 })
    .map((parts) => Buffer.from(parts.join(''))),
  fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes)),
);
const settings = fc.record({
  wire: fc.constantFrom(...wires),
  layout: fc.constantFrom<RecordLayout>('lines', 'csv', 'whole'),
  terminator: fc.constantFrom<RecordTerminator>('keep', 'remove'),
  cellBytes: fc.integer({ min: 1, max: 100 }),
});

describe('kplEntries and plainEntries', () => {
  it('carry the bytes of any object, in order and without a gap', () => {
    fc.assert(
      fc.property(object, settings, (bytes, { wire, terminator, ...options }) => {
        const blocks = splitObject(bytes, options).flatMap((block) => entriesOf[wire](block, terminator));
        const ranges = blocks.map((entry) => blockRange(carried(entry)));
        expect(ranges.map(({ start }) => start)).toEqual([0, ...ranges.map(({ end }) => end)].slice(0, -1));
        expect(Buffer.concat(blocks.map((entry) => carried(entry).bytes()))).toEqual(bytes);
      }),
    );
  });

  it('carry the records of the block, with the same contents and offsets', () => {
    fc.assert(
      fc.property(object, settings, (bytes, { wire, terminator, ...options }) => {
        for (const block of splitObject(bytes, options)) {
          const expected = [...carriedOf(block).records()].map(({ bytes: content, offset }) => [
            Buffer.from(content).toString('latin1'),
            offset,
          ]);
          const actual = entriesOf[wire](block, terminator)
            .flatMap((entry) => [...carried(entry).records()])
            .map(({ bytes: content, offset }) => [Buffer.from(content).toString('latin1'), offset]);
          expect(actual).toEqual(expected);
        }
      }),
    );
  });

  it.each(['utf-16le', 'utf-16be'] as const)('carry the last of an odd number of bytes in %s', (encoding) => {
    // Each ends like a line feed, but within a code unit.
    const texts = ['A\n\0', 'A\0\n', '\0\r\0\0\n', '\r\0A\n\0'];
    const isDifferent = (wire: Wire, text: string) => {
      const blocks = splitObject(Buffer.from(text, 'latin1'), { encoding });
      const records = blocks.flatMap((block) => [...entriesOf[wire](block, 'keep')].map(carried));
      const contents = records.flatMap((record) => Array.from(record.records(), ({ bytes }) => bytes));
      return Buffer.concat(contents).toString('latin1') !== text;
    };
    const offenders = wires.flatMap((wire) => texts.filter((text) => isDifferent(wire, text)));
    expect(offenders).toEqual([]);
  });

  it('make the same entries however the object is chunked', () => {
    fc.assert(
      fc.property(object, settings, fc.integer({ min: 1, max: 50 }), (bytes, options, chunkBytes) => {
        const { wire, terminator, ...splitting } = options;
        const chunks: Buffer[] = [];
        for (let at = 0; at < bytes.length; at += chunkBytes)
          chunks.push(bytes.subarray(at, at + chunkBytes));
        const send = (blocks: Block[]) => blocks.flatMap((block) => entriesOf[wire](block, terminator));
        expect(send(splitChunks(chunks, splitting))).toEqual(send(splitObject(bytes, splitting)));
      }),
    );
  });

  it('make the same plain entries from the start of any record on', () => {
    fc.assert(
      fc.property(object, settings, fc.nat(), (bytes, { terminator, ...options }, choice) => {
        const splitting = { ...options, layout: 'lines' } as const;
        const send = (blocks: Block[]) => blocks.flatMap((block) => entriesOf.plain(block, terminator));
        const all = send(splitObject(bytes, splitting));
        const index = all.length === 0 ? 0 : choice % all.length;
        const { offset = 0, lineNumber = 1 } = all[index] ?? {};
        const rest = splitObject(bytes.subarray(offset), { ...splitting, start: { offset, lineNumber } });
        expect(send(rest)).toEqual(all.slice(index));
      }),
    );
  });

  it('make the same plain entries from any record on, also of what looks like an aggregate, with own lanes', () => {
    const aggregate = Buffer.concat([
      Buffer.from('f3899ac2', 'hex'),
      Buffer.alloc(30, 'x'),
      Buffer.from('\n'),
    ]);
    const bytes = Buffer.concat([Buffer.from('a\nb\n'), aggregate, Buffer.from('c\n')]);
    const send = (blocks: Block[]) =>
      blocks.flatMap((block) => [
        ...plainEntries(block, { blockKey: `block at ${block.offset}`, lanes: 'own' }),
      ]);
    const rest = splitObject(bytes.subarray(2), { start: { offset: 2, lineNumber: 2 } });
    expect(send(rest)).toEqual(send(splitObject(bytes)).slice(1));
  });

  it('send a reference as a block under the key of the block', () => {
    const reference = referenceBlock();
    const entries = [...plainEntries(reference, { blockKey: 'lane', lanes: 'own' })];
    expect(entries.map(({ partitionKey }) => partitionKey)).toEqual(['lane']);
    expect(entries.map((entry) => carried(entry).reference)).toEqual([reference]);
  });

  it('pass every record and its offset in the object to the function for plain entries', () => {
    const aggregate = Buffer.concat([Buffer.from('f3899ac2', 'hex'), Buffer.alloc(30, 'x')]);
    const bytes = Buffer.concat([Buffer.from('a\r\nb\n'), aggregate]);
    const lanes = (record: Uint8Array, offset: number) => `${offset}:${record.length}`;
    const blocks = splitObject(bytes, { start: { offset: 10, lineNumber: 3 } });
    const entries = blocks.flatMap((block) => [...plainEntries(block, { blockKey: 'k', lanes })]);
    expect(entries.map(({ partitionKey }) => partitionKey)).toEqual(['10:1', '13:1', '15:34']);
  });

  it('carry the parts of a regrouped block as aggregates that decode to the same framed blocks', () => {
    fc.assert(
      fc.property(object, settings, (bytes, { terminator, cellBytes }) => {
        for (const block of splitObject(bytes, { cellBytes })) {
          const keyOf = (record: Uint8Array) => String(record.length % 3);
          const parts = regroupBlock(block, { keyOf, slotCount: 4 });
          const entries = [...kplEntries(parts, { partitionKeyOf: () => 'slot', terminator })];
          expect(entries.map((entry) => carried(entry).block)).toEqual(parts.map((part) => ({ ...part })));
        }
      }),
    );
  });
});

function carriedOf(block: Block): CarriedBlock {
  const decoded = { profile: 'block', block, compression: 'none', records: () => [] } as const;
  const carriedByItself = carriedBlock(decoded, '');
  if (carriedByItself === undefined) throw new Error('a block carries itself');
  return carriedByItself;
}
