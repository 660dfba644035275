import { once } from 'node:events';
import { connect as connectHttp2 } from 'node:http2';
import {
  CreateStreamCommand,
  DeleteStreamCommand,
  DeregisterStreamConsumerCommand,
  type KinesisClient,
  PutRecordCommand,
  RegisterStreamConsumerCommand,
  SplitShardCommand,
  type StartingPosition,
  SubscribeToShardCommand,
  type SubscribeToShardEvent,
  type SubscribeToShardEventStream,
} from '@aws-sdk/client-kinesis';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ManualClock } from '../manual-clock.js';
import { type TestServices, startForTest } from '../start-for-test.js';

const StreamName = 'fan-out';
const shard0 = 'shardId-000000000000';
const streamArn = `arn:aws:kinesis:us-east-1:000000000000:stream/${StreamName}`;

describe('SubscribeToShard', () => {
  let clock: ManualClock;
  let running: TestServices;
  let kinesis: KinesisClient;

  beforeEach(async () => {
    clock = new ManualClock();
    running = await startForTest({ clock });
    kinesis = running.kinesis;
    await kinesis.send(new CreateStreamCommand({ StreamName, ShardCount: 1 }));
  });
  afterEach(() => running.stop());

  async function register(ConsumerName = 'one'): Promise<string> {
    const command = new RegisterStreamConsumerCommand({ StreamARN: streamArn, ConsumerName });
    return (await kinesis.send(command)).Consumer?.ConsumerARN ?? '';
  }

  const put = async (text: string | Buffer) =>
    (await kinesis.send(new PutRecordCommand({ StreamName, Data: Buffer.from(text), PartitionKey: 'k' })))
      .SequenceNumber;

  async function subscribe(
    ConsumerARN: string,
    StartingPosition: StartingPosition = { Type: 'TRIM_HORIZON' },
  ): Promise<Events> {
    const command = new SubscribeToShardCommand({ ConsumerARN, ShardId: shard0, StartingPosition });
    const { EventStream } = await kinesis.send(command);
    if (EventStream === undefined) throw new Error('The response has no events.');
    return new Events(EventStream);
  }

  it('sends the records of the shard, and later ones as they arrive', async () => {
    const sequenceNumber = await put('first');
    const events = await subscribe(await register());
    const first = await events.next();
    expect(texts(first)).toEqual(['first']);
    expect(first).toMatchObject({ ContinuationSequenceNumber: sequenceNumber, MillisBehindLatest: 0 });
    await put('second');
    clock.advance(1);
    expect(texts(await events.next())).toEqual(['second']);
  });

  it('sends a position at once and after 5 seconds without records, from which the next subscription continues', async () => {
    const arn = await register();
    const events = await subscribe(arn, { Type: 'LATEST' });
    expect(texts(await events.next())).toEqual([]);
    clock.advance(4_999);
    await put('next');
    clock.advance(1);
    expect(texts(await events.next())).toEqual(['next']);
    clock.advance(5_000);
    const idle = await events.next();
    expect(texts(idle)).toEqual([]);
    await put('later');
    const SequenceNumber = idle.ContinuationSequenceNumber;
    const resumed = await subscribe(arn, { Type: 'AFTER_SEQUENCE_NUMBER', SequenceNumber });
    expect(texts(await resumed.next())).toEqual(['later']);
  });

  it.each<[string, (second: string | undefined) => StartingPosition, string[]]>([
    ['TRIM_HORIZON', () => ({ Type: 'TRIM_HORIZON' }), ['1', '2', '3']],
    ['LATEST', () => ({ Type: 'LATEST' }), []],
    ['AT_SEQUENCE_NUMBER', (SequenceNumber) => ({ Type: 'AT_SEQUENCE_NUMBER', SequenceNumber }), ['2', '3']],
    ['AFTER_SEQUENCE_NUMBER', (SequenceNumber) => ({ Type: 'AFTER_SEQUENCE_NUMBER', SequenceNumber }), ['3']],
    [
      'AT_TIMESTAMP',
      () => ({ Type: 'AT_TIMESTAMP', Timestamp: new Date('2026-01-01T00:00:01Z') }),
      ['2', '3'],
    ],
  ])('starts at %s', async (_type, positionOf, expected) => {
    const numbers: (string | undefined)[] = [];
    for (const text of ['1', '2', '3']) {
      numbers.push(await put(text));
      clock.advance(1_000);
    }
    const events = await subscribe(await register(), positionOf(numbers[1]));
    expect(texts(await events.next())).toEqual(expected);
  });

  it('ends without an error after 5 minutes', async () => {
    const events = await subscribe(await register());
    await events.next();
    clock.advance(299_999);
    expect(texts(await events.next())).toEqual([]);
    clock.advance(1);
    const sentWhileIdle = await events.rest();
    expect(sentWhileIdle.map(texts)).toEqual(Array(58).fill([]));
  });

  it('ends at the end of a closed shard with its children and without a position', async () => {
    await put('last');
    const events = await subscribe(await register());
    await events.next();
    const NewStartingHashKey = String(2n ** 127n);
    await kinesis.send(new SplitShardCommand({ StreamName, ShardToSplit: shard0, NewStartingHashKey }));
    clock.advance(1);
    const last = await events.next();
    expect(last.ContinuationSequenceNumber).toBeUndefined();
    expect(last.ChildShards?.map(({ ShardId, ParentShards }) => [ShardId, ParentShards])).toEqual([
      ['shardId-000000000001', [shard0]],
      ['shardId-000000000002', [shard0]],
    ]);
    expect(await events.rest()).toEqual([]);
  });

  it('gives each consumer 2 MiB per second of its own, apart from GetRecords', async () => {
    for (let second = 0; second < 6; second++) {
      await put(Buffer.alloc(1_000_000));
      clock.advance(1_000);
    }
    const [one, two] = [await subscribe(await register('one')), await subscribe(await register('two'))];
    for (const events of [one, two]) expect(recordCount(await events.next())).toBe(2);
    // 2 MB of the 2 MiB are spent: the next read may go into debt, which the one after it waits for.
    clock.advance(1);
    for (const events of [one, two]) expect(recordCount(await events.next())).toBe(2);
    clock.advance(800);
    expect(one.arrived).toBe(0);
    clock.advance(200);
    for (const events of [one, two]) expect(recordCount(await events.next())).toBe(2);
  });

  it('refuses a second subscription for 5 seconds, and then lets it take over', async () => {
    const arn = await register();
    const first = await subscribe(arn);
    await first.next();
    clock.advance(4_999);
    await expect(subscribe(arn)).rejects.toMatchObject({ name: 'ResourceInUseException' });
    clock.advance(1);
    const second = await subscribe(arn);
    expect(texts(await second.next())).toEqual([]);
    await expect(first.rest()).rejects.toMatchObject({ name: 'ResourceInUseException' });
  });

  it('ends with ResourceNotFoundException if the consumer or the stream is deleted', async () => {
    const missing = { name: 'ResourceNotFoundException' };
    const arn = await register();
    const events = await subscribe(arn);
    await kinesis.send(new DeregisterStreamConsumerCommand({ ConsumerARN: arn }));
    await expect(events.rest()).rejects.toMatchObject(missing);
    await expect(subscribe(arn)).rejects.toMatchObject(missing);
    const others = await subscribe(await register());
    await expect(kinesis.send(new DeleteStreamCommand({ StreamName }))).rejects.toMatchObject({
      name: 'ResourceInUseException',
    });
    await kinesis.send(new DeleteStreamCommand({ StreamName, EnforceConsumerDeletion: true }));
    await expect(others.rest()).rejects.toMatchObject(missing);
  });

  it.each<[string, StartingPosition]>([
    ['AT_TIMESTAMP', { Type: 'AT_TIMESTAMP' }],
    ['AT_SEQUENCE_NUMBER', { Type: 'AT_SEQUENCE_NUMBER' }],
    ['AFTER_SEQUENCE_NUMBER', { Type: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: '7' }],
  ])('refuses %s without a valid position before it sends an event', async (_type, position) => {
    await expect(subscribe(await register(), position)).rejects.toMatchObject({
      name: 'InvalidArgumentException',
    });
  });

  it('ends open subscriptions when the services close', async () => {
    const events = await subscribe(await register());
    await events.next();
    await running.services.close();
    expect(await events.rest()).toEqual([]);
    expect(clock.timers).toBe(0);
  });

  it('stops when the client disconnects', async () => {
    const arn = await register();
    const session = connectHttp2(running.services.endpoint);
    const stream = session.request({
      ':method': 'POST',
      'x-amz-target': 'Kinesis_20131202.SubscribeToShard',
      'content-type': 'application/x-amz-json-1.1',
    });
    stream.end(
      JSON.stringify({ ConsumerARN: arn, ShardId: shard0, StartingPosition: { Type: 'TRIM_HORIZON' } }),
    );
    await once(stream, 'data');
    session.destroy();
    while (clock.timers > 0) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(clock.timers).toBe(0);
  });

  it('makes no more events while the client does not read', async () => {
    await running.stop();
    running = await startForTest({ clock, enforceLimits: false });
    kinesis = running.kinesis;
    await kinesis.send(new CreateStreamCommand({ StreamName, ShardCount: 1 }));
    for (let index = 0; index < 24; index++) await put(Buffer.alloc(1_000_000, 65 + index));
    const arn = await register();
    const session = connectHttp2(running.services.endpoint);
    const stream = session.request({
      ':method': 'POST',
      'x-amz-target': 'Kinesis_20131202.SubscribeToShard',
      'content-type': 'application/x-amz-json-1.1',
    });
    stream.end(
      JSON.stringify({ ConsumerARN: arn, ShardId: shard0, StartingPosition: { Type: 'TRIM_HORIZON' } }),
    );
    await once(stream, 'response');
    for (let turn = 0; turn < 20; turn++) {
      clock.advance(1);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    // Only the end of its life is scheduled: the subscription waits for the client.
    expect(clock.timers).toBe(1);
    let received = 0;
    stream.on('data', (chunk: Buffer) => (received += chunk.length));
    while (received < 24 * 1_333_333) {
      clock.advance(1);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    session.destroy();
  });
});

const texts = ({ Records = [] }: SubscribeToShardEvent): string[] =>
  Records.map(({ Data }) => Buffer.from(Data ?? []).toString());

const recordCount = ({ Records = [] }: SubscribeToShardEvent): number => Records.length;

/** Collects the events of a subscription. */
class Events {
  readonly #queue: SubscribeToShardEvent[] = [];
  readonly #end: Promise<void>;
  #wake: () => void = () => undefined;

  constructor(events: AsyncIterable<SubscribeToShardEventStream>) {
    this.#end = this.#collect(events);
    this.#end.catch(() => undefined);
  }

  /** Number of events that nobody has taken. */
  get arrived(): number {
    return this.#queue.length;
  }

  async next(): Promise<SubscribeToShardEvent> {
    for (;;) {
      const event = this.#queue.shift();
      if (event !== undefined) return event;
      const arrival = new Promise<void>((resolve) => (this.#wake = resolve));
      await Promise.race([
        arrival,
        this.#end.then(() => {
          if (this.#queue.length === 0) throw new Error('The subscription has ended.');
        }),
      ]);
    }
  }

  /** Waits for the end. Rejects if it is an error. */
  async rest(): Promise<SubscribeToShardEvent[]> {
    await this.#end;
    return this.#queue.splice(0);
  }

  async #collect(events: AsyncIterable<SubscribeToShardEventStream>): Promise<void> {
    for await (const { SubscribeToShardEvent: event } of events) {
      if (event !== undefined) this.#queue.push(event);
      this.#wake();
    }
  }
}
