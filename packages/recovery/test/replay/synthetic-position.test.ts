import { replaySequenceNumber } from '@headwaters/recovery';
import { describe, expect, it } from '@jest/globals';

const place = {
  archivedAtMillis: Date.parse('2026-11-30T10:00:00Z'),
  directory: 'uploads/a.txt/v1/',
  offset: 0,
  partIndex: 0,
};

/** What the sink `dynamodb` compares as strings: see `positionOf` in apps/consumer/src/sink/dynamodb/record-item.ts. */
const position = (sequenceNumber: string) =>
  `${String(sequenceNumber.length).padStart(3, '0')}.${sequenceNumber}`;

describe('replaySequenceNumber', () => {
  it('has 46 digits, whatever the place', () => {
    const places = [
      place,
      { ...place, offset: Number.MAX_SAFE_INTEGER, partIndex: 9_999_999 },
      { ...place, archivedAtMillis: 0 },
      { ...place, archivedAtMillis: 9_999_999_999_999 },
    ];
    expect(places.map(replaySequenceNumber).filter((number) => !/^[1-9]\d{45}$/.test(number))).toEqual([]);
  });

  it('is the same for the same block, and older than every number of Kinesis', () => {
    expect(replaySequenceNumber(place)).toBe(replaySequenceNumber({ ...place }));
    // Of the example event in the documentation of Lambda.
    const ofKinesis = '49590338271490256608559692538361571095921575989136588898';
    const highest = replaySequenceNumber({ ...place, archivedAtMillis: 9_999_999_999_999 });
    expect(position(highest) < position(ofKinesis)).toBe(true);
  });

  it('ascends with the parts, the offset, and the archive time', () => {
    const ascending = [
      place,
      { ...place, partIndex: 1 },
      { ...place, offset: 1 },
      { ...place, offset: 10 },
      { ...place, archivedAtMillis: place.archivedAtMillis + 1, offset: 0 },
      { ...place, archivedAtMillis: place.archivedAtMillis + 2, directory: 'uploads/b.txt/v1/' },
    ];
    const positions = ascending.map(replaySequenceNumber).map(position);
    expect(positions.toSorted()).toEqual(positions);
    expect(new Set(positions).size).toBe(positions.length);
  });

  it('differs for files that were archived in the same second', () => {
    const numbers = Array.from({ length: 100 }, (_, file) =>
      replaySequenceNumber({ ...place, directory: `uploads/${file}/v1/` }),
    );
    expect(new Set(numbers).size).toBe(100);
  });
});
