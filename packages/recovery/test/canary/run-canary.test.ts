import { afterEach, describe, expect, it } from '@jest/globals';
import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import type { ObjectVersion } from '@headwaters/pipeline-contract';
import { PipelineIncompleteError, runCanary } from '@headwaters/recovery';
import { type TestPipeline, startTestPipeline } from '../support/test-pipeline.js';

let stack: TestPipeline | undefined;

afterEach(async () => {
  await stack?.stop();
  stack = undefined;
});

/** Runs a canary while `react` plays the pipeline once the object is uploaded. */
async function run(
  react: (stack: TestPipeline, source: ObjectVersion) => Promise<void>,
  timeoutMillis = 60_000,
) {
  const pipeline = await startTestPipeline({
    pipeline: {
      canaryPrefix: 'canary/',
      uploadFilters: [
        { prefix: 'logs/', suffix: '' },
        { prefix: '', suffix: '.txt' },
      ],
    },
  });
  stack = pipeline;
  const { context } = pipeline;
  let isDone = false;
  const clock = {
    ...context.clock,
    sleep: async (millis: number, signal?: AbortSignal) => {
      await context.clock.sleep(millis, signal);
      if (isDone) return;
      isDone = true;
      const { Contents: [object] = [] } = await pipeline.s3.send(
        new ListObjectsV2Command({ Bucket: 'source' }),
      );
      const key = object?.Key ?? '';
      const { VersionId } = await pipeline.s3.send(new GetObjectCommand({ Bucket: 'source', Key: key }));
      await react(pipeline, {
        bucket: 'source',
        key,
        ...(VersionId !== undefined && { versionId: VersionId }),
      });
    },
  };
  return await runCanary({ ...context, clock }, { timeoutMillis });
}

/** Size of the object: two lines of 53 bytes. */
const objectBytes = 106;

describe('runCanary', () => {
  it('succeeds when every consumer has accepted the object, with the latency of each', async () => {
    const result = await run(async ({ writeReceipt }, source) => {
      const complete = { source, endOffset: objectBytes };
      await writeReceipt({ ...complete, actor: 'producer', outcome: 'published' });
      for (const [actor, delay] of [
        ['first', 1_000],
        ['second', 5_000],
      ] as const) {
        const at = new Date(Date.now() + delay).toISOString();
        await writeReceipt({ ...complete, actor, outcome: 'accepted', at });
      }
    });
    expect(result).toMatchObject({
      succeeded: true,
      source: {
        bucket: 'source',
        key: expect.stringMatching(/^canary\/\d{4}-\d\d-\d\dT[\d.-]+Z-[\da-f-]{36}\.txt$/),
      },
    });
    const [first, second] = result.arrivals.map(({ latencyMillis = 0 }) => Math.round(latencyMillis / 1_000));
    expect([first, second, Math.round((result.latencyMillis ?? 0) / 1_000)]).toEqual([1, 5, 5]);
  });

  it('names the consumers that have not accepted it in time', async () => {
    const result = await run(async ({ writeReceipt }, source) => {
      await writeReceipt({ source, endOffset: objectBytes, actor: 'producer', outcome: 'published' });
      await writeReceipt({ source, endOffset: objectBytes, actor: 'first', outcome: 'accepted' });
    });
    expect(result).toMatchObject({
      succeeded: false,
      latencyMillis: undefined,
      arrivals: [{ consumer: 'first', latencyMillis: expect.any(Number) }, { consumer: 'second' }],
      failure: { code: 'HEADWATERS_CANARY_NOT_ACCEPTED', message: 'Published, but not accepted by: second.' },
    });
  });

  it('says that the object was not published', async () => {
    const result = await run(() => Promise.resolve(), 5_000);
    expect(result.failure?.message).toBe('Not published: the ledger has no receipt of the producer.');
  });

  it('ends at once when the producer rejects the object', async () => {
    const result = await run(async ({ writeReceipt }, source) => {
      const reason = { code: 'HEADWATERS_X', message: 'why' };
      await writeReceipt({
        source,
        actor: 'producer',
        outcome: 'rejected',
        endOffset: undefined,
        isLast: false,
        reason,
      });
    }, 100_000_000);
    expect(result.failure).toEqual({
      code: 'HEADWATERS_CANARY_REJECTED',
      message: 'The producer rejected the object: HEADWATERS_X: why',
    });
  });

  it('refuses a prefix that no upload filter matches', async () => {
    stack = await startTestPipeline({
      pipeline: { canaryPrefix: 'canary/', uploadFilters: [{ prefix: 'logs/', suffix: '' }] },
    });
    await expect(runCanary(stack.context, { timeoutMillis: 1_000 })).rejects.toThrow(PipelineIncompleteError);
  });
});
