import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { RecoveryBusyError } from '@headwaters/recovery';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { jobKey, withJob } from '../../src/job/recovery-job.js';
import { type TestPipeline, startTestPipeline } from '../support/test-pipeline.js';

let pipeline: TestPipeline;
beforeEach(async () => {
  pipeline = await startTestPipeline();
});
afterEach(() => pipeline.stop());

/** A clock that moves by hand. */
class ManualClock {
  nowMillis = Date.parse('2026-11-30T10:00:00Z');
  readonly #sleeping: { readonly until: number; readonly wake: () => void }[] = [];

  now(): number {
    return this.nowMillis;
  }

  sleep(millis: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#sleeping.push({ until: this.nowMillis + millis, wake: resolve });
      signal?.addEventListener('abort', () => {
        reject(new Error('aborted'));
      });
    });
  }

  /** Moves the clock, second by second, and lets what wakes up finish its requests. */
  async advance(millis: number): Promise<void> {
    const end = this.nowMillis + millis;
    while (this.nowMillis < end) {
      this.nowMillis += 5_000;
      for (const { until, wake } of this.#sleeping) if (until <= this.nowMillis) wake();
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

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
    const isLost = await withJob(pipeline.context, job, async (running) => {
      await clock.sleep(40_000);
      await expect(withJob(pipeline.context, job, () => Promise.resolve())).rejects.toThrow(
        RecoveryBusyError,
      );
      await running.finish();
      return running.signal.aborted;
    });
    expect(isLost).toBe(false);
    const isContinued = await withJob(pipeline.context, job, (next) => Promise.resolve(next.isContinued));
    expect(isContinued).toBe(false);
  });

  it('ends its lease even if S3 refuses the write for now', async () => {
    const refused: string[] = [];
    const s3 = Object.create(pipeline.s3, {
      send: {
        value: (command: { readonly input: { readonly Body?: unknown } }) => {
          const { Body: body } = command.input;
          if (refused.length > 0 || !String(body).includes('finishedAt'))
            return pipeline.s3.send(command as never);
          refused.push('finishedAt');
          const name = 'ConditionalRequestConflict';
          return Promise.reject(Object.assign(new Error('409'), { name }));
        },
      },
    }) as typeof pipeline.s3;
    await withJob({ ...pipeline.context, s3 }, job, ({ finish }) => finish());
    expect(refused).toHaveLength(1);
    expect(await withJob(pipeline.context, job, (next) => Promise.resolve(next.isContinued))).toBe(false);
  });

  it('stores its job again if somebody deletes it, so that no other run starts', async () => {
    const clock = new ManualClock();
    const context = { ...pipeline.context, clock };
    await withJob(context, job, async ({ signal }) => {
      await pipeline.s3.send(new DeleteObjectCommand({ Bucket: 'ledger', Key: jobKey(job) }));
      await clock.advance(15_000);
      await expect(withJob(context, job, () => Promise.resolve())).rejects.toThrow(RecoveryBusyError);
      expect(signal.aborted).toBe(false);
    });
  });

  it('lets one of two runs work that start at once, and the other one after it', async () => {
    const run = () =>
      withJob(pipeline.context, job, async ({ finish }) => {
        await pipeline.context.clock.sleep(2_000);
        await finish();
      }).then(
        () => 'done',
        (error: unknown) => (error as Error).name,
      );
    expect((await Promise.all([run(), run()])).sort()).toEqual(['RecoveryBusyError', 'done']);
    expect(await run()).toBe('done');
  });

  it('does not exclude a job of another scope', async () => {
    const other = { ...job, scope: { consumer: 'audit' } };
    const result = await withJob(pipeline.context, job, () =>
      withJob(pipeline.context, other, () => Promise.resolve('done')),
    );
    expect(result).toBe('done');
  });

  it('continues the job of a run that was killed, when its lease has ended', async () => {
    const clock = new ManualClock();
    const context = { ...pipeline.context, clock };
    // A killed run neither renews nor releases its lease.
    const never = new Promise<void>(() => undefined);
    const killedClock = { now: () => clock.now(), sleep: () => never };
    const started = new Promise<Date>((resolve) => {
      void withJob({ ...context, clock: killedClock }, job, async ({ startedAt }) => {
        resolve(startedAt);
        await never;
      });
    });
    const startedAt = await started;
    await clock.advance(55_000);
    await expect(withJob(context, job, () => Promise.resolve())).rejects.toThrow(
      /start again after 2026-11-30T10:01:00/,
    );
    await clock.advance(10_000);
    const next = await withJob(context, job, async (continued) => {
      await continued.finish();
      return [continued.isContinued, continued.startedAt];
    });
    expect(next).toEqual([true, startedAt]);
    await withJob(context, job, ({ isContinued }) => {
      expect(isContinued).toBe(false);
      return Promise.resolve();
    });
  });

  it('continues a job whose work failed, at once', async () => {
    await expect(withJob(pipeline.context, job, () => Promise.reject(new Error('outage')))).rejects.toThrow(
      'outage',
    );
    expect(await withJob(pipeline.context, job, (next) => Promise.resolve(next.isContinued))).toBe(true);
  });

  it('aborts when it could not renew its lease and another run has it', async () => {
    const clock = new ManualClock();
    const context = { ...pipeline.context, clock };
    let isDown = false;
    const s3 = Object.create(pipeline.s3, {
      send: {
        value: (command: never) =>
          isDown ? Promise.reject(new Error('network')) : pipeline.s3.send(command),
      },
    }) as typeof pipeline.s3;
    const reason = withJob({ ...context, s3 }, job, async ({ signal }) => {
      isDown = true;
      await clock.advance(55_000);
      const stillHad = !signal.aborted;
      await clock.advance(30_000);
      isDown = false;
      return [stillHad, (signal.reason as Error | undefined)?.name];
    });
    expect(await reason).toEqual([true, 'RecoveryLeaseLostError']);
  });

  it('aborts when another run took its lease over', async () => {
    const clock = new ManualClock();
    const context = { ...pipeline.context, clock };
    await withJob(context, job, async ({ signal }) => {
      clock.nowMillis += 61_000;
      await withJob(context, job, async () => {
        await clock.advance(15_000);
        expect((signal.reason as Error | undefined)?.name).toBe('RecoveryLeaseLostError');
      });
    });
  });
});
