import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { redrive, type RedriveOptions } from '@headwaters/recovery';
import { FailurePipeline } from '../support/failure-pipeline.js';
import { lineRecord, sourceObject } from '../support/kinesis-records.js';

let pipeline: FailurePipeline;

beforeEach(async () => {
  pipeline = await FailurePipeline.start();
});

afterEach(() => pipeline.stop());

function notification({ bucket, key, versionId }: { bucket: string; key: string; versionId?: string }) {
  return {
    Records: [{ eventSource: 'aws:s3', s3: { bucket: { name: bucket }, object: { key, versionId } } }],
  };
}

function run(options: Partial<RedriveOptions> = {}) {
  return redrive(pipeline.context, { consumer: 'producer' }, { ...pipeline.options(), ...options });
}

const published = { actor: 'producer', outcome: 'published', offset: 0, endOffset: 30 } as const;

describe('redrive of uploads', () => {
  it('invokes the producer with the original event, and deletes the failure when the ledger shows the upload as published', async () => {
    const events: unknown[] = [];
    await pipeline.failUpload(notification(sourceObject));
    pipeline.producer = async (event) => {
      events.push(event);
      await pipeline.writeReceipt({ ...published, isLast: true });
      return undefined;
    };
    expect(await run()).toMatchObject({ complete: true, counts: { published: 1, deleted: 1 } });
    expect(events).toEqual([notification(sourceObject)]);
    expect(await pipeline.keys('failures')).toEqual([]);
  });

  it('follows the ledger while asynchronous invocations continue the upload', async () => {
    await pipeline.failUpload(notification(sourceObject));
    let looks = 0;
    pipeline.producer = () => pipeline.writeReceipt(published).then(() => undefined);
    const s3 = pipeline.intercepted(async (name) => {
      if (name !== 'ListObjectsV2Command') return;
      looks += 1;
      if (looks === 10)
        await pipeline.writeReceipt({ ...published, offset: 30, endOffset: 60, isLast: true });
    });
    const result = await redrive({ ...pipeline.context, s3 }, { consumer: 'producer' }, pipeline.options());
    expect(result).toMatchObject({ complete: true, counts: { published: 1 } });
    expect(looks).toBeGreaterThanOrEqual(10);
  });

  it('keeps an upload that the producer rejects, or fails on again, and reports it', async () => {
    const other = { ...sourceObject, key: 'other.txt' };
    await pipeline.writeReceipt({ actor: 'producer', outcome: 'rejected' });
    const rejected = await pipeline.failUpload(notification(sourceObject));
    const failed = await pipeline.failUpload(notification(other));
    pipeline.producer = async (event) => {
      if (JSON.stringify(event).includes('other.txt')) return { errorType: 'NoRule', errorMessage: 'no' };
      await pipeline.writeReceipt({ actor: 'producer', outcome: 'rejected' });
      return undefined;
    };
    expect(await run()).toMatchObject({
      complete: false,
      counts: { published: 0, rejected: 1, uploadsFailedAgain: 1, deleted: 0 },
    });
    expect(await pipeline.keys('failures')).toEqual([rejected, failed]);
    expect(pipeline.findings.sort()).toEqual([
      's3://source/notes.txt?versionId=v1: HEADWATERS_UPLOAD_REJECTED',
      's3://source/other.txt?versionId=v1: NoRule',
    ]);
  });

  it('does not take a rejection for the end that is older than the invocation', async () => {
    await pipeline.writeReceipt({ actor: 'producer', outcome: 'rejected' });
    await pipeline.failUpload(notification(sourceObject));
    let looks = 0;
    const s3 = pipeline.intercepted(async (name) => {
      if (name !== 'ListObjectsV2Command') return;
      looks += 1;
      if (looks === 10) await pipeline.writeReceipt({ ...published, isLast: true });
    });
    const result = await redrive({ ...pipeline.context, s3 }, { consumer: 'producer' }, pipeline.options());
    expect(result).toMatchObject({ complete: true, counts: { published: 1, rejected: 0 } });
  });

  it('ends after a time without progress, and keeps the failure', async () => {
    const key = await pipeline.failUpload(notification(sourceObject));
    expect(await run()).toMatchObject({ complete: false, counts: { unfinished: 1, deleted: 0 } });
    expect(await pipeline.keys('failures')).toEqual([key]);
    expect(pipeline.findings).toEqual(['s3://source/notes.txt?versionId=v1: HEADWATERS_UPLOAD_UNFINISHED']);
  });

  it('deletes the failure of an upload that is published, without an invocation', async () => {
    await pipeline.writeReceipt({ ...published, isLast: true });
    await pipeline.failUpload(notification(sourceObject));
    pipeline.producer = () => Promise.reject(new Error('not expected'));
    expect(await run()).toMatchObject({ complete: true, counts: { published: 1, deleted: 1 } });
    expect(pipeline.plan).toMatchObject({ counts: { uploads: 1, uploadsAlreadyPublished: 1 } });
  });

  it('does not take receipts for those of this upload if the object has no version', async () => {
    const source = { bucket: 'source', key: 'unversioned.txt' };
    await pipeline.writeReceipt({ ...published, source, isLast: true });
    await pipeline.failUpload(notification(source));
    let invocations = 0;
    pipeline.producer = async () => {
      invocations += 1;
      // Receipts of the same range replace each other.
      await pipeline.writeReceipt({ ...published, source, isLast: true });
      return undefined;
    };
    expect(await run()).toMatchObject({ complete: true, counts: { published: 1 } });
    expect(invocations).toBe(1);
    await pipeline.failUpload(notification(source));
    pipeline.producer = () => Promise.resolve(undefined);
    expect(await run({ stallMillis: 5_000 })).toMatchObject({ complete: false, counts: { unfinished: 1 } });
  });

  it('publishes an upload of several failures once', async () => {
    await pipeline.failUpload(notification(sourceObject));
    await pipeline.failUpload({ continuation: { upload: { source: sourceObject } } });
    let invocations = 0;
    pipeline.producer = async () => {
      invocations += 1;
      await pipeline.writeReceipt({ ...published, isLast: true });
      return undefined;
    };
    expect(await run()).toMatchObject({ complete: true, counts: { published: 2, deleted: 2 } });
    expect(invocations).toBe(1);
  });

  it('is part of a redrive without a consumer, and not of one with a consumer, unless asked for', async () => {
    await pipeline.quarantine(lineRecord(1));
    await pipeline.failUpload(notification(sourceObject));
    pipeline.producer = () => pipeline.writeReceipt({ ...published, isLast: true }).then(() => undefined);
    const plan = async (scope: Parameters<typeof redrive>[1]) => {
      await redrive(pipeline.context, scope, pipeline.options({ apply: false }));
      return pipeline.plan?.type === 'plan'
        ? [pipeline.plan.counts['records'], pipeline.plan.counts['uploads']]
        : [];
    };
    expect(await plan({})).toEqual([1, 1]);
    expect(await plan({ uploads: false })).toEqual([1, 0]);
    expect(await plan({ consumer: 'first' })).toEqual([1, 0]);
    expect(await plan({ consumer: 'first', uploads: true })).toEqual([1, 1]);
    expect(await plan({ consumer: 'producer' })).toEqual([0, 1]);
  });
});
