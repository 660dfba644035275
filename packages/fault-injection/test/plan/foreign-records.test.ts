import { decodeRecord, isRecordCodecError } from '@headwaters/record-codec';
import { RandomSource } from '@headwaters/test-kit';
import { describe, expect, test } from '@jest/globals';
import { drawForeignRecord } from '../../src/plan/foreign-records.js';

const random = new RandomSource(1);
const foreignRecords = Array.from({ length: 300 }, (_, index) => drawForeignRecord(random, String(index)));

describe('drawForeignRecord', () => {
  test('calls undecodable what the codec refuses, and nothing else', () => {
    const refused = foreignRecords.filter(({ data }) => {
      try {
        decodeRecord(data);
        return false;
      } catch (error) {
        return isRecordCodecError(error);
      }
    });
    expect(refused).toEqual(foreignRecords.filter(({ kind }) => kind === 'undecodable'));
    expect(refused.length).toBeGreaterThan(0);
  });

  test('calls refused what decodes to a reference', () => {
    const refused = foreignRecords.filter(({ kind }) => kind === 'refused');
    expect(refused.length).toBeGreaterThan(0);
    for (const { data } of refused)
      expect(decodeRecord(data)).toMatchObject({ profile: 'block', block: { isReference: true } });
  });
});
