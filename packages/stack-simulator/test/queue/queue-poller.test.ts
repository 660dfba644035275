import { Activity, ScriptedFunctions, VirtualClock } from '@headwaters/stack-simulator';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { QueueMappingPlan } from '../../src/blueprint/queue-mappings.js';
import { MessageQueue } from '../../src/queue/message-queue.js';
import { QueuePoller } from '../../src/queue/queue-poller.js';

const queueArn = 'arn:aws:sqs:us-east-1:123456789012:q';
const noop = (): void => undefined;
const pollers: QueuePoller[] = [];
afterEach(() => {
  for (const poller of pollers.splice(0)) poller.stop();
});

function startPoller(settings: Partial<QueueMappingPlan> = {}) {
  const clock = new VirtualClock();
  const activity = new Activity(clock);
  const functions = new ScriptedFunctions(activity);
  const queuePlan = { address: '', name: 'q', arn: queueArn, delaySeconds: 0, retentionSeconds: 345_600 };
  const queue = new MessageQueue(
    { ...queuePlan, visibilityTimeoutSeconds: 30, redrive: undefined },
    clock,
    noop,
  );
  const plan: QueueMappingPlan = {
    address: 'aws_lambda_event_source_mapping.m',
    uuid: 'm',
    functionName: 'f',
    qualifier: undefined,
    enabled: true,
    queueName: 'q',
    sourceArn: queueArn,
    batchSize: 1,
    batchingWindowSeconds: 0,
    maximumConcurrency: undefined,
    reportBatchItemFailures: false,
    filterPatterns: [],
    ...settings,
  };
  const processed: string[] = [];
  const poller = new QueuePoller({
    plan,
    queue,
    origin: { queueArn, region: 'us-east-1', accountId: '123456789012' },
    clock,
    activity,
    invoker: functions,
    listener: {
      onReceived: noop,
      onProcessed: (messages) => processed.push(...messages.map(({ body }) => body)),
      onFiltered: noop,
      onDeadLettered: noop,
      onExpired: noop,
    },
  });
  pollers.push(poller);
  poller.start();
  return {
    queue,
    poller,
    functions,
    activity,
    processed,
    held: () => functions.held.map(({ records }) => records.map(({ data }) => data).join()),
    advance: (seconds: number) => clock.advance(seconds * 1_000, () => activity.whenSettled()),
  };
}

const letters = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];

describe('QueuePoller', () => {
  it.each([
    [undefined, 5],
    [2, 2],
    [6, 6],
  ])(
    'with a maximum concurrency of %p, processes %d batches at a time',
    async (maximumConcurrency, count) => {
      const { queue, functions, activity, held } = startPoller({ maximumConcurrency });
      functions.set('f', [{ hold: true }]);
      for (const body of letters) queue.send(body);
      await activity.whenSettled();
      expect(held()).toEqual(letters.slice(0, count));
      functions.finish({ function: 'f', records: ['b'], behaviour: { respond: null } });
      await activity.whenSettled();
      expect(held()).toEqual(letters.slice(0, count + 1).filter((body) => body !== 'b'));
    },
  );

  it('receives nothing while it is disabled, and counts the result of a batch in flight', async () => {
    const { queue, poller, functions, activity, held, processed } = startPoller();
    functions.set('f', [{ hold: true }]);
    queue.send('a');
    await activity.whenSettled();
    poller.disable();
    queue.send('b');
    await activity.whenSettled();
    expect(held()).toEqual(['a']);
    functions.finish({ function: 'f', behaviour: { respond: null } });
    await activity.whenIdle();
    expect([processed, queue.counts.visible]).toEqual([['a'], 1]);
    poller.enable();
    await activity.whenSettled();
    expect(held()).toEqual(['b']);
  });

  it('receives a message again whose invocation takes longer than the visibility timeout', async () => {
    const { queue, functions, activity, held, advance } = startPoller();
    functions.set('f', [{ hold: true }]);
    queue.send('a');
    await activity.whenSettled();
    await advance(29);
    expect(held()).toEqual(['a']);
    await advance(1);
    expect(held()).toEqual(['a', 'a']);
  });

  it('is idle with messages that nothing will receive, and not while a message waits to be visible', async () => {
    const { queue, poller, functions, activity, advance } = startPoller();
    functions.set('f', [{ throw: 'no' }, { respond: null }]);
    queue.send('a');
    await activity.whenSettled();
    expect(activity.idle).toBe(false);
    await advance(30);
    expect(activity.idle).toBe(true);
    poller.disable();
    queue.send('b');
    expect(activity.idle).toBe(true);
  });

  it('gives up a throttled batch when its messages become visible', async () => {
    const { queue, functions, advance, processed } = startPoller();
    functions.set('f', [{ throttle: true }]);
    queue.send('a');
    await advance(29);
    functions.set('f', [{ respond: null }]);
    expect(processed).toEqual([]);
    await advance(1);
    expect(processed).toEqual(['a']);
  });
});
