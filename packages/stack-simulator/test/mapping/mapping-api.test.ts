import {
  GetEventSourceMappingCommand,
  LambdaClient,
  ListEventSourceMappingsCommand,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import { KinesisClient, PutRecordCommand } from '@aws-sdk/client-kinesis';
import { type Simulation, startSimulation, VirtualClock } from '@headwaters/stack-simulator';
import { afterEach, describe, expect, it } from '@jest/globals';
import { ingestStack } from '../support/ingest-stack.js';
import { writeStack } from '../support/write-stack.js';

const cleanups: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

async function start(options: Parameters<typeof ingestStack>[0] = {}) {
  const stackDirectory = writeStack(ingestStack(options), {
    'producer.zip': 'export const handler = async () => 1;',
    'consumer.zip': 'export const handler = async () => ({ batchItemFailures: [] });',
  });
  const clock = new VirtualClock();
  const simulation = await startSimulation({ stackDirectory, clock, enforceLimits: false });
  const { endpoint, region } = simulation;
  const lambda = new LambdaClient({ endpoint, region, credentials });
  const kinesis = new KinesisClient({ endpoint, region, credentials });
  cleanups.push(() => simulation.stop());
  cleanups.push(() => {
    lambda.destroy();
    kinesis.destroy();
  });
  const [plan] = simulation.blueprint.mappings;
  if (plan === undefined) throw new Error('The stack has no mapping.');
  return { simulation, clock, lambda, kinesis, plan };
}

type Started = Awaited<ReturnType<typeof start>>;

async function put({ simulation, clock, kinesis, plan }: Started, data: string): Promise<void> {
  const request = { StreamName: plan.streamName, PartitionKey: 'key', Data: Buffer.from(data) };
  await kinesis.send(new PutRecordCommand(request));
  await advance(simulation, clock, 5);
}

async function advance(simulation: Simulation, clock: VirtualClock, seconds: number): Promise<void> {
  await clock.advance(seconds * 1_000, () => simulation.whenSettled());
}

describe('mappingHandler', () => {
  it('lists the mappings, each with its state, settings and the alias that it invokes', async () => {
    const { lambda, plan } = await start({ versions: true });
    const { EventSourceMappings: mappings } = await lambda.send(
      new ListEventSourceMappingsCommand({ MaxItems: 100 }),
    );
    expect(mappings).toEqual([
      expect.objectContaining({
        UUID: plan.uuid,
        State: 'Enabled',
        EventSourceArn: plan.streamArn,
        FunctionArn: expect.stringMatching(/:function:consumer:live$/),
        BatchSize: plan.batchSize,
        MaximumRecordAgeInSeconds: plan.maximumRecordAgeSeconds,
      }),
    ]);
  });

  it('stops a mapping with Enabled false, and resumes it where it stopped with Enabled true', async () => {
    const started = await start();
    const { simulation, clock, lambda, plan } = started;
    const acknowledged: string[] = [];
    simulation.events.on('acknowledged', ({ records }) =>
      acknowledged.push(...records.map(({ kinesis }) => Buffer.from(kinesis.data, 'base64').toString())),
    );
    await put(started, 'before');
    await lambda.send(new UpdateEventSourceMappingCommand({ UUID: plan.uuid, Enabled: false }));
    await put(started, 'meanwhile');
    const { State } = await lambda.send(new GetEventSourceMappingCommand({ UUID: plan.uuid }));
    expect({ State, acknowledged }).toEqual({ State: 'Disabled', acknowledged: ['before'] });
    await lambda.send(new UpdateEventSourceMappingCommand({ UUID: plan.uuid, Enabled: true }));
    await advance(simulation, clock, 5);
    expect(acknowledged).toEqual(['before', 'meanwhile']);
  });

  it('starts a mapping that was created disabled at its timestamp, whenever it is enabled', async () => {
    const startMillis = Date.parse('2026-01-01T00:10:00Z');
    const started = await start({
      mapping: {
        enabled: false,
        starting_position: 'AT_TIMESTAMP',
        starting_position_timestamp: new Date(startMillis).toISOString(),
      },
    });
    const { simulation, clock, lambda, plan } = started;
    const acknowledged: string[] = [];
    simulation.events.on('acknowledged', ({ records }) =>
      acknowledged.push(...records.map(({ kinesis }) => Buffer.from(kinesis.data, 'base64').toString())),
    );
    await put(started, 'before');
    await advance(simulation, clock, (startMillis - clock.now()) / 1_000);
    await put(started, 'after the timestamp');
    await advance(simulation, clock, 3_600);
    await put(started, 'last');
    const described = await lambda.send(new GetEventSourceMappingCommand({ UUID: plan.uuid }));
    expect(described).toMatchObject({
      State: 'Disabled',
      StartingPosition: 'AT_TIMESTAMP',
      StartingPositionTimestamp: new Date(startMillis),
    });
    expect(acknowledged).toEqual([]);
    await lambda.send(new UpdateEventSourceMappingCommand({ UUID: plan.uuid, Enabled: true }));
    await advance(simulation, clock, 5);
    expect(acknowledged).toEqual(['after the timestamp', 'last']);
  });

  it('discards the Kinesis records that exceed a lowered maximum record age', async () => {
    const started = await start();
    const { simulation, clock, lambda, plan } = started;
    const conditions: string[] = [];
    simulation.events.on('destination', ({ condition }) => conditions.push(condition));
    await lambda.send(new UpdateEventSourceMappingCommand({ UUID: plan.uuid, Enabled: false }));
    await put(started, 'old');
    await advance(simulation, clock, 60);
    const settings = { Enabled: true, MaximumRecordAgeInSeconds: 60 };
    const updated = await lambda.send(new UpdateEventSourceMappingCommand({ UUID: plan.uuid, ...settings }));
    await advance(simulation, clock, 5);
    expect({ age: updated.MaximumRecordAgeInSeconds, conditions }).toEqual({
      age: 60,
      conditions: ['RecordAgeExceeded'],
    });
  });

  it.each([
    ['an unknown mapping', 'ResourceNotFoundException', { UUID: 'unknown', Enabled: false }],
    ['an age of 59 s', 'InvalidParameterValueException', { MaximumRecordAgeInSeconds: 59 }],
    ['an age of 604,801 s', 'InvalidParameterValueException', { MaximumRecordAgeInSeconds: 604_801 }],
    ['another setting', 'NotImplemented', { BatchSize: 1 }],
  ])('rejects %s with %s', async (_, name, update) => {
    const { lambda, plan } = await start();
    const request = lambda.send(new UpdateEventSourceMappingCommand({ UUID: plan.uuid, ...update }));
    await expect(request).rejects.toMatchObject({ name });
  });

  it('rejects a listing by function, which it does not support, with 501', async () => {
    const { lambda } = await start();
    const request = lambda.send(new ListEventSourceMappingsCommand({ FunctionName: 'consumer' }));
    await expect(request).rejects.toMatchObject({ $metadata: { httpStatusCode: 501 } });
  });
});
