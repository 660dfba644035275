import { afterEach, describe, expect, it } from '@jest/globals';
import {
  type BackfillOptions,
  type BackfillScope,
  RecoveryBusyError,
  type RecoveryReport,
  backfill,
} from '@headwaters/recovery';
import {
  type TestPipeline,
  type TestPipelineOptions,
  publishAll,
  startTestPipeline,
} from '../support/test-pipeline.js';

let pipeline: TestPipeline | undefined;

afterEach(async () => {
  await pipeline?.stop();
  pipeline = undefined;
});

async function start(options: TestPipelineOptions = {}): Promise<TestPipeline> {
  pipeline = await startTestPipeline(options);
  return pipeline;
}

async function run(
  { context }: TestPipeline,
  scope: Partial<BackfillScope> = {},
  options: Partial<BackfillOptions> = {},
) {
  const reports: RecoveryReport[] = [];
  const result = await backfill(
    context,
    { prefix: '', versions: 'latest', ...scope },
    { apply: true, concurrency: 4, report: (report) => reports.push(report), ...options },
  );
  return {
    ...result,
    plan: reports.find(({ type }) => type === 'plan'),
    first: reports.find(({ type }) => type !== 'finding')?.type,
    findings: reports.flatMap((report) =>
      report.type === 'finding' ? [`${report.subject}: ${report.code}`] : [],
    ),
    messages: reports.flatMap((report) => (report.type === 'finding' ? [report.message] : [])),
  };
}

/** A producer that records what it is sent, as `key@number of the version`. */
function recording(order: string[], known: () => readonly { versionId?: string | undefined }[]) {
  return (pipeline: TestPipeline) => {
    const publish = publishAll(pipeline);
    return async (sources: Parameters<typeof publish>[0], event: unknown) => {
      const index = (versionId?: string) => known().findIndex((source) => source.versionId === versionId);
      order.push(sources.map(({ key, versionId }) => `${key}@${index(versionId)}`).join(' '));
      await publish(sources, event);
    };
  };
}

