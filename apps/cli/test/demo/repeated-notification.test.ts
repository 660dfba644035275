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

let folder: string;
let simulation: Simulation;
let s3: S3Client;
/** The event that the producer was last invoked with. */
let notification = '';

beforeAll(async () => {
  folder = writePipelineStack({ producer: { CELL_BYTES: '65536' }, consumers: { audit: { SINK: 'log' } } });
  simulation = await startSimulation({ stackDirectory: folder, enforceLimits: false });
  s3 = createLocalS3Client(simulation);
  simulation.events.on('invocation', ({ functionName, payload }) => {
    if (functionName === 'producer') notification = payload;
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

const kinesisRecords = () => simulation.services.kinesis.statistics('stream').records;

async function listProducerReceipts(): Promise<string[]> {
  const { Contents: objects = [] } = await s3.send(new ListObjectsV2Command({ Bucket: 'ledger' }));
  return objects.flatMap(({ Key: key = '' }) => (key.includes('/producer/') ? [key] : []));
}

describe('a second notification for the same file', () => {
  it('puts no Kinesis record again for the ranges in the receipts, which the producer writes as it publishes', async () => {
    expect((await listProducerReceipts()).length).toBeGreaterThan(1);
    const before = kinesisRecords();
    const { outcome } = await simulation.invoke('producer', notification);
    expect(outcome.kind).toBe('succeeded');
    expect(kinesisRecords()).toBe(before);
  });

  it('puts only the ranges of a lost receipt again', async () => {
    const [lost = ''] = (await listProducerReceipts()).slice(-1);
    await s3.send(new DeleteObjectsCommand({ Bucket: 'ledger', Delete: { Objects: [{ Key: lost }] } }));
    const before = kinesisRecords();
    await simulation.invoke('producer', notification);
    const repeated = kinesisRecords() - before;
    expect(repeated).toBeGreaterThan(0);
    expect(repeated).toBeLessThanOrEqual(before - 32);
    await simulation.invoke('producer', notification);
    expect(kinesisRecords()).toBe(before + repeated);
  });
});
