import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { closureKey, type Receipt } from '@headwaters/pipeline-contract';
import {
  discard,
  type DiscardOptions,
  DiscardReasonError,
  redrive,
  type RedriveScope,
} from '@headwaters/recovery';
import { FailurePipeline } from '../support/failure-pipeline.js';
import {
  foreignRecord,
  lineRecord,
  partRecords,
  sequenceNumberOf,
  sourceObject,
} from '../support/kinesis-records.js';

let pipeline: FailurePipeline;

beforeEach(async () => {
  pipeline = await FailurePipeline.start();
});

afterEach(() => pipeline.stop());

function run(scope: RedriveScope = { consumer: 'first' }, options: Partial<DiscardOptions> = {}) {
  return discard(pipeline.context, scope, { ...pipeline.options(), why: 'test data', ...options });
}

async function receipts(outcome = 'discarded'): Promise<Receipt[]> {
  const keys = (await pipeline.keys('ledger')).filter((key) => key.endsWith(`-${outcome}.json`));
  return Promise.all(keys.map((key) => pipeline.read('ledger', key) as Promise<Receipt>));
}

describe('discard', () => {
  it('writes a receipt with reason and caller for each range, then deletes the failure', async () => {
    await pipeline.deadLetter([lineRecord(1), lineRecord(2), lineRecord(5)]);
    expect(await run()).toMatchObject({ complete: true, counts: { discarded: 3, deleted: 1 } });
    const common = {
      ...{ source: sourceObject, actor: 'first', outcome: 'discarded', isLast: false },
      reason: { code: 'HEADWATERS_DISCARDED', message: 'test data' },
      by: 'arn:aws:iam::123456789012:user/operator',
    };
    expect(await receipts()).toMatchObject([
      { ...common, offset: 10, endOffset: 30, recordCount: 2 },
      { ...common, offset: 50, endOffset: 60, recordCount: 1 },
    ]);
    expect(await pipeline.keys('failures')).toEqual([]);
  });

  it('only plans by default', async () => {
    await pipeline.quarantine(lineRecord(1));
    expect(await run({}, { apply: false })).toMatchObject({ complete: false });
    expect(pipeline.plan).toMatchObject({ counts: { failures: 1, records: 1, uploads: 0 } });
    expect(await pipeline.keys('ledger')).toEqual([]);
    expect(await pipeline.keys('failures')).toHaveLength(1);
  });

  it('discards parts of divided ranges', async () => {
    const [first, second] = partRecords('a1\nb1\na2\nb2\n');
    await pipeline.deadLetter([first, second].flatMap((record) => record ?? []));
    await run();
    expect(await receipts()).toMatchObject([
      {
        offset: 0,
        endOffset: 12,
        ranges: [],
        divided: [{ offset: 0, endOffset: 12, count: 2, indexes: [0, 1] }],
      },
    ]);
  });

  it('writes no receipt of what the ledger shows as accepted', async () => {
    await pipeline.deadLetter([lineRecord(1), lineRecord(2)]);
    await pipeline.writeReceipt({ actor: 'first', outcome: 'accepted', offset: 10, endOffset: 20 });
    expect(await run()).toMatchObject({ counts: { discarded: 1, deleted: 1 } });
    expect(await receipts()).toMatchObject([{ offset: 20, endOffset: 30 }]);
  });

  it('stores a closure of a record without an object', async () => {
    await pipeline.quarantine(foreignRecord(1));
    await run();
    const position = {
      stream: 'stream',
      shardId: 'shardId-000000000000',
      sequenceNumber: sequenceNumberOf(1),
    };
    expect(await pipeline.read('ledger', closureKey('first', position))).toMatchObject({
      outcome: 'discarded',
      reason: 'test data',
    });
    expect(await pipeline.keys('failures')).toEqual([]);
  });

  it('discards what of an upload is not published', async () => {
    await pipeline.failUpload({ continuation: { upload: { source: sourceObject } } });
    await pipeline.writeReceipt({ actor: 'producer', outcome: 'published', offset: 0, endOffset: 40 });
    expect(await run({ consumer: 'producer' })).toMatchObject({
      complete: true,
      counts: { uploadsDiscarded: 1, deleted: 1 },
    });
    const [receipt] = await receipts();
    expect(receipt).toMatchObject({ actor: 'producer', source: sourceObject, offset: 40 });
    expect(receipt?.endOffset).toBeUndefined();
  });

  it('leaves failures that are not in the scope, which then wait for nothing', async () => {
    await pipeline.quarantine(lineRecord(1), { code: 'OTHER' });
    const kept = await pipeline.quarantine(lineRecord(2));
    await run({ consumer: 'first', reason: 'other' });
    expect(await pipeline.keys('failures')).toEqual([kept]);
    const result = await redrive(pipeline.context, { consumer: 'first' }, pipeline.options());
    expect(result).toMatchObject({ complete: true, counts: { accepted: 1, heldBack: 0 } });
  });

  it.each(['', '  ', 'x'.repeat(1_001)])('refuses the reason %j', async (why) => {
    await expect(run({}, { why })).rejects.toThrow(DiscardReasonError);
  });
});
