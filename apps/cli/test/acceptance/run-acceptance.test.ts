import { describe, expect, it } from '@jest/globals';
import type { Observation } from '../../src/acceptance/observation/observation.js';
import { runAcceptance } from '../../src/acceptance/run-acceptance.js';
import type { AcceptanceStep } from '../../src/acceptance/steps/step.js';
import type { AcceptanceTarget } from '../../src/acceptance/target/target.js';
import { InterruptedError, StepNotRunError, UndoFailedError } from '../../src/errors.js';
import { fakeTarget } from '../support/fake-target.js';

const simulator = fakeTarget({ withoutCloudWatch: 'the simulator has no CloudWatch' });
const target = fakeTarget();

type See = (where: AcceptanceTarget) => Observation | Promise<Observation>;

/** A step that must see `{ count: 1 }`. */
const step = (see: See, overrides: Partial<AcceptanceStep> = {}): AcceptanceStep => ({
  name: 'step',
  title: 'There is one',
  run: async (where) => ({ observation: await see(where) }),
  expectation: () => ({ count: 1 }),
  ...overrides,
});

async function run(one: AcceptanceStep, mayDisrupt = true, where: AcceptanceTarget = target) {
  const [report] = await runAcceptance({ steps: [one], target: where, simulator, mayDisrupt });
  return report;
}

/** Fails at the target alone. */
const failing = (error: Error) =>
  step((where) => {
    if (where === simulator) return { count: 1 };
    throw error;
  });

const awsError = (name: string, httpStatusCode: number) =>
  Object.assign(new Error('message of AWS'), { name, $metadata: { httpStatusCode } });

describe('runAcceptance', () => {
  it('passes a step that sees what it must, and reports what the simulator saw', async () => {
    const report = await run(step((where) => ({ count: 1, word: where === simulator ? 'a' : 'b' })));
    expect(report).toMatchObject({
      status: 'passed',
      predicted: { count: 1, word: 'a' },
      observed: { count: 1, word: 'b' },
      problems: [],
      differences: [{ field: 'word', expected: 'a', observed: 'b' }],
    });
  });

  it('fails a step that sees something else, also if the simulator sees the same', async () => {
    expect(await run(step(() => ({ count: 2 })))).toMatchObject({
      status: 'failed',
      problems: [{ field: 'count', expected: 1, observed: 2 }],
      differences: [],
    });
  });

  it('fails a step that ends with an error, and runs the next one', async () => {
    const steps = [failing(awsError('NoSuchBucket', 404)), step(() => ({ count: 1 }))];
    const reports = await runAcceptance({ steps, target, simulator, mayDisrupt: true });
    expect(reports).toMatchObject([
      { status: 'failed', reason: 'AWS answered NoSuchBucket: message of AWS', predicted: { count: 1 } },
      { status: 'passed' },
    ]);
  });

  it.each([
    ['a step that says why', new StepNotRunError('no consumer'), 'no consumer'],
    [
      'a call that the caller may not make',
      awsError('AccessDeniedException', 400),
      'AWS answered AccessDeniedException: message of AWS',
    ],
    [
      'a service that is absent',
      awsError('NotImplemented', 501),
      'AWS answered NotImplemented: message of AWS',
    ],
  ])('lists %s as not run, with the reason', async (_, error, reason) => {
    expect(await run(failing(error))).toMatchObject({ status: 'not run', reason });
  });

  it('lists a step that needs CloudWatch as not run where there is none', async () => {
    const never = step(() => fail('ran'), { needsCloudWatch: true });
    expect(await run(never, true, simulator)).toMatchObject({
      status: 'not run',
      reason: 'the simulator has no CloudWatch',
    });
  });

  it('runs a step that needs CloudWatch without a prediction', async () => {
    expect(await run(step(() => ({ count: 1 }), { needsCloudWatch: true }))).toMatchObject({
      status: 'passed',
      unpredicted: 'the simulator has no CloudWatch',
      differences: [],
    });
  });

  it('lists a disruptive step as not run where disruption is not allowed, and does not even predict it', async () => {
    const disruptive = step(() => fail('ran'), { disruption: 'raises an alarm' });
    expect(await run(disruptive, false)).toMatchObject({
      status: 'not run',
      reason: 'it raises an alarm; allow that with --disruptive',
    });
  });

  it('still runs a step that fails in the simulator, and says so', async () => {
    const report = await run(
      step((where) => {
        if (where === simulator) throw new Error('the simulator failed');
        return { count: 1 };
      }),
    );
    expect(report).toMatchObject({ status: 'passed', unpredicted: 'the simulator failed' });
  });

  it('stops if a setting of the environment could not be restored', async () => {
    const steps = [failing(new UndoFailedError(['mapping m-1'], undefined, [])), step(() => fail('ran'))];
    await expect(runAcceptance({ steps, target, simulator, mayDisrupt: true })).rejects.toThrow(
      'Settings could not be restored: mapping m-1',
    );
  });

  it('stops when the run is interrupted, after the step in the environment has ended', async () => {
    const controller = new AbortController();
    const reason = new InterruptedError('The run was interrupted.');
    const events: string[] = [];
    const [where, stopping] = [1, 2].map(() => fakeTarget({ signal: controller.signal }));
    if (where === undefined || stopping === undefined) throw new Error('There are two targets.');
    const interrupted = step(async (each) => {
      controller.abort(reason);
      await new Promise((resolve) => setTimeout(resolve, each === stopping ? 0 : 30));
      events.push(each === stopping ? 'simulator stopped' : 'settings restored');
      throw reason;
    });
    const running = runAcceptance({
      steps: [interrupted],
      target: where,
      simulator: stopping,
      mayDisrupt: true,
    });
    await expect(running).rejects.toBe(reason);
    expect(events).toEqual(['simulator stopped', 'settings restored']);
  });
});

function fail(message: string): never {
  throw new Error(message);
}