describe('backfill', () => {
  it('sends what the ledger does not show, is complete, and has nothing to do the second time', async () => {
    const sent: string[] = [];
    const stack = await start({
      producer: (pipeline) => async (sources, event) => {
        sent.push(...sources.map(({ key }) => key));
        await publishAll(pipeline)(sources, event);
      },
    });
    await stack.publish(await stack.upload('a.txt'));
    await stack.upload('b c+d.txt');
    await stack.upload('ümlaut/\u{1F600}.txt');
    const first = await run(stack);
    expect(first).toMatchObject({
      complete: true,
      first: 'plan',
      counts: { published: 2, publishedBefore: 1 },
    });
    expect(first.plan).toMatchObject({ bytes: 6, counts: { versions: 3, missing: 2, published: 1 } });
    expect(await run(stack)).toMatchObject({ complete: true, counts: { published: 0, publishedBefore: 3 } });
    expect(sent).toEqual(['b c+d.txt', 'ümlaut/\u{1F600}.txt']);
  });

  it('sends nothing without apply, and is not complete while something is missing', async () => {
    const stack = await start({ producer: () => () => Promise.reject(new Error('invoked')) });
    await stack.upload('a.txt');
    expect(await run(stack, {}, { apply: false })).toMatchObject({ complete: false, counts: { missing: 1 } });
  });

  it('counts delete markers, folder markers, canary objects, unmatched keys and archived objects, and sends none', async () => {
    const sent: string[] = [];
    const stack = await start({
      pipeline: {
        canaryPrefix: 'canary/',
        uploadFilters: [
          { prefix: '', suffix: '.txt' },
          { prefix: 'f/', suffix: '' },
        ],
      },
      producer: () => (sources) => (sent.push(...sources.map(({ key }) => key)), Promise.resolve()),
    });
    await stack.upload('f/', '');
    await stack.upload('canary/1.txt');
    await stack.upload('photo.jpg');
    const { versionId = '' } = await stack.upload("it's cold.txt", 'abc', { StorageClass: 'DEEP_ARCHIVE' });
    await stack
      .upload('instant.txt', 'abc', { StorageClass: 'GLACIER_IR' })
      .then((source) => stack.publish(source));
    const { complete, plan, messages } = await run(stack);
    expect({ complete, sent }).toEqual({ complete: false, sent: [] });
    expect(plan).toMatchObject({
      counts: { missing: 0, published: 1, canary: 1, folderMarkers: 1, noRuleMatched: 1, archived: 1 },
    });
    expect(messages).toEqual([
      expect.stringContaining(
        `aws s3api restore-object --bucket source --key 'it'\\''s cold.txt' --version-id ${versionId} --restore-request`,
      ),
    ]);
  });

  it('sends all versions of a key oldest first, and counts a deleted key', async () => {
    const order: string[] = [];
    const versions: { versionId?: string | undefined }[] = [];
    const stack = await start({ producer: recording(order, () => versions) });
    versions.push(await stack.upload('a.txt', '1'), await stack.upload('a.txt', '2'));
    versions.push(await stack.upload('b.txt', '1'), await stack.upload('a.txt', '3'));
    versions.push(await stack.upload('b.txt', '2'));
    const { complete } = await run(stack, { versions: 'all' });
    expect({ complete, order }).toEqual({
      complete: true,
      order: ['a.txt@0 b.txt@2', 'a.txt@1 b.txt@4', 'a.txt@3'],
    });
  });

  it('sends only the latest version of a key with versions: latest', async () => {
    const order: string[] = [];
    const versions: { versionId?: string | undefined }[] = [];
    const stack = await start({ producer: recording(order, () => versions) });
    for (const body of ['1', '2']) versions.push(await stack.upload('a.txt', body));
    await run(stack);
    expect(order).toEqual(['a.txt@1']);
  });

  it('holds newer versions of a key back if an older one fails', async () => {
    const stack = await start({
      producer: () => () => Promise.resolve({ errorType: 'UploadsFailedError', errorMessage: 'no' }),
    });
    await stack.upload('a.txt', '1');
    await stack.upload('a.txt', '2');
    const { complete, counts, findings } = await run(stack, { versions: 'all' });
    expect({ complete, counts }).toMatchObject({ complete: false, counts: { failed: 1, heldBack: 1 } });
    expect(findings.map((finding) => finding.split(': ')[1])).toEqual([
      'UploadsFailedError',
      'HEADWATERS_VERSION_HELD_BACK',
    ]);
  });

  it('sends the objects of an event that ended early one by one, and reports the one that fails', async () => {
    const stack = await start({
      producer: (pipeline) => async (sources) => {
        for (const source of sources) {
          if (source.key === 'b.txt') return { errorType: 'Runtime.ExitError', errorMessage: 'exit' };
          await pipeline.publish(source);
        }
        return undefined;
      },
    });
    for (const key of ['a.txt', 'b.txt', 'c.txt']) await stack.upload(key);
    const { complete, counts, findings } = await run(stack);
    expect({ complete, counts }).toMatchObject({ complete: false, counts: { published: 2, failed: 1 } });
    expect(findings).toEqual([expect.stringMatching(/^s3:\/\/source\/b\.txt\?.*: Runtime\.ExitError$/)]);
  });

  it('does not believe a success: an object without receipts fails after stallMillis', async () => {
    const stack = await start({ producer: () => () => Promise.resolve() });
    await stack.upload('a.txt');
    const { complete, findings } = await run(stack, {}, { stallMillis: 20_000 });
    expect(complete).toBe(false);
    expect(findings).toEqual([expect.stringContaining('HEADWATERS_NO_PROGRESS')]);
  });

  it('follows an object that further invocations publish, and one that times out again and again', async () => {
    let sends = 0;
    const stack = await start({
      producer:
        (pipeline) =>
        async ([source = { bucket: '', key: '' }]) => {
          const receipt = { source, actor: 'producer', outcome: 'published' } as const;
          if (source.key === 'continued.txt') {
            setTimeout(() => void pipeline.publish(source), 20);
            return undefined;
          }
          const offset = sends++;
          await pipeline.writeReceipt({ ...receipt, offset, endOffset: offset + 1, isLast: offset === 2 });
          return offset === 2 ? undefined : { errorType: 'Sandbox.Timedout', errorMessage: 'Task timed out' };
        },
    });
    await stack.upload('continued.txt');
    await stack.upload('slow.txt');
    expect(await run(stack, { prefix: 'c' })).toMatchObject({ complete: true, counts: { published: 1 } });
    expect(await run(stack, { prefix: 's' })).toMatchObject({ complete: true, counts: { published: 1 } });
    expect(sends).toBe(3);
  });

  it('does not send an object that another invocation is publishing, unless that stops', async () => {
    const sent: string[] = [];
    const stack = await start({
      producer: (pipeline) => async (sources, event) => {
        sent.push(...sources.map(({ key }) => key));
        await publishAll(pipeline)(sources, event);
      },
    });
    const receipt = { actor: 'producer', outcome: 'published', endOffset: 1, isLast: false } as const;
    const running = await stack.upload('running.txt');
    await stack.writeReceipt({ source: running, ...receipt });
    await stack.writeReceipt({ source: await stack.upload('stopped.txt'), ...receipt });
    const { clock } = stack.context;
    const waits = { ...clock };
    clock.sleep = async (millis, signal) => {
      await waits.sleep(millis, signal);
      // The wait before the first look at the ledger, not that before the renewal of the lease.
      if (millis === 1_000) await stack.publish(running);
    };
    expect(await run(stack)).toMatchObject({ complete: true, counts: { published: 2 } });
    expect(sent).toEqual(['stopped.txt']);
  });

  it('reports rejected objects, sends none of them again, and is not complete', async () => {
    const reason = { code: 'X', message: 'x' };
    const stack = await start({
      producer: (pipeline) => async (sources) => {
        for (const source of sources)
          await pipeline.writeReceipt({
            source,
            actor: 'producer',
            outcome: 'rejected',
            endOffset: undefined,
            isLast: false,
            reason,
          });
      },
    });
    await stack.upload('a.txt');
    const first = await run(stack);
    expect(first).toMatchObject({ complete: false, counts: { rejected: 1 } });
    const second = await run(stack);
    expect(second).toMatchObject({ complete: false, plan: { counts: { missing: 0, rejected: 1 } } });
    expect(second.findings).toEqual([expect.stringContaining('HEADWATERS_OBJECT_REJECTED')]);
  });

  it('takes a discarded upload as closed', async () => {
    const stack = await start();
    const source = await stack.upload('a.txt');
    await stack.writeReceipt({
      source,
      actor: 'producer',
      outcome: 'discarded',
      endOffset: undefined,
      isLast: false,
    });
    expect(await run(stack)).toMatchObject({
      complete: true,
      plan: { counts: { missing: 0, discarded: 1 } },
    });
  });

  it('limits itself to prefix, suffix and time', async () => {
    const stack = await start({ pipeline: { uploadFilters: [{ prefix: '', suffix: '' }] } });
    for (const key of ['logs/a.txt', 'logs/a.csv', 'other/a.txt']) await stack.upload(key);
    const scope = { prefix: 'logs/', suffix: '.txt' };
    expect(await run(stack, scope, { apply: false })).toMatchObject({ counts: { versions: 1 } });
    for (const time of [{ since: new Date(Date.now() + 60_000) }, { until: new Date(0) }]) {
      const { counts } = await run(stack, { ...scope, ...time }, { apply: false });
      expect(counts).toMatchObject({ versions: 0 });
    }
  });

  it('notes versions that are older than receipts are kept', async () => {
    const stack = await start({ pipeline: { receiptDays: 1 } });
    await stack.upload('a.txt');
    stack.context.clock.now = () => Date.now() + 2 * 86_400_000;
    expect(await run(stack, {}, { apply: false })).toMatchObject({
      counts: { missing: 1, olderThanReceipts: 1 },
    });
  });

  it('excludes a second run of the same prefix', async () => {
    let second: unknown;
    const stack = await start({
      producer: (pipeline) => async (sources, event) => {
        second = await run(pipeline).catch((error: unknown) => error);
        await publishAll(pipeline)(sources, event);
      },
    });
    await stack.upload('a.txt');
    expect(await run(stack)).toMatchObject({ complete: true });
    expect(second).toBeInstanceOf(RecoveryBusyError);
  });
});
