import { afterEach, describe, expect, it } from '@jest/globals';
import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { type ReconcileOptions, type RecoveryReport, reconcile } from '@headwaters/recovery';
import { type TestPipeline, type TestPipelineOptions, startTestPipeline } from '../support/test-pipeline.js';

let pipeline: TestPipeline | undefined;

afterEach(async () => {
  await pipeline?.stop();
  pipeline = undefined;
});

async function start(options: TestPipelineOptions = {}): Promise<TestPipeline> {
  pipeline = await startTestPipeline(options);
  return pipeline;
}

const hourMillis = 3_600_000;

/** Compares as if the uploads were `ageMillis` old. */
async function run(
  { context }: TestPipeline,
  options: Partial<ReconcileOptions> & { ageMillis?: number } = {},
) {
  const findings: string[] = [];
  const { ageMillis = hourMillis, ...more } = options;
  const report = (event: RecoveryReport) => {
    if (event.type === 'finding') findings.push(`${event.subject.replace(/\?.*/, '')}: ${event.code}`);
  };
  const clock = { ...context.clock, now: () => Date.now() + ageMillis };
  const result = await reconcile({ ...context, clock }, {}, { report, ...more });
  const found = Object.entries(result.counts).filter(([, count]) => count > 0);
  return { ...result, counts: Object.fromEntries(found), findings };
}

function failedUpload(key: string, versionId?: string) {
  return {
    version: '1.0',
    timestamp: new Date().toISOString(),
    requestContext: {
      requestId: '1',
      functionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:producer:live',
      condition: 'RetriesExhausted',
      approximateInvokeCount: 3,
    },
    requestPayload: {
      Records: [
        {
          s3: { bucket: { name: 'source' }, object: { key, ...(versionId !== undefined && { versionId }) } },
        },
      ],
    },
    responsePayload: { errorMessage: 'no' },
  };
}

