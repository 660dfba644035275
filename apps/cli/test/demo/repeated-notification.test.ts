import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import {
  DeleteObjectsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { type Simulation, createLocalS3Client, startSimulation } from '@headwaters/stack-simulator';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { writePipelineStack } from '../support/pipeline-stack.js';

jest.setTimeout(60_000);
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';

let folder: string;
let simulation: Simulation;
let s3: S3Client;
/** What the producer was last invoked with. */
let announcement = '';

beforeAll(async () => {
  folder = writePipelineStack({ producer: { CELL_BYTES: '65536' }, consumers: { audit: { SINK: 'log' } } });
  simulation = await startSimulation({ stackDirectory: folder, enforceLimits: false });
  s3 = createLocalS3Client(simulation);
  simulation.events.on('invocation', ({ functionName, payload }) => {
    if (functionName === 'producer') announcement = payload;
  });
  const Body = Array.from({ length: 150_000 }, () => `${randomBytes(45).toString('base64')}\n`).join('');
  await s3.send(new PutObjectCommand({ Bucket: 'source', Key: 'twice+é.txt', Body }));
  await simulation.whenIdle();
});
afterAll(async () => {
  s3.destroy();
  await simulation.stop();
  rmSync(folder, { recursive: true });
});

const recordsOnStream = () => simulation.services.kinesis.statistics('stream').records;

async function ownReceipts(): Promise<string[]> {
  const { Contents: objects = [] } = await s3.send(new ListObjectsV2Command({ Bucket: 'ledger' }));
  return objects.flatMap(({ Key: key = '' }) => (key.includes('/producer/') ? [key] : []));
}

describe('a file of more blocks than wait for the stream', () => {
  it('is written down as it comes, and not sent again when it is announced again', async () => {
    expect((await ownReceipts()).length).toBeGreaterThan(1);
    const before = recordsOnStream();
    const { outcome } = await simulation.invoke('producer', announcement);
    expect(outcome.kind).toBe('succeeded');
    expect(recordsOnStream()).toBe(before);
  });

  it('is sent again from where its receipts end, if the last is lost', async () => {
    const [lost = ''] = (await ownReceipts()).slice(-1);
    await s3.send(new DeleteObjectsCommand({ Bucket: 'ledger', Delete: { Objects: [{ Key: lost }] } }));
    const before = recordsOnStream();
    await simulation.invoke('producer', announcement);
    const sentAgain = recordsOnStream() - before;
    expect(sentAgain).toBeGreaterThan(0);
    expect(sentAgain).toBeLessThanOrEqual(before - 32);
    await simulation.invoke('producer', announcement);
    expect(recordsOnStream()).toBe(before + sentAgain);
  });
});
