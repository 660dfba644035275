import { describe, expect, it, jest } from '@jest/globals';
import { startOfObject } from '../../src/event/task.js';
import type { Ledger } from '../../src/ledger/ledger.js';
import { ProgressReceipts } from '../../src/ledger/progress-receipts.js';

const source = { bucket: 'uploads', key: 'notes.txt', versionId: 'v1' };

const wire = { profile: 'plain', hasOffsets: true } as const;

/** Start of a cell, for cells of 100 bytes with 10 records. */
const cell = (number: number) => ({ cell: number, offset: number * 100, lineNumber: number * 10 + 1 });

function receiptsTo(ledger: Ledger | undefined, start = startOfObject) {
  const logger = { warn: jest.fn() };
  return { receipts: new ProgressReceipts({ source, start, wire, ledger, logger }), logger };
}

const published = (from: number, to: number, isLast = false) => ({
  source,
  outcome: 'published',
  offset: from * 100,
  endOffset: to * 100,
  isLast,
  lineNumber: from * 10 + 1,
  recordCount: (to - from) * 10,
  wire,
});

describe('ProgressReceipts', () => {
  it('writes one contiguous receipt per 32 cells, and one for the rest', async () => {
    const ledger = jest.fn<Ledger>().mockResolvedValue();
    const { receipts } = receiptsTo(ledger);
    for (let number = 0; number <= 70; number++) await receipts.advance(cell(number));
    await receipts.finish(cell(71), true);
    expect(ledger.mock.calls.flat()).toEqual([published(0, 32), published(32, 64), published(64, 71, true)]);
  });

  it('counts cells from the start of the task', async () => {
    const ledger = jest.fn<Ledger>().mockResolvedValue();
    const { receipts } = receiptsTo(ledger, cell(10));
    for (let number = 10; number <= 42; number++) await receipts.advance(cell(number));
    expect(ledger.mock.calls.flat()).toEqual([published(10, 42)]);
  });

  it('continues if a receipt cannot be written, and covers its range with the next', async () => {
    const ledger = jest.fn<Ledger>().mockRejectedValueOnce(new Error('SlowDown')).mockResolvedValue();
    const { receipts, logger } = receiptsTo(ledger);
    for (let number = 0; number <= 64; number++) await receipts.advance(cell(number));
    expect(ledger.mock.calls.flat()).toEqual([published(0, 32), published(0, 64)]);
    expect(logger.warn).toHaveBeenCalledTimes(1);
  });

  it('writes no last receipt if its range would be empty', async () => {
    const ledger = jest.fn<Ledger>().mockResolvedValue();
    const { receipts } = receiptsTo(ledger);
    await receipts.finish(startOfObject, false);
    await receipts.advance(cell(32));
    await receipts.finish(cell(32), false);
    expect(ledger).toHaveBeenCalledTimes(1);
  });

  it('throws the error of the ledger at the end', async () => {
    const { receipts } = receiptsTo(() => Promise.reject(new Error('SlowDown')));
    await expect(receipts.finish(cell(1), false)).rejects.toThrow('SlowDown');
  });

  it('writes nothing without a ledger', async () => {
    const { receipts, logger } = receiptsTo(undefined);
    await receipts.advance(cell(32));
    await receipts.finish(cell(33), true);
    expect(logger.warn).not.toHaveBeenCalled();
  });
});
