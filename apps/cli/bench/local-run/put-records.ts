import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateStreamCommand, KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { startLocalServices } from '@headwaters/local-services';
import type { Figure } from './figure.js';

const requests = 400;
const recordsPerRequest = 500;
const recordBytes = 200;
const concurrentRequests = 4;

/** Measures PutRecords through an unconfigured client, without the throughput limits of shards. */
export async function measurePutRecords(): Promise<Figure> {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'bench-'));
  const services = await startLocalServices({ dataDirectory, enforceLimits: false });
  const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };
  const kinesis = new KinesisClient({ endpoint: services.endpoint, region: 'us-east-1', credentials });
  try {
    await kinesis.send(new CreateStreamCommand({ StreamName: 'bench', ShardCount: 4 }));
    const startedAt = performance.now();
    await Promise.all(
      Array.from({ length: concurrentRequests }, () => put(kinesis, requests / concurrentRequests)),
    );
    const seconds = (performance.now() - startedAt) / 1_000;
    return {
      what: `PutRecords, ${recordBytes}-byte records, no limits`,
      value: (requests * recordsPerRequest) / seconds,
      unit: 'records/s',
      atLeast: 20_000,
    };
  } finally {
    kinesis.destroy();
    await services.close();
    rmSync(dataDirectory, { recursive: true });
  }
}

async function put(kinesis: KinesisClient, count: number): Promise<void> {
  const Data = Buffer.alloc(recordBytes, 'x');
  for (let request = 0; request < count; request++) {
    const Records = Array.from({ length: recordsPerRequest }, (_, index) => ({
      Data,
      PartitionKey: `${request}-${index}`,
    }));
    await kinesis.send(new PutRecordsCommand({ StreamName: 'bench', Records }));
  }
}
