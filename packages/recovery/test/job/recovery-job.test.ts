import { RecoveryBusyError } from '@headwaters/recovery';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { withJob } from '../../src/job/recovery-job.js';
import { type TestPipeline, startTestPipeline } from '../support/test-pipeline.js';

let pipeline: TestPipeline;
beforeEach(async () => {
  pipeline = await startTestPipeline();
});
afterEach(() => pipeline.stop());

const job = { command: 'redrive', scope: { consumer: 'archive' } };

/** Executes each write twice, as the SDK does if the response to the first one is lost. */
function repeatWrites({ s3 }: TestPipeline): void {
  s3.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        if (commandName === 'PutObjectCommand') await next(args);
        return next(args);
      },
    { step: 'initialize' },
  );
}

describe('withJob', () => {
  it('has its lease, renews it and releases it if the SDK repeats a write whose response was lost', async () => {
    repeatWrites(pipeline);
    const { clock } = pipeline.context;
    const isLost = await withJob(pipeline.context, job, async ({ signal, finish }) => {
      await clock.sleep(40_000);
      await expect(withJob(pipeline.context, job, () => Promise.resolve())).rejects.toThrow(
        RecoveryBusyError,
      );
      await finish();
      return signal.aborted;
    });
    expect(isLost).toBe(false);
    const isContinued = await withJob(pipeline.context, job, (next) => Promise.resolve(next.isContinued));
    expect(isContinued).toBe(false);
  });
});
