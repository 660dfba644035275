import { describe, expect, test } from '@jest/globals';
import { decodeRecord, isRecordCodecError } from '@headwaters/record-codec';
import { RandomSource } from '@headwaters/standard-data';
import { drawStranger } from '../../src/plan/stranger-record.js';

const random = new RandomSource(1);
const strangers = Array.from({ length: 300 }, (_, index) => drawStranger(random, String(index)));

describe('drawStranger', () => {
  test('calls poison what the codec refuses, and nothing else', () => {
    const refused = strangers.filter(({ data }) => {
      try {
        decodeRecord(data);
        return false;
      } catch (error) {
        return isRecordCodecError(error);
      }
    });
    expect(refused).toEqual(strangers.filter(({ isPoison }) => isPoison));
    expect(refused.length).toBeGreaterThan(0);
  });
});
