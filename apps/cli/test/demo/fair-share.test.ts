import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { startFaultGateway } from '@headwaters/fault-injection';
import {
  type Simulation,
  VirtualClock,
  createLocalS3Client,
  startSimulation,
} from '@headwaters/stack-simulator';
import { describe, expect, it, jest } from '@jest/globals';
import { writePipelineStack } from '../support/pipeline-stack.js';

jest.setTimeout(60_000);

/** What a call of Kinesis takes. The producer sends one Kinesis record after the other. */
const putRecordsMillis = 100;

/**
 * Lines of 1,000 bytes. Of 8 MB in 62 Kinesis records, 5 MiB fit into the producer's queue, and 21 records have to be sent before
 * it has read them to the end: two seconds.
 */
const largeFile = (megabytes: number) => `${'x'.repeat(999)}\n`.repeat(megabytes * 1_000);

const smallKeys = ['a.txt', 'b.txt', 'c.txt'];

/** Name of the object that an invocation of the producer publishes, from the start or from a later position. */
function keyOf(payload: string): string {
  const { Records: [record] = [], continuation } = JSON.parse(payload) as {
    Records?: { s3: { object: { key: string } } }[];
    continuation?: { upload: { source: { key: string } } };
  };
  return record?.s3.object.key ?? continuation?.upload.source.key ?? '';
}

async function upload(simulation: Simulation, large: string): Promise<void> {
  const s3 = createLocalS3Client(simulation);
  const put = (key: string, body: string) =>
    s3.send(new PutObjectCommand({ Bucket: 'source', Key: key, Body: body }));
  await put('large.txt', large);
  while (simulation.services.kinesis.statistics('stream').records === 0) await sleep(10);
  for (const key of smallKeys) await put(key, 'one line\n');
  s3.destroy();
}

/**
 * Uploads a large file, and small files once its first block is on the stream, while the producer has one slot. Lambda's
 * retries of throttled events wait for a clock that moves only when nothing runs.
 *
 * @returns the object of each invocation that succeeded, in order.
 */
async function publishWithOneSlot(large: string, fairShareSeconds: number): Promise<string[]> {
  const gateway = await startFaultGateway();
  const producer = {
    CELL_BYTES: '131072',
    BLOCK_COMPRESSION: 'none',
    FAIR_SHARE_SECONDS: String(fairShareSeconds),
    AWS_ENDPOINT_URL_KINESIS: gateway.endpoint,
  };
  const stackDirectory = writePipelineStack({ producer, consumers: {} });
  const clock = new VirtualClock();
  const simulation = await startSimulation({ stackDirectory, clock, enforceLimits: false });
  const plan = { faultFor: () => ({ kind: 'delay', millis: putRecordsMillis }) as const };
  gateway.setTarget({ endpoint: simulation.endpoint, plan });
  const ended: string[] = [];
  simulation.events.on('invocation', ({ functionName, payload, outcome }) => {
    if (functionName === 'producer' && outcome.kind === 'succeeded') ended.push(keyOf(payload));
  });
  try {
    simulation.reserveConcurrency('producer', 1);
    await upload(simulation, large);
    await clock.advance(60_000, () => simulation.whenSettled());
    return ended;
  } finally {
    await simulation.stop();
    await gateway.close();
    rmSync(stackDirectory, { recursive: true });
  }
}

describe('FAIR_SHARE_SECONDS, with one slot for a large file and three small ones', () => {
  it('1: the small files are published before the large one, which takes several invocations', async () => {
    const ended = await publishWithOneSlot(largeFile(8), 1);
    expect(ended.at(-1)).toBe('large.txt');
    expect(ended.filter((key) => key !== 'large.txt').sort()).toEqual(smallKeys);
    expect(ended.filter((key) => key === 'large.txt').length).toBeGreaterThan(1);
  });

  it('900: the small files wait until the large one is published', async () => {
    const ended = await publishWithOneSlot(largeFile(1), 900);
    expect(ended[0]).toBe('large.txt');
    expect(ended.slice(1).sort()).toEqual(smallKeys);
  });
});
