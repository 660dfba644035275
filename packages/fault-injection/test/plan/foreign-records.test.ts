import { decodeRecord, isRecordCodecError } from '@headwaters/record-codec';
import { RandomSource } from '@headwaters/test-kit';
import { describe, expect, it } from '@jest/globals';
import { drawForeignRecord } from '../../src/plan/foreign-records.js';

const random = new RandomSource(1);
const foreignRecords = Array.from({ length: 300 }, (_, index) => drawForeignRecord(random, String(index)));

describe('drawForeignRecord', () => {
  it('marks as undecodable exactly the data that the codec rejects', () => {
    const rejected = foreignRecords.filter(({ data }) => {
      try {
        decodeRecord(data);
        return false;
      } catch (error) {
        return isRecordCodecError(error);
      }
    });
    expect(rejected).toEqual(foreignRecords.filter(({ kind }) => kind === 'undecodable'));
    expect(rejected.length).toBeGreaterThan(0);
  });

  it('marks as refused only data that decode to a reference', () => {
    const refused = foreignRecords.filter(({ kind }) => kind === 'refused');
    expect(refused.length).toBeGreaterThan(0);
    for (const { data } of refused)
      expect(decodeRecord(data)).toMatchObject({ profile: 'block', block: { isReference: true } });
  });
});
