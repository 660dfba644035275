import { afterEach, describe, expect, it } from '@jest/globals';
import { type BackfillScope, type RecoveryReport, backfill } from '@headwaters/recovery';
import { type TestPipeline, publishAll, startTestPipeline } from '../support/test-pipeline.js';

let stack: TestPipeline | undefined;

afterEach(async () => {
  await stack?.stop();
});

async function run({ context }: TestPipeline, scope: Partial<BackfillScope> = {}) {
  const reports: RecoveryReport[] = [];
  const result = await backfill(
    context,
    { prefix: '', versions: 'latest', ...scope },
    { apply: true, concurrency: 1, report: (report) => reports.push(report) },
  );
  return { ...result, plan: reports.find(({ type }) => type === 'plan') };
}

describe('backfill of rejected objects', () => {
  it('sends rejected objects again on request, and sees whether they are rejected again', async () => {
    let rejects = true;
    stack = await startTestPipeline({
      producer: (pipeline) => async (sources) => {
        // A continuation publishes: the answer comes before it.
        if (!rejects) return void setTimeout(() => void publishAll(pipeline)(sources, undefined), 20);
        const rejection = {
          actor: 'producer',
          outcome: 'rejected',
          endOffset: undefined,
          isLast: false,
        } as const;
        for (const source of sources)
          await pipeline.writeReceipt({ source, ...rejection, reason: { code: 'X', message: 'x' } });
      },
    });
    await stack.upload('a.txt');
    await run(stack);
    const again = await run(stack, { rejected: true });
    expect(again).toMatchObject({
      complete: false,
      counts: { rejected: 1 },
      plan: { counts: { missing: 1 } },
    });
    rejects = false;
    expect(await run(stack)).toMatchObject({ complete: false });
    expect(await run(stack, { rejected: true })).toMatchObject({ complete: true, counts: { published: 1 } });
  });
});
