import { KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import {
  type AcknowledgedEvent,
  type DestinationEvent,
  type FunctionInvoker,
  type InvocationOutcome,
  type InvocationRequest,
  type Simulation,
  VirtualClock,
  startSimulation,
} from '@headwaters/stack-simulator';
import { afterEach, describe, expect, it } from '@jest/globals';
import { ingestStack } from '../support/ingest-stack.js';
import { writeStack } from '../support/write-stack.js';

const maxAgeSeconds = 43_200;

/** The mapping of a consumer: endless retries within 12 hours, batches as large as AWS allows. */
const mapping = {
  batch_size: 10_000,
  maximum_batching_window_in_seconds: 1,
  maximum_retry_attempts: -1,
  maximum_record_age_in_seconds: maxAgeSeconds,
  bisect_batch_on_function_error: true,
};

let simulation: Simulation;
afterEach(() => simulation.stop());

interface Delivery {
  readonly atSeconds: number;
  /** The data of the Kinesis records. */
  readonly data: readonly string[];
}

/** Starts a consumer that ends with `outcomeOf` its batch. */
async function start(outcomeOf: (data: readonly string[]) => InvocationOutcome) {
  const clock = new VirtualClock();
  const startMillis = clock.now();
  const seen = {
    deliveries: [] as Delivery[],
    acknowledged: [] as AcknowledgedEvent[],
    destination: [] as DestinationEvent[],
  };
  const invoker: FunctionInvoker = {
    invoke({ requestId, payload }: InvocationRequest) {
      const { Records } = JSON.parse(payload) as { Records: readonly { kinesis: { data: string } }[] };
      const data = Records.map(({ kinesis }) => Buffer.from(kinesis.data, 'base64').toString());
      seen.deliveries.push({ atSeconds: (clock.now() - startMillis) / 1_000, data });
      const outcome = outcomeOf(data);
      return Promise.resolve({
        requestId,
        outcome,
        durationMillis: 0,
        initDurationMillis: undefined,
        maxMemoryBytes: 0,
      });
    },
  };
  const stackDirectory = writeStack(ingestStack({ mapping }));
  simulation = await startSimulation({ stackDirectory, clock, invoker, enforceLimits: false });
  simulation.events.on('acknowledged', (event) => seen.acknowledged.push(event));
  simulation.events.on('destination', (event) => seen.destination.push(event));
  const advance = (seconds: number) => clock.advance(seconds * 1_000, () => simulation.whenSettled());
  return { seen, advance };
}

/** The largest number of entries in a PutRecords request. */
const maxEntries = 500;

async function put(data: readonly string[]): Promise<void> {
  const { endpoint, region } = simulation;
  const kinesis = new KinesisClient({
    endpoint,
    region,
    credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
  });
  for (let start = 0; start < data.length; start += maxEntries) {
    const Records = data
      .slice(start, start + maxEntries)
      .map((text) => ({ PartitionKey: 'k', Data: Buffer.from(text) }));
    await kinesis.send(new PutRecordsCommand({ StreamName: 'stream', Records }));
  }
  kinesis.destroy();
}

const succeeded: InvocationOutcome = { kind: 'succeeded', payload: 'null' };
const failed = (errorType: string): InvocationOutcome => ({
  kind: 'failed',
  failure: { errorType, errorMessage: '' },
});

/** Data of acknowledged or dead-lettered Kinesis records. */
const dataOf = ({ records = [] }: Pick<DestinationEvent, 'records'>) =>
  records.map(({ kinesis }) => Buffer.from(kinesis.data, 'base64').toString());

describe('startSimulation', () => {
  it('delivers 10,001 small Kinesis records in batches of 10,000 and 1', async () => {
    const { seen, advance } = await start(() => succeeded);
    await put(Array.from({ length: 10_001 }, (_, index) => String(index)));
    await advance(2);
    expect(seen.deliveries.map(({ data }) => data.length)).toEqual([10_000, 1]);
  });

  it('isolates one of 10,000 Kinesis records in 14 splits, without a delay and without a retry', async () => {
    const isBad = (data: readonly string[]) => data.includes('5000');
    const { seen, advance } = await start((data) => (isBad(data) ? failed('Runtime.ExitError') : succeeded));
    await put(Array.from({ length: 10_000 }, (_, index) => String(index)));
    await advance(0.4);
    const failures = seen.deliveries.filter(({ data }) => isBad(data));
    expect(failures.map(({ atSeconds }) => atSeconds)).toEqual(Array(15).fill(0));
    expect(failures.at(-1)?.data).toEqual(['5000']);
    expect(seen.acknowledged.flatMap(dataOf)).toHaveLength(5_000);
  });

  it('retries at most 60 s apart for 12 hours; then the Kinesis records that waited behind are too old as well', async () => {
    const { seen, advance } = await start((data) =>
      data.includes('bad') ? failed('Sandbox.Timedout') : succeeded,
    );
    await put(['before', 'bad', 'behind']);
    await advance(60);
    await put(['later']);
    await advance(maxAgeSeconds + 120);
    const attempts = seen.deliveries.filter(({ data }) => data.includes('bad'));
    const gaps = attempts
      .slice(1)
      .map(({ atSeconds }, index) => atSeconds - (attempts[index]?.atSeconds ?? 0));
    expect(Math.max(...gaps)).toBe(60);
    expect(attempts.length).toBeGreaterThan(maxAgeSeconds / 60);
    expect(seen.acknowledged.flatMap(dataOf)).toEqual(['before', 'later']);
    expect(seen.destination.map((event) => [event.condition, dataOf(event)])).toEqual([
      ['RecordAgeExceeded', ['bad']],
      ['RecordAgeExceeded', ['behind']],
    ]);
  });
});
