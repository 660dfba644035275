import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { closureKey, parseClosure } from '@headwaters/pipeline-contract';
import { PipelineIncompleteError, redrive, type RedriveScope } from '@headwaters/recovery';
import { FailurePipeline } from '../support/failure-pipeline.js';
import {
  damagedRecord,
  foreignRecord,
  lineBytes,
  lineRecord,
  sequenceNumberOf,
  sourceObject,
} from '../support/kinesis-records.js';

let pipeline: FailurePipeline;

beforeEach(async () => {
  pipeline = await FailurePipeline.start();
});

afterEach(() => pipeline.stop());

function run(
  scope: RedriveScope = { consumer: 'first' },
  options: { apply?: boolean; concurrency?: number } = {},
) {
  return redrive(pipeline.context, scope, pipeline.options(options));
}

describe('redrive', () => {
  it('delivers dead-lettered batches and quarantined records in the order of the shard, and deletes what the ledger shows', async () => {
    await pipeline.deadLetter([lineRecord(4), lineRecord(5)]);
    await pipeline.quarantine(lineRecord(3));
    await pipeline.deadLetter([lineRecord(1), lineRecord(2)]);
    const result = await run();
    expect(result).toMatchObject({ complete: true, counts: { accepted: 5, deleted: 3, failedAgain: 0 } });
    expect(pipeline.sunk).toEqual([1, 2, 3, 4, 5]);
    expect(await pipeline.keys('failures')).toEqual([]);
  });

  it('delivers the original sequence number, partition key, time and shard', async () => {
    await pipeline.deadLetter([lineRecord(1, { partitionKey: 'the key', shardId: 'shardId-000000000007' })]);
    await run();
    expect(pipeline.records).toMatchObject([
      {
        eventID: `shardId-000000000007:${sequenceNumberOf(1)}`,
        eventSourceARN: pipeline.context.pipeline.streamArn,
        kinesis: {
          sequenceNumber: sequenceNumberOf(1),
          partitionKey: 'the key',
          approximateArrivalTimestamp: 1_796_030_000.123,
        },
      },
    ]);
  });

  it('is not complete if all that may be of the object is damaged, and says so', async () => {
    const key = await pipeline.deadLetter([damagedRecord(1)]);
    const scope = { consumer: 'first', source: sourceObject };
    expect(await run(scope, { apply: false })).toMatchObject({ complete: false });
    expect(await run(scope)).toMatchObject({ complete: false, counts: { accepted: 0, unreadable: 1 } });
    expect(pipeline.reports).toContainEqual(
      expect.objectContaining({ subject: 'first', code: 'HEADWATERS_FAILURES_UNDECODABLE' }),
    );
    expect(await pipeline.keys('failures')).toEqual([key]);
  });

  it('is complete if all that is known to be of the object is accepted, next to a damaged record', async () => {
    await pipeline.deadLetter([lineRecord(1)]);
    await pipeline.deadLetter([damagedRecord(2)]);
    expect(await run({ consumer: 'first', source: sourceObject })).toMatchObject({ complete: true });
  });

  it('only plans by default, with counts, bytes and cost', async () => {
    await pipeline.deadLetter([lineRecord(1), lineRecord(2)]);
    await pipeline.quarantine(lineRecord(3));
    await pipeline.writeReceipt({ actor: 'first', outcome: 'accepted', offset: 0, endOffset: 2 * lineBytes });
    const result = await run({ consumer: 'first' }, { apply: false });
    expect(result.complete).toBe(false);
    expect(pipeline.plan).toMatchObject({
      counts: { failures: 2, records: 3, files: 1, alreadyAccepted: 1, heldBack: 0 },
      bytes: lineRecord(2).data.length + lineRecord(3).data.length,
    });
    expect(pipeline.invocations).toEqual([]);
    expect(await pipeline.keys('failures')).toHaveLength(2);
  });

  it('plans more than no cost, and is complete if there is nothing to do', async () => {
    expect(await run({}, { apply: false })).toMatchObject({ complete: true });
    await pipeline.deadLetter([lineRecord(1)]);
    await run({}, { apply: false });
    expect(pipeline.plan?.type === 'plan' && pipeline.plan.cost.dollars).toBeGreaterThan(0);
  });

  it('does not deliver what the ledger shows as accepted or discarded, and deletes it', async () => {
    await pipeline.deadLetter([lineRecord(1), lineRecord(2), lineRecord(3)]);
    await pipeline.writeReceipt({ actor: 'first', outcome: 'accepted', offset: 10, endOffset: 20 });
    await pipeline.writeReceipt({ actor: 'first', outcome: 'discarded', offset: 30, endOffset: 40 });
    await pipeline.writeReceipt({ actor: 'second', outcome: 'accepted', offset: 20, endOffset: 30 });
    expect(await run()).toMatchObject({ complete: true, counts: { accepted: 1, deleted: 1 } });
    expect(pipeline.sunk).toEqual([2]);
  });

  it('does not take receipts of an earlier upload for those of an object without a version', async () => {
    const source = { bucket: 'source', key: 'unversioned.txt' };
    const accepted = { actor: 'first', outcome: 'accepted', source, offset: 10, endOffset: 20 } as const;
    await pipeline.writeReceipt(accepted);
    await pipeline.quarantine(lineRecord(1, { source }), {
      at: new Date(Date.now() + 3_600_000).toISOString(),
    });
    pipeline.writesReceipts = false;
    expect(await run()).toMatchObject({ complete: false, counts: { left: 1 } });
    expect(pipeline.sunk).toEqual([1]);
  });

  it('deletes a failure of an object without a version that was accepted since', async () => {
    const source = { bucket: 'source', key: 'unversioned.txt' };
    await pipeline.quarantine(lineRecord(1, { source }));
    expect(await run()).toMatchObject({ complete: true, counts: { accepted: 1, deleted: 1 } });
  });

  it('holds later records of a key back after a failure, delivers others, and keeps the failures', async () => {
    const a = { partitionKey: 'a' };
    const b = { partitionKey: 'b' };
    const kept = await pipeline.deadLetter([lineRecord(1, a), lineRecord(2, b), lineRecord(3, a)]);
    const later = await pipeline.quarantine(lineRecord(4, a));
    await pipeline.quarantine(lineRecord(5, b));
    pipeline.refused.add(1);
    const result = await run();
    expect(result).toMatchObject({
      complete: false,
      counts: { accepted: 2, failedAgain: 1, heldBack: 2, deleted: 1, left: 2 },
    });
    expect(pipeline.sunk).toEqual([2, 5]);
    expect(await pipeline.keys('failures')).toEqual([kept, later]);
    expect(pipeline.findings).toEqual([
      's3://source/notes.txt?versionId=v1 bytes 10 to 19: SINK_REFUSED',
      `s3://failures/${kept}: HEADWATERS_RECORDS_HELD_BACK`,
      `s3://failures/${later}: HEADWATERS_RECORDS_HELD_BACK`,
    ]);
  });

  it('delivers only what is missing the next time, still in order', async () => {
    await pipeline.deadLetter([lineRecord(1), lineRecord(2), lineRecord(3)]);
    pipeline.refused.add(2);
    await run();
    pipeline.refused.clear();
    expect(await run()).toMatchObject({ complete: true, counts: { accepted: 2, deleted: 1 } });
    expect(pipeline.sunk).toEqual([1, 2, 3]);
  });

  it('holds a selected failure back that has an older one of its key which is not selected', async () => {
    const older = await pipeline.quarantine(lineRecord(1), { code: 'OTHER' });
    const heldBack = await pipeline.quarantine(lineRecord(2));
    await pipeline.quarantine(lineRecord(3, { partitionKey: 'another' }));
    const result = await run({ consumer: 'first', reason: 'refused' });
    expect(pipeline.plan).toMatchObject({ counts: { failures: 2, records: 2, heldBack: 1 } });
    expect(result).toMatchObject({ complete: false, counts: { accepted: 1, heldBack: 1, left: 1 } });
    expect(pipeline.sunk).toEqual([3]);
    expect(await pipeline.keys('failures')).toEqual([older, heldBack]);
  });

  it('does not wait for an older failure of another consumer, nor for one that the ledger shows as accepted', async () => {
    await pipeline.quarantine(lineRecord(1), { code: 'OTHER' });
    await pipeline.quarantine(lineRecord(1), { code: 'OTHER', consumer: 'second' });
    await pipeline.quarantine(lineRecord(2));
    await pipeline.writeReceipt({ actor: 'first', outcome: 'accepted', offset: 10, endOffset: 20 });
    const result = await run({ consumer: 'first', reason: 'refused' });
    expect(result).toMatchObject({ complete: true, counts: { accepted: 1 } });
  });

  it('finds a record that ends the process, and delivers those of other keys', async () => {
    const records = Array.from({ length: 20 }, (_, number) =>
      lineRecord(number, { partitionKey: `key ${number % 5}` }),
    );
    await pipeline.deadLetter(records);
    pipeline.killing.add(7);
    const result = await run();
    expect(result).toMatchObject({ counts: { accepted: 17, failedAgain: 1, heldBack: 2 } });
    const numbers = records.map((_, number) => number);
    expect(new Set(pipeline.sunk)).toEqual(
      new Set(numbers.filter((number) => ![7, 12, 17].includes(number))),
    );
    expect(pipeline.findings[0]).toBe('s3://source/notes.txt?versionId=v1 bytes 70 to 79: Runtime.ExitError');
    expect(pipeline.invocations.length).toBeLessThan(15);
  });

  it('goes on when the time of an invocation is used up', async () => {
    await pipeline.deadLetter(Array.from({ length: 7 }, (_, number) => lineRecord(number)));
    pipeline.timeFor = 3;
    expect(await run()).toMatchObject({ complete: true, counts: { accepted: 7 } });
    expect(pipeline.invocations.map(({ length }) => length)).toEqual([7, 4, 1]);
  });

  it('delivers a record once that is in a batch and in quarantine, or quarantined on two days, and deletes all of them', async () => {
    await pipeline.deadLetter([lineRecord(1), lineRecord(2), lineRecord(3)]);
    await pipeline.quarantine(lineRecord(2), { at: '2026-11-28T10:00:00.000Z' });
    await pipeline.quarantine(lineRecord(2));
    expect(await run()).toMatchObject({ complete: true, counts: { accepted: 3, deleted: 3 } });
    expect(pipeline.sunk).toEqual([1, 2, 3]);
    expect(pipeline.plan).toMatchObject({ counts: { failures: 2, records: 4 } });
  });

  it('deletes the older objects of a quarantined record that is selected', async () => {
    await pipeline.quarantine(lineRecord(1), { at: '2026-11-27T10:00:00.000Z' });
    await pipeline.quarantine(lineRecord(1));
    const since = new Date('2026-11-29T00:00:00.000Z');
    expect(await run({ consumer: 'first', since })).toMatchObject({ complete: true, counts: { deleted: 2 } });
    expect(pipeline.plan).toMatchObject({ counts: { failures: 1, heldBack: 0 } });
  });

  it('stores a closure of a record without an object before it deletes its failure', async () => {
    await pipeline.deadLetter([foreignRecord(1), damagedRecord(2)]);
    await pipeline.quarantine(foreignRecord(3));
    expect(await run()).toMatchObject({ complete: true, counts: { accepted: 3, deleted: 2 } });
    const position = {
      stream: 'stream',
      shardId: 'shardId-000000000000',
      sequenceNumber: sequenceNumberOf(3),
    };
    const closure = await pipeline.read('ledger', closureKey('first', position));
    expect(parseClosure(JSON.stringify(closure))).toMatchObject({
      outcome: 'accepted',
      by: 'arn:aws:iam::123456789012:user/operator',
    });
  });

  it('deletes what an earlier run delivered but could not delete, without delivering it again', async () => {
    await pipeline.quarantine(foreignRecord(1));
    await pipeline.quarantine(lineRecord(2));
    const failing = pipeline.intercepted((name) => {
      if (name === 'DeleteObjectCommand') throw new Error('S3 is down');
    });
    const context = { ...pipeline.context, s3: failing };
    await expect(redrive(context, { consumer: 'first' }, pipeline.options())).rejects.toThrow('S3 is down');
    expect(await pipeline.keys('failures')).toHaveLength(2);
    expect(await run()).toMatchObject({ complete: true, counts: { accepted: 0, deleted: 2 } });
    expect(pipeline.sunk).toEqual([1, 2]);
  });

  it('keeps what the consumer acknowledged without a receipt', async () => {
    pipeline.writesReceipts = false;
    const key = await pipeline.quarantine(lineRecord(1));
    expect(await run()).toMatchObject({ complete: false, counts: { accepted: 0, left: 1 } });
    expect(pipeline.findings).toEqual([`s3://failures/${key}: HEADWATERS_RECEIPT_MISSING`]);
  });

  it('ignores a failure that another run deletes meanwhile', async () => {
    const key = await pipeline.quarantine(lineRecord(1));
    await pipeline.quarantine(lineRecord(2));
    // The lease is taken between the plan and the delivery.
    const s3 = pipeline.intercepted(async (name) => {
      if (name === 'PutObjectCommand')
        await pipeline.s3.send(new DeleteObjectCommand({ Bucket: 'failures', Key: key }));
    });
    const result = await redrive({ ...pipeline.context, s3 }, { consumer: 'first' }, pipeline.options());
    expect(result).toMatchObject({ complete: true, counts: { accepted: 1, deleted: 1, gone: 1 } });
  });

  it('delivers to all consumers, each what it failed on, also of mappings that were replaced', async () => {
    await pipeline.deadLetter([lineRecord(1)], { mapping: 'replaced-mapping' });
    await pipeline.deadLetter([lineRecord(1)], { consumer: 'second' });
    await pipeline.quarantine(lineRecord(2), { consumer: 'second' });
    expect(await run({})).toMatchObject({ complete: true, counts: { accepted: 3, deleted: 3 } });
    const receipts = (await pipeline.keys('ledger')).filter((key) => key.startsWith('receipts/'));
    expect(receipts.map((key) => key.split('/')[4])).toEqual(['first', 'second', 'second']);
    expect(sourceObject.key).toBe(receipts[0]?.split('/')[2]);
  });

  it('reports objects that are no failures, delivers the rest, and is not complete', async () => {
    await pipeline.put('failures', 'quarantine/first/at=2026-11-29/notes', 'hello');
    await pipeline.quarantine(lineRecord(1));
    expect(await run()).toMatchObject({ complete: false, counts: { accepted: 1, unreadable: 1 } });
    expect(pipeline.findings).toEqual([
      's3://failures/quarantine/first/at=2026-11-29/notes: HEADWATERS_FAILURE_UNREADABLE',
    ]);
  });

  it('delivers one failure by its key, with the data that the stream still has of it', async () => {
    await pipeline.quarantine(damagedRecord(1));
    await pipeline.quarantine(damagedRecord(2));
    const [key, other] = await pipeline.keys('failures');
    const data = Buffer.from(lineRecord(1).data).toString('base64');
    const readData = ({ sequenceNumber }: { readonly sequenceNumber: string }) =>
      sequenceNumber === sequenceNumberOf(1) ? data : undefined;
    const result = await redrive(
      pipeline.context,
      { consumer: 'first', key },
      { ...pipeline.options(), readData },
    );
    expect(result).toMatchObject({ complete: true, counts: { accepted: 1, deleted: 1 } });
    expect(pipeline.records.map(({ kinesis }) => kinesis.data)).toEqual([data]);
    expect(await pipeline.keys('failures')).toEqual([other]);
  });

  it('refuses a consumer that the pipeline does not have', async () => {
    await expect(run({ consumer: 'third' })).rejects.toThrow(PipelineIncompleteError);
  });
});
