import { describe, expect, it } from '@jest/globals';
import { unwatchedKey, uploadKey } from '../../../src/acceptance/evidence/test-object.js';
import { damage } from '../../../src/acceptance/evidence/test-records.js';
import { decodeRecord, encodeBlock } from '@headwaters/record-codec';
import { fakeTarget } from '../../support/fake-target.js';

const watching = (uploadRules: readonly { prefix: string; suffix: string }[]) =>
  fakeTarget({ pipeline: { ...fakeTarget().pipeline, uploadRules } });

describe('the keys of a run', () => {
  it('start the producer, with the prefix and suffix of its notification', () => {
    expect(uploadKey(fakeTarget(), 'small/1')).toBe('in/acceptance/run1/small/1.txt');
    expect(uploadKey(watching([]), 'file')).toBe('acceptance/run1/file');
  });

  it('do not start the producer if they must not', () => {
    expect(unwatchedKey(fakeTarget(), 'damaged')).toBe('acceptance/run1/damaged.unwatched');
  });

  it('cannot avoid the producer if every upload starts it', () => {
    const all = watching([
      { prefix: 'in/', suffix: '.txt' },
      { prefix: '', suffix: '' },
    ]);
    expect(() => unwatchedKey(all, 'damaged')).toThrow(
      'every upload starts the producer, also one with the key acceptance/run1/damaged.unwatched',
    );
  });
});

describe('damage', () => {
  it('leaves a block that is recognized as one and cannot be decoded, and the original unchanged', () => {
    const record = encodeBlock(
      {
        source: { bucket: 'source', key: 'key' },
        offset: 0,
        rawLength: 5,
        recordCount: 1,
        lineNumber: 1,
        isLast: true,
        isReference: false,
        layout: 'lines',
        bytes: Buffer.from('line\n'),
      },
      { compression: 'gzip' },
    );
    const before = Buffer.from(record);
    expect(() => decodeRecord(damage(record))).toThrow(
      expect.objectContaining({ code: 'HEADWATERS_RECORD_CORRUPT' }),
    );
    expect(decodeRecord(record).profile).toBe('block');
    expect(before.equals(record)).toBe(true);
  });
});
