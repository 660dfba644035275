import { DescribeStreamConsumerCommand, KinesisClient, PutRecordCommand } from '@aws-sdk/client-kinesis';
import { type FunctionInvoker, startSimulation, VirtualClock } from '@headwaters/stack-simulator';
import { afterEach, describe, expect, it } from '@jest/globals';
import { writeStack } from '../support/write-stack.js';

const cleanups: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
const policy = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'kinesis:*', Resource: '*' }],
});

const functionOf = (name: string) => ({
  function_name: name,
  filename: 'code.zip',
  handler: 'handler.handler',
  runtime: 'nodejs22.x',
  role: '${aws_iam_role.role.arn}',
});

const mappingOf = (name: string, source: string) => ({
  event_source_arn: source,
  function_name: `\${aws_lambda_function.${name}.arn}`,
  starting_position: 'TRIM_HORIZON',
  batch_size: 1,
});

/** Functions a and b read the stream itself, function c has enhanced fan-out. */
const stack = {
  '//': { metadata: { stackName: 'readers' } },
  provider: { aws: [{ region: 'eu-west-1' }] },
  resource: {
    aws_iam_role: { role: { name: 'role', inline_policy: { name: 'all', policy } } },
    aws_kinesis_stream: { stream: { name: 'stream', shard_count: 1 } },
    aws_kinesis_stream_consumer: { c: { name: 'c', stream_arn: '${aws_kinesis_stream.stream.arn}' } },
    aws_lambda_function: { a: functionOf('a'), b: functionOf('b'), c: functionOf('c') },
    aws_lambda_event_source_mapping: {
      a: mappingOf('a', '${aws_kinesis_stream.stream.arn}'),
      b: mappingOf('b', '${aws_kinesis_stream.stream.arn}'),
      c: mappingOf('c', '${aws_kinesis_stream_consumer.c.arn}'),
    },
  },
};

async function start(enforceLimits: boolean) {
  const clock = new VirtualClock();
  const received: Record<string, number> = { a: 0, b: 0, c: 0 };
  const invoker: FunctionInvoker = {
    invoke: ({ functionName, requestId }) => {
      received[functionName] = (received[functionName] ?? 0) + 1;
      return Promise.resolve({
        requestId,
        outcome: { kind: 'succeeded', payload: '{}' },
        durationMillis: 0,
        initDurationMillis: undefined,
        maxMemoryBytes: 0,
      });
    },
  };
  const stackDirectory = writeStack(stack, { 'code.zip': 'export const handler = async () => 1;' });
  const simulation = await startSimulation({ stackDirectory, clock, enforceLimits, invoker });
  const { endpoint, region } = simulation;
  const kinesis = new KinesisClient({ endpoint, region, credentials });
  cleanups.push(() => simulation.stop());
  cleanups.push(() => {
    kinesis.destroy();
  });
  const advance = (millis: number) => clock.advance(millis, () => simulation.whenSettled());
  return { simulation, kinesis, received, advance };
}

/** Writes 10 MB in 10 seconds, while no mapping reads. */
async function fillShard({ simulation, kinesis, advance }: Awaited<ReturnType<typeof start>>) {
  const addresses = simulation.blueprint.mappings.map(({ address }) => address);
  for (const address of addresses) simulation.setMappingEnabled(address, false);
  for (let second = 0; second < 10; second++) {
    const request = { StreamName: 'stream', PartitionKey: 'key', Data: Buffer.alloc(1_000_000) };
    await kinesis.send(new PutRecordCommand(request));
    await advance(1_000);
  }
  for (const address of addresses) simulation.setMappingEnabled(address, true);
}

describe('mappings of a stream', () => {
  it('share 2 MiB per second of a shard, except for a consumer with enhanced fan-out, which has its own', async () => {
    const started = await start(true);
    await fillShard(started);
    await started.advance(2_000);
    // In 2 s: a burst of one second and one read into debt at most, so 6 to 8 MB for each share.
    const { a = 0, b = 0, c = 0 } = started.received;
    expect(c).toBeGreaterThanOrEqual(6);
    expect(c).toBeLessThanOrEqual(8);
    expect(a + b).toBeGreaterThanOrEqual(6);
    expect(a + b).toBeLessThanOrEqual(8);
    await started.advance(10_000);
    expect(started.received).toEqual({ a: 10, b: 10, c: 10 });
  });

  it('read without a limit if limits are not enforced', async () => {
    const started = await start(false);
    await fillShard(started);
    await started.advance(0);
    expect(started.received).toEqual({ a: 10, b: 10, c: 10 });
  });
});

describe('aws_kinesis_stream_consumer', () => {
  it('is supported, and is registered in the local Kinesis with the ARN of the stack', async () => {
    const { simulation, kinesis } = await start(true);
    expect(simulation.unsupported).toEqual([]);
    const ConsumerARN = simulation.blueprint.mappings.find(
      ({ functionName }) => functionName === 'c',
    )?.sourceArn;
    const { ConsumerDescription } = await kinesis.send(new DescribeStreamConsumerCommand({ ConsumerARN }));
    expect(ConsumerDescription).toMatchObject({ ConsumerName: 'c', ConsumerStatus: 'ACTIVE' });
  });
});
