import { describe, expect, it } from '@jest/globals';
import { startOfObject } from '../../src/event/task.js';
import type { KinesisRecord } from '../../src/lane/put-records.js';
import { Watermark, type RecordRange } from '../../src/publication/watermark.js';
import { kinesisRecordOf } from '../fakes/fake-stream.js';

const cellBytes = 100;

function blockAt(offset: number, rawLength: number, lineNumber: number): RecordRange {
  return { offset, rawLength, lineNumber, recordCount: 10 };
}

function addAll(watermark: Watermark, records: readonly KinesisRecord[], range: RecordRange): void {
  for (const record of records) watermark.add(record, range);
  watermark.advance(range);
}

const [first, second, third] = [0, 1, 2].map((number) => kinesisRecordOf('a', number)) as [
  never,
  never,
  never,
];

describe('Watermark', () => {
  it('is at the start while nothing is stored', () => {
    const watermark = new Watermark(startOfObject, { cellBytes, unit: 'cell' });
    addAll(watermark, [first], blockAt(0, 105, 1));
    expect(watermark.position).toEqual(startOfObject);
  });

  it('is after the last block when all are stored', () => {
    const watermark = new Watermark(startOfObject, { cellBytes, unit: 'cell' });
    addAll(watermark, [first], blockAt(0, 105, 1));
    watermark.stored(first);
    expect(watermark.position).toEqual({ cell: 1, offset: 105, lineNumber: 11 });
  });

  it('is before the first block that is not stored, even if later blocks are stored', () => {
    const watermark = new Watermark(startOfObject, { cellBytes, unit: 'cell' });
    addAll(watermark, [first], blockAt(0, 105, 1));
    addAll(watermark, [second], blockAt(105, 100, 11));
    addAll(watermark, [third], blockAt(205, 100, 21));
    watermark.stored(first);
    watermark.stored(third);
    expect(watermark.position).toEqual({ cell: 1, offset: 105, lineNumber: 11 });
  });

  it('is before a block until every Kinesis record of the block is stored', () => {
    const watermark = new Watermark(startOfObject, { cellBytes, unit: 'cell' });
    addAll(watermark, [first, second], blockAt(0, 105, 1));
    watermark.stored(second);
    expect(watermark.position).toEqual(startOfObject);
    watermark.stored(first);
    expect(watermark.position).toEqual({ cell: 1, offset: 105, lineNumber: 11 });
  });

  it('is never between two blocks of one cell, where publishing cannot start', () => {
    const watermark = new Watermark(startOfObject, { cellBytes, unit: 'cell' });
    addAll(watermark, [first], blockAt(0, 105, 1));
    addAll(watermark, [second], blockAt(105, 50, 11));
    watermark.stored(first);
    watermark.stored(second);
    expect(watermark.position).toEqual({ cell: 1, offset: 105, lineNumber: 11 });
    expect(watermark.end).toEqual({ cell: 1, offset: 155, lineNumber: 21 });
    addAll(watermark, [third], blockAt(155, 500, 21));
    expect(watermark.position).toEqual({ cell: 1, offset: 105, lineNumber: 11 });
    watermark.stored(third);
    expect(watermark.position).toEqual({ cell: 6, offset: 655, lineNumber: 31 });
  });

  it('stays before a block whose Kinesis records are still being added', () => {
    const watermark = new Watermark(startOfObject, { cellBytes, unit: 'cell' });
    watermark.add(first, blockAt(0, 105, 1));
    watermark.stored(first);
    expect(watermark.position).toEqual(startOfObject);
    expect(watermark.hasAdvanced).toBe(false);
    watermark.advance(blockAt(0, 105, 1));
    expect(watermark.position).toEqual({ cell: 1, offset: 105, lineNumber: 11 });
    expect(watermark.hasAdvanced).toBe(true);
  });

  it('is between two records of one cell if every record travels alone', () => {
    const watermark = new Watermark(startOfObject, { cellBytes, unit: 'record' });
    addAll(watermark, [first], { offset: 0, rawLength: 5, lineNumber: 1, recordCount: 1 });
    addAll(watermark, [second], { offset: 5, rawLength: 5, lineNumber: 2, recordCount: 1 });
    watermark.stored(first);
    expect(watermark.position).toEqual({ cell: 0, offset: 5, lineNumber: 2 });
    expect(watermark.hasAdvanced).toBe(true);
  });
});
