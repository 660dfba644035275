import { describe, expect, it } from '@jest/globals';
import { Lane, packRequest } from '../../src/lane/lane.js';
import { kinesisRecordOf } from '../fakes/fake-stream.js';

const mebibyte = 1_048_576;

function laneOf(partitionKey: string, ...recordBytes: number[]): Lane {
  const lane = new Lane(partitionKey);
  for (const [number, bytes] of recordBytes.entries())
    lane.append(kinesisRecordOf(partitionKey, number, bytes));
  return lane;
}

describe('packRequest', () => {
  it('selects each lane once, for its head', () => {
    const lanes = [laneOf('a', 100, 100), laneOf('b', 100, 100)];
    expect(packRequest(lanes, 0)).toEqual(lanes);
  });

  it.each([
    [499, 499],
    [500, 500],
    [501, 500],
  ])('of %i lanes selects %i', (laneCount, taken) => {
    const lanes = Array.from({ length: laneCount }, (_, index) => laneOf(String(index), 100));
    expect(packRequest(lanes, 0)).toHaveLength(taken);
  });

  it.each([
    ['one byte under', mebibyte - 1, 5],
    ['at', mebibyte, 5],
    ['one byte over', mebibyte + 1, 4],
  ])('%s 5 MiB of data and keys, the last of five with %i bytes, selects %i', (_, lastBytes, taken) => {
    const lanes = ['a', 'b', 'c', 'd'].map((key) => laneOf(key, mebibyte));
    expect(packRequest([...lanes, laneOf('e', lastBytes)], 0)).toHaveLength(taken);
  });

  it('skips lanes that back off until their delay has passed', () => {
    const lane = laneOf('a', 100);
    lane.backOff(1_000, () => 0.5);
    expect(packRequest([lane], 1_024.9)).toEqual([]);
    expect(packRequest([lane], 1_025)).toEqual([lane]);
  });
});
