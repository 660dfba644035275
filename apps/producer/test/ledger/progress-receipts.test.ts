import { describe, expect, it, jest } from '@jest/globals';
import { startOfObject } from '../../src/event/task.js';
import type { Ledger } from '../../src/ledger/ledger.js';
import { ProgressReceipts } from '../../src/ledger/progress-receipts.js';

const source = { bucket: 'uploads', key: 'notes.txt', versionId: 'v1' };

/** Where a cell of 100 bytes with ten records begins. */
const cell = (number: number) => ({ cell: number, offset: number * 100, lineNumber: number * 10 + 1 });

function receiptsTo(ledger: Ledger | undefined, start = startOfObject) {
  const logger = { warn: jest.fn() };
  return { receipts: new ProgressReceipts({ source, start, ledger, logger }), logger };
}

const published = (from: number, to: number, isLast = false) => ({
  source,
  outcome: 'published',
  offset: from * 100,
  endOffset: to * 100,
  isLast,
  lineNumber: from * 10 + 1,
  recordCount: (to - from) * 10,
});

describe('ProgressReceipts', () => {
  it('writes one receipt for every 32 cells, each from where the one before ended, and one for the rest', async () => {
    const ledger = jest.fn<Ledger>().mockResolvedValue();
    const { receipts } = receiptsTo(ledger);
    for (let number = 0; number <= 70; number++) await receipts.note(cell(number));
    await receipts.finish(cell(71), true);
    expect(ledger.mock.calls.flat()).toEqual([published(0, 32), published(32, 64), published(64, 71, true)]);
  });

  it('counts from where a task begins', async () => {
    const ledger = jest.fn<Ledger>().mockResolvedValue();
    const { receipts } = receiptsTo(ledger, cell(10));
    for (let number = 10; number <= 42; number++) await receipts.note(cell(number));
    expect(ledger.mock.calls.flat()).toEqual([published(10, 42)]);
  });

  it('goes on when a receipt can not be written, and says it all with the next', async () => {
    const ledger = jest.fn<Ledger>().mockRejectedValueOnce(new Error('SlowDown')).mockResolvedValue();
    const { receipts, logger } = receiptsTo(ledger);
    for (let number = 0; number <= 64; number++) await receipts.note(cell(number));
    expect(ledger.mock.calls.flat()).toEqual([published(0, 32), published(0, 64)]);
    expect(logger.warn).toHaveBeenCalledTimes(1);
  });

  it('writes nothing at the end if nothing is left to say', async () => {
    const ledger = jest.fn<Ledger>().mockResolvedValue();
    const { receipts } = receiptsTo(ledger);
    await receipts.finish(startOfObject, false);
    await receipts.note(cell(32));
    await receipts.finish(cell(32), false);
    expect(ledger).toHaveBeenCalledTimes(1);
  });

  it('fails at the end when the ledger does', async () => {
    const { receipts } = receiptsTo(() => Promise.reject(new Error('SlowDown')));
    await expect(receipts.finish(cell(1), false)).rejects.toThrow('SlowDown');
  });

  it('writes nothing without a ledger', async () => {
    const { receipts, logger } = receiptsTo(undefined);
    await receipts.note(cell(32));
    await receipts.finish(cell(33), true);
    expect(logger.warn).not.toHaveBeenCalled();
  });
});
