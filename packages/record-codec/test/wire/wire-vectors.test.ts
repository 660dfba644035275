import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import {
  carriedBlock,
  decodeRecord,
  kplEntries,
  plainEntries,
  regroupBlock,
  type Block,
  type RecordTerminator,
  type WireEntry,
} from '@headwaters/record-codec';
import { blockOf } from '../support/blocks.js';

interface Vector {
  readonly name: string;
  readonly partitionKey: string;
  readonly hex: string;
}

/** Made by this package before its first release: see {@link cases}. Readers of later versions must read them. */
const vectors = JSON.parse(readFileSync(join(__dirname, 'wire-vectors.json'), 'utf8')) as Vector[];

const block = blockOf('one\ntwo\r\nthree', { offset: 40, lineNumber: 7, recordCount: 3, isLast: true });
const kpl = (blocks: readonly Block[], terminator: RecordTerminator) => [
  ...kplEntries(blocks, { partitionKeyOf: () => 'lane', terminator }),
];
const plain = (from: Block, terminator: RecordTerminator) => [
  ...plainEntries(from, { blockKey: 'lane', lanes: 'shared', terminator }),
];

function utf16(text: string, encoding: 'utf-16le' | 'utf-16be'): Buffer {
  const bytes = Buffer.from(text, 'utf16le');
  return encoding === 'utf-16le' ? bytes : bytes.swap16();
}

const cases: readonly { name: string; entries: readonly WireEntry[]; bytes: string }[] = [
  { name: 'kpl, terminators kept', entries: kpl([block], 'keep'), bytes: 'one\ntwo\r\nthree' },
  { name: 'kpl, terminators removed', entries: kpl([block], 'remove'), bytes: 'one\ntwo\r\nthree' },
  {
    name: 'kpl, the part of slot 1',
    entries: kpl(
      regroupBlock(block, { keyOf: (record) => String(record.length), slotCount: 2 }),
      'remove',
    ).slice(0, 1),
    bytes: 'one\ntwo\r\n',
  },
  { name: 'plain, terminators removed', entries: plain(block, 'remove').slice(1, 2), bytes: 'two\r\n' },
  {
    name: 'plain, whole',
    entries: plain(blockOf('one\ntwo\n', { layout: 'whole' }), 'remove'),
    bytes: 'one\ntwo\n',
  },
  ...(['utf-16le', 'utf-16be'] as const).map((encoding) => ({
    name: `plain, whole in ${encoding}`,
    entries: plain(blockOf(utf16('Č\n', encoding), { layout: 'whole', encoding }), 'remove'),
    bytes: utf16('Č\n', encoding).toString(),
  })),
];

describe('the vectors of the wires', () => {
  it('are what the encoder writes', () => {
    const written = cases.flatMap(({ name, entries }) =>
      entries.map(({ partitionKey, data }) => ({
        name,
        partitionKey,
        hex: Buffer.from(data).toString('hex'),
      })),
    );
    expect(written).toEqual(vectors);
  });

  it.each(cases)('$name: carries the bytes of the range', ({ name, bytes }) => {
    const { partitionKey = '', hex = '' } = vectors.find((vector) => vector.name === name) ?? {};
    const carried = carriedBlock(decodeRecord(Buffer.from(hex, 'hex')), partitionKey);
    expect(Buffer.from(carried?.bytes() ?? []).toString()).toBe(bytes);
  });
});
