import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import {
  startSimulation,
  VirtualClock,
  type DestinationEvent,
  type DroppedEvent,
  type FunctionInvoker,
  type QueueMessageEvent,
  type Simulation,
  type SimulationOptions,
  type UploadEvent,
} from '@headwaters/stack-simulator';
import { afterEach, describe, expect, it } from '@jest/globals';
import { eventPattern, uploadStack } from '../support/upload-stack.js';
import { writeStack } from '../support/write-stack.js';

const running: Simulation[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((simulation) => simulation.stop()));
});

const worker = 'export const handler = async () => {};';

/** Fails for keys that contain `bad`, and takes no time. */
const failForBad: FunctionInvoker = {
  invoke: ({ payload, requestId }) => {
    const failure = { errorType: 'Error', errorMessage: 'bad' };
    const succeeded = { kind: 'succeeded', payload: 'null' } as const;
    const outcome = payload.includes('bad') ? ({ kind: 'failed', failure } as const) : succeeded;
    const usage = { durationMillis: 0, initDurationMillis: undefined, maxMemoryBytes: 0 };
    return Promise.resolve({ requestId, outcome, ...usage });
  },
};

const publishToTopic = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal: { Service: 's3.amazonaws.com' }, Action: 'sns:Publish', Resource: '*' },
  ],
});

async function start(resources: object, options: Partial<SimulationOptions> = {}) {
  const stackDirectory = writeStack({ resource: resources }, { 'worker.zip': worker });
  const simulation = await startSimulation({ stackDirectory, ...options });
  running.push(simulation);
  const seen = {
    upload: [] as UploadEvent[],
    message: [] as QueueMessageEvent[],
    destination: [] as DestinationEvent[],
    dropped: [] as DroppedEvent[],
    invocations: [] as string[],
  };
  simulation.events.on('upload', (event) => seen.upload.push(event));
  simulation.events.on('message', (event) => seen.message.push(event));
  simulation.events.on('destination', (event) => seen.destination.push(event));
  simulation.events.on('dropped', (event) => seen.dropped.push(event));
  simulation.events.on('invocation', ({ trigger, outcome }) =>
    seen.invocations.push(`${trigger} ${outcome.kind}`),
  );
  const { endpoint, region } = simulation;
  const s3 = new S3Client({ endpoint, region, credentials: { accessKeyId: 'x', secretAccessKey: 'x' } });
  const upload = async (...keys: readonly string[]): Promise<void> => {
    for (const Key of keys) await s3.send(new PutObjectCommand({ Bucket: 'uploads', Key, Body: 'x' }));
  };
  return { simulation, seen, upload };
}

describe('startSimulation with a rule of EventBridge', () => {
  const rule = { pattern: eventPattern({ key: [{ wildcard: 'in/*.txt' }] }) };

  it('runs the function for each upload that the pattern matches', async () => {
    const { simulation, seen, upload } = await start(uploadStack(rule));
    await upload('in/a.txt', 'in/a.csv');
    await simulation.whenIdle();
    expect(seen.upload.map(({ key, matched }) => [key, matched])).toEqual([
      ['in/a.txt', ['worker']],
      ['in/a.csv', []],
    ]);
    expect(seen.invocations).toEqual(['eventbridge succeeded']);
  });

  it('invokes without a permission only if permissions are not enforced', async () => {
    const resources = { ...uploadStack(rule), aws_lambda_permission: {} };
    const refused = await start(resources);
    await refused.upload('in/a.txt');
    await refused.simulation.whenIdle();
    expect(refused.seen.invocations).toEqual([]);
    expect(refused.seen.dropped).toMatchObject([
      { functionName: 'worker', reason: 'NO_PERMISSIONS', body: { 'detail-type': 'Object Created' } },
    ]);

    const allowed = await start(resources, { enforcePermissions: false });
    await allowed.upload('in/a.txt');
    await allowed.simulation.whenIdle();
    expect(allowed.seen.invocations).toEqual(['eventbridge succeeded']);
  });

  it.each([
    [
      'another event bus',
      { rule: { event_bus_name: 'other' } },
      'aws_cloudwatch_event_rule.uploads.event_bus_name',
    ],
    [
      'the last day of a month',
      { rule: { schedule_expression: 'cron(0 10 L * ? *)' } },
      'aws_cloudwatch_event_rule.uploads.schedule_expression',
    ],
    [
      'an input transformer',
      { target: { input_transformer: { input_template: '1' } } },
      'aws_cloudwatch_event_target.worker.input_transformer',
    ],
    [
      'a role',
      { target: { role_arn: 'arn:aws:iam::123456789012:role/r' } },
      'aws_cloudwatch_event_target.worker.role_arn',
    ],
    [
      'a target that is a topic',
      { target: { arn: 'arn:aws:sns:us-east-1:123456789012:t' } },
      'aws_cloudwatch_event_target.worker.arn',
    ],
    [
      'a target that is a FIFO queue',
      { target: { arn: 'arn:aws:sqs:us-east-1:123456789012:q.fifo' } },
      'aws_cloudwatch_event_target.worker.arn',
    ],
  ])('refuses %s by name', async (_, settings, address) => {
    const stack = uploadStack({ ...rule, ...settings });
    await expect(start(stack)).rejects.toMatchObject({
      code: 'SIMULATION_STACK_UNSUPPORTED',
      message: expect.stringContaining(`  ${address}: `),
    });
    const { simulation } = await start(stack, { allowUnsupported: true });
    expect(
      simulation.unsupported.map((feature) => `${feature.address}.${feature.attribute ?? ''}`),
    ).toContain(address);
  });
});

