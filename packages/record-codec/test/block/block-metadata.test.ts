import { crc32, deflateRawSync } from 'node:zlib';
import {
  CorruptRecordError,
  UnsupportedFormatError,
  decodeRecord,
  encodeBlock,
} from '@headwaters/record-codec';
import { describe, expect, it } from '@jest/globals';
import { blockOf } from '../support/blocks.js';

const metadataOffset = 24;
const block = blockOf('a\n', { source: { bucket: 'b', key: 'k' } });
const valid = Buffer.from(encodeBlock(block, { compression: 'none' }));
const metadata = valid.subarray(metadataOffset, 16 + valid.readUInt16LE(14));

/** Returns the block with other metadata and the matching lengths and checksum. */
function withMetadata(content: Buffer): Buffer {
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32LE(crc32(content));
  const header = Buffer.from(valid.subarray(0, metadataOffset));
  header.writeUInt16LE(content.length + 4 + 12, 10);
  header.writeUInt16LE(content.length + 4 + 8, 14);
  return Buffer.concat([header, content, checksum, valid.subarray(metadataOffset + metadata.length)]);
}

/** A length-prefixed field: the declared raw length, then the deflated text. */
function deflated(text: string, declaredLength: number): string {
  const content = Buffer.concat([Buffer.of(declaredLength), deflateRawSync(text)]);
  return Buffer.concat([Buffer.of(content.length), content]).toString('hex');
}

const content = metadata.subarray(0, -4);
const changed = (at: number, byte: number) => Buffer.from(content).fill(byte, at, at + 1);
const appended = (hex: string) => Buffer.concat([content, Buffer.from(hex, 'hex')]);

describe('decodeRecord, on the metadata of a block', () => {
  it('skips an unknown optional field', () => {
    expect(decodeRecord(withMetadata(appended('7f020102')))).toMatchObject({ block });
  });

  it.each([
    ['format version 2', changed(0, 2)],
    ['flags 4', changed(1, 4)],
    ['layout 4', changed(2, 4)],
    ['field 131', appended('8300')],
    ['delimiter 3a', appended('81013a')],
    ['encoding 02', appended('820102')],
    ['encoding 0001', appended('82020001')],
  ])('throws UnsupportedFormatError for %s', (what, bytes) => {
    const decode = () => decodeRecord(withMetadata(bytes));
    expect(decode).toThrow(UnsupportedFormatError);
    expect(decode).toThrow(what);
  });

  it.each([
    ['a truncated field', appended('0105')],
    ['text that is not UTF-8', appended('0101ff')],
    [
      'a varint of 9 bytes',
      Buffer.concat([content.subarray(0, 3), Buffer.from('808080808080808001', 'hex')]),
    ],
    [
      'a varint above 2^53 - 1',
      Buffer.concat([content.subarray(0, 3), Buffer.from('ffffffffffffff7f', 'hex')]),
    ],
    ['a truncated part', appended('80020101')],
    ['a truncated reference to the header', appended('0702' + '0a01')],
    ['a header that declares more than the format allows', appended('0605' + '81800303' + '00')],
    ['a deflated header that is damaged', appended('0603' + '02' + 'ffff')],
    ['a deflated header that is shorter than declared', appended(`06${deflated('ab', 3)}`)],
    ['a deflated header that is longer than declared', appended(`06${deflated('ab', 1)}`)],
    ['empty metadata', Buffer.alloc(0)],
  ])('rejects %s', (_, bytes) => {
    expect(() => decodeRecord(withMetadata(bytes))).toThrow(CorruptRecordError);
  });

  it('rejects lengths that contradict each other or exceed the data', () => {
    for (const [extra, subfield] of [
      [30, 30],
      [11, 7],
      [60_012, 60_008],
    ] as const) {
      const damaged = Buffer.from(valid);
      damaged.writeUInt16LE(extra, 10);
      damaged.writeUInt16LE(subfield, 14);
      expect(() => decodeRecord(damaged)).toThrow(CorruptRecordError);
    }
  });

  it('rejects a body that does not match its checksum', () => {
    const damaged = Buffer.from(valid);
    damaged[damaged.length - 10] = 'b'.charCodeAt(0);
    expect(() => decodeRecord(damaged)).toThrow('body of a block does not match its checksum');
  });
});