describe('reconcile', () => {
  it('is complete when every consumer has accepted every version', async () => {
    const stack = await start();
    for (const source of [
      await stack.upload('a.txt'),
      await stack.upload('a.txt'),
      await stack.upload('b.txt'),
    ]) {
      for (const actor of ['producer', 'first', 'second']) await stack.publish(source, actor);
    }
    expect(await run(stack)).toMatchObject({
      complete: true,
      isPartial: false,
      lastKey: 'b.txt',
      counts: { versions: 3, complete: 3 },
      findings: [],
    });
  });

  it('reports a version without receipts as never seen after the grace period, and as in flight before', async () => {
    const stack = await start();
    await stack.upload('a.txt');
    expect(await run(stack)).toMatchObject({
      complete: false,
      counts: { versions: 1, neverSeen: 1, lostOrPending: 1 },
      findings: ['s3://source/a.txt: HEADWATERS_OBJECT_NEVER_SEEN'],
    });
    expect(await run(stack, { ageMillis: 60_000 })).toMatchObject({
      complete: true,
      counts: { inFlight: 1 },
    });
  });

  it('counts what no rule matches and what is too old, without failing', async () => {
    const stack = await start({ pipeline: { receiptDays: 1 } });
    await stack.upload('photo.jpg');
    await stack.upload('a.txt');
    expect(await run(stack, { ageMillis: 48 * hourMillis })).toMatchObject({
      complete: true,
      counts: { versions: 2, neverSeen: 1, noRuleMatched: 1, tooOld: 1 },
    });
  });

  it('excludes delete markers, folder markers and canary objects', async () => {
    const stack = await start({ pipeline: { canaryPrefix: 'canary/' } });
    await stack.upload('folder/', '');
    await stack.upload('canary/1.txt');
    await stack.s3.send(new DeleteObjectCommand({ Bucket: 'source', Key: 'gone.txt' }));
    expect(await run(stack)).toMatchObject({
      complete: true,
      counts: { versions: 3, deleteMarker: 1, folderMarker: 1, canary: 1 },
    });
  });

  it('reports a version late that a consumer has not accepted completely', async () => {
    const stack = await start();
    const source = await stack.upload('a.txt');
    await stack.publish(source);
    await stack.publish(source, 'first');
    await stack.writeReceipt({ source, actor: 'second', outcome: 'accepted', endOffset: 2, isLast: false });
    expect(await run(stack)).toMatchObject({
      complete: false,
      counts: { late: 1 },
      findings: ['s3://source/a.txt: HEADWATERS_OBJECT_LATE'],
    });
    await stack.writeReceipt({ source, actor: 'second', outcome: 'accepted', offset: 2, endOffset: 3 });
    expect(await run(stack)).toMatchObject({ complete: true, counts: { complete: 1 } });
  });

  it('reads receipts with gaps: parts of a range from several receipts make it complete', async () => {
    const stack = await start();
    const source = await stack.upload('a.txt');
    await stack.publish(source);
    await stack.publish(source, 'first');
    const part = (index: number) => ({ offset: 0, endOffset: 3, count: 2, indexes: [index] });
    const accepted = { source, actor: 'second', outcome: 'accepted', ranges: [] } as const;
    await stack.writeReceipt({ ...accepted, ranges: [], divided: [part(0)] });
    expect(await run(stack)).toMatchObject({ counts: { late: 1 } });
    await stack.writeReceipt({ ...accepted, ranges: [], divided: [part(1)] });
    expect(await run(stack)).toMatchObject({ complete: true, counts: { complete: 1 } });
  });

  it('takes what was published without offsets as unknown', async () => {
    const stack = await start();
    const wire = { profile: 'plain', hasOffsets: false } as const;
    await stack.writeReceipt({
      source: await stack.upload('a.txt'),
      actor: 'producer',
      outcome: 'published',
      wire,
    });
    expect(await run(stack)).toMatchObject({ complete: true, counts: { unknown: 1 } });
  });

  it('reports rejected uploads, and counts discarded ranges as closed', async () => {
    const stack = await start();
    const open = { endOffset: undefined, isLast: false };
    const rejected = await stack.upload('rejected.txt');
    await stack.writeReceipt({ source: rejected, actor: 'producer', outcome: 'rejected', ...open });
    const discarded = await stack.upload('discarded.txt');
    await stack.publish(discarded);
    await stack.publish(discarded, 'first');
    await stack.writeReceipt({ source: discarded, actor: 'second', outcome: 'discarded' });
    expect(await run(stack)).toMatchObject({
      complete: false,
      counts: { versions: 2, rejected: 1, discarded: 1 },
      findings: ['s3://source/rejected.txt: HEADWATERS_OBJECT_REJECTED'],
    });
  });

  it('finds dead-lettered uploads and quarantined records in the failures bucket', async () => {
    const stack = await start();
    const put = (Key: string, body: object) =>
      stack.s3.send(new PutObjectCommand({ Bucket: 'failures', Key, Body: JSON.stringify(body) }));
    const { versionId } = await stack.upload('failed.txt');
    await put(
      'aws/lambda/async/producer/2026/11/30/2026-11-30T10.00.00-1',
      failedUpload('failed.txt', versionId),
    );
    const source = await stack.upload('quarantined.txt');
    for (const actor of ['producer', 'first']) await stack.publish(source, actor);
    await stack.writeReceipt({ source, actor: 'second', outcome: 'quarantined' });
    expect(await run(stack)).toMatchObject({ complete: false, counts: { versions: 2, deadLettered: 2 } });
  });

  it('reads no failures while everything is complete', async () => {
    const stack = await start();
    const source = await stack.upload('a.txt');
    for (const actor of ['producer', 'first', 'second']) await stack.publish(source, actor);
    stack.requests.length = 0;
    await run(stack);
    expect(stack.requests).toEqual(['ListObjectVersionsCommand', 'ListObjectsV2Command']);
  });

  it('ends with a partial report at stopAtMillis', async () => {
    const stack = await start();
    await stack.upload('a.txt');
    expect(await run(stack, { stopAtMillis: 0 })).toMatchObject({
      complete: false,
      isPartial: true,
      lastKey: null,
    });
  });
});