describe('startSimulation with a schedule', () => {
  const nightly = (schedule_expression: string) =>
    uploadStack({ pattern: '', rule: { event_pattern: null, schedule_expression }, eventbridge: false });

  it('is idle between two runs, and runs the function at each', async () => {
    const clock = new VirtualClock();
    const { simulation, seen } = await start(nightly('rate(30 days)'), {
      clock,
      runsCode: false,
      invoker: failForBad,
    });
    await simulation.whenIdle();
    expect(seen.invocations).toEqual([]);
    await clock.advance(60 * 86_400_000, () => simulation.whenSettled());
    expect(seen.invocations).toEqual(['eventbridge succeeded', 'eventbridge succeeded']);
    await simulation.stop();
    await clock.advance(60 * 86_400_000, () => Promise.resolve());
    expect(seen.invocations).toHaveLength(2);
  });

  it('never waits for longer than a timer of Node.js can, which would end at once', async () => {
    const delays: number[] = [];
    const clock = {
      now: () => 0,
      setTimeout: (_: () => void, delayMillis: number) => {
        delays.push(delayMillis);
        return () => undefined;
      },
    };
    await start(nightly('rate(30 days)'), { clock, runsCode: false, invoker: failForBad });
    expect(delays).toEqual([2 ** 31 - 1]);
  });
});

describe('startSimulation with a queue', () => {
  it('runs the function for the test message and for each upload, in batches', async () => {
    const { simulation, seen, upload } = await start(
      uploadStack({ queue: {}, mapping: { batch_size: 3, maximum_batching_window_in_seconds: 2 } }),
    );
    await upload('a', 'b');
    await simulation.whenIdle();
    expect(seen.upload.map(({ matched }) => matched)).toEqual([['worker'], ['worker']]);
    expect(seen.invocations).toEqual(['queue succeeded']);
    const changes = seen.message.map(({ change }) => change).sort();
    expect(changes).toEqual(
      [
        ...Array<string>(3).fill('processed'),
        ...Array<string>(2).fill('sent'),
        'received',
        'received',
        'received',
      ].sort(),
    );
    expect(simulation.countMessages()['inbox']).toEqual({ visible: 0, inFlight: 0, delayed: 0 });
  });

  it('moves a message that fails to the dead-letter queue, which counts as a failure of the function', async () => {
    const redrive_policy = JSON.stringify({
      deadLetterTargetArn: '${aws_sqs_queue.dead-letters.arn}',
      maxReceiveCount: 1,
    });
    const { simulation, seen, upload } = await start(
      uploadStack({
        queue: {},
        queueSettings: { visibility_timeout_seconds: 1, redrive_policy },
        timeoutSeconds: 1,
      }),
      { runsCode: false, invoker: failForBad },
    );
    await simulation.whenIdle();
    await upload('bad');
    await simulation.whenIdle();
    expect(seen.invocations).toEqual(['queue succeeded', 'queue failed']);
    expect(seen.destination).toMatchObject([
      {
        functionName: 'worker',
        mapping: 'aws_lambda_event_source_mapping.inbox',
        condition: 'MaxReceiveCountExceeded',
        destination: { kind: 'sqs', name: 'dead-letters' },
        body: { Records: [{ s3: { object: { key: 'bad' } } }] },
      },
    ]);
    expect(simulation.countMessages()['dead-letters']).toEqual({ visible: 1, inFlight: 0, delayed: 0 });
  });

  it('keeps messages while the mapping is disabled', async () => {
    const { simulation, seen, upload } = await start(uploadStack({ queue: {}, mapping: { enabled: false } }));
    await upload('a');
    await simulation.whenIdle();
    expect(seen.invocations).toEqual([]);
    expect(simulation.countMessages()['inbox']?.visible).toBe(2);
    simulation.setMappingEnabled('aws_lambda_event_source_mapping.inbox', true);
    await simulation.whenIdle();
    expect(seen.invocations).toEqual(['queue succeeded']);
  });

  it.each([
    ['lambda', ['aws_sns_topic_subscription.worker']],
    ['email', []],
  ])('refuses a topic between the bucket and a %s subscriber: %j', async (protocol, addresses) => {
    const stack = {
      ...uploadStack({}),
      aws_sns_topic: { uploads: { name: 'uploads', policy: publishToTopic } },
      aws_s3_bucket_notification: {
        uploads: {
          bucket: 'uploads',
          topic: { topic_arn: '${aws_sns_topic.uploads.arn}', events: ['s3:ObjectCreated:*'] },
        },
      },
      aws_sns_topic_subscription: {
        worker: { topic_arn: '${aws_sns_topic.uploads.arn}', protocol, endpoint: 'worker' },
      },
    };
    const refused = await start(stack).then(
      () => [],
      (error: unknown) => (error as { features: readonly { address: string }[] }).features,
    );
    expect(refused.map(({ address }) => address)).toEqual(addresses);
  });

  it('lists that the API of a queue is not served', async () => {
    const { simulation } = await start(uploadStack({ queue: {} }));
    expect(simulation.unsupported).toContainEqual({
      address: 'aws_sqs_queue.inbox',
      consequence: 'only mappings read the queue: its API is not served, and a function that calls it fails',
    });
  });
});
