import {
  CorruptRecordError,
  InvalidOptionError,
  type SourceRange,
  maxBlockRawBytes,
  resolveReference,
} from '@headwaters/record-codec';
import { describe, expect, it } from '@jest/globals';
import { blockOf, source, splitObject } from '../support/blocks.js';

const object = Buffer.concat([
  Buffer.from('first\n'),
  Buffer.alloc(maxBlockRawBytes + 1, 'x'),
  Buffer.from('\nlast\n'),
]);
const reference = splitObject(object)[1] ?? blockOf('');
const readRange = ({ offset, length }: SourceRange) =>
  Promise.resolve(object.subarray(offset, offset + length));

describe('resolveReference', () => {
  it('returns the range that the reference refers to', async () => {
    const ranges: SourceRange[] = [];
    const bytes = await resolveReference(reference, (range) => {
      ranges.push(range);
      return readRange(range);
    });
    expect(bytes.length).toBe(maxBlockRawBytes + 2);
    expect(ranges).toEqual([{ source, offset: 6, length: maxBlockRawBytes + 2 }]);
  });

  it('rejects a range that is one byte short', async () => {
    const short = (range: SourceRange) => readRange({ ...range, length: range.length - 1 });
    await expect(resolveReference(reference, short)).rejects.toThrow(CorruptRecordError);
  });

  it('rejects a range with other bytes', async () => {
    const other = (range: SourceRange) => readRange({ ...range, offset: range.offset - 1 });
    await expect(resolveReference(reference, other)).rejects.toThrow(CorruptRecordError);
  });

  it('rejects a block that contains its bytes', async () => {
    await expect(resolveReference(blockOf('a'), readRange)).rejects.toThrow(InvalidOptionError);
  });
});
