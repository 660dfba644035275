// Prints the throughput of the local services with default clients, for records and one large object, and the peak memory.
// Clients and services share one process, so all figures are for both together.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import {
  CreateStreamCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  KinesisClient,
  PutRecordsCommand,
} from '@aws-sdk/client-kinesis';
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { startLocalServices } from '@headwaters/local-services';

const requests = 400;
const recordsPerRequest = 500;
const recordBytes = 200;
const objectMebibytes = 1_024;
const name = 'bench';

const dataDirectory = mkdtempSync(join(tmpdir(), 'local-services-bench-'));
const services = await startLocalServices({ dataDirectory, enforceLimits: false });
const client = {
  endpoint: services.endpoint,
  region: 'us-east-1',
  credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
};
const kinesis = new KinesisClient(client);
const s3 = new S3Client(client);

async function secondsOf(task: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await task();
  return (performance.now() - start) / 1000;
}

function print(label: string, value: number, unit: string): void {
  process.stdout.write(`${label.padEnd(36)} ${Math.round(value).toLocaleString('en').padStart(9)} ${unit}\n`);
}

async function putRecords(): Promise<void> {
  const Data = Buffer.alloc(recordBytes, 'x');
  for (let request = 0; request < requests / 4; request++) {
    const Records = Array.from({ length: recordsPerRequest }, (_, index) => ({
      Data,
      PartitionKey: `${request}-${index}`,
    }));
    await kinesis.send(new PutRecordsCommand({ StreamName: name, Records }));
  }
}

async function getRecords(ShardId: string): Promise<void> {
  const position = { StreamName: name, ShardId, ShardIteratorType: 'TRIM_HORIZON' } as const;
  let iterator = (await kinesis.send(new GetShardIteratorCommand(position))).ShardIterator;
  let behind = 1;
  while (behind > 0) {
    const page = await kinesis.send(new GetRecordsCommand({ ShardIterator: iterator }));
    iterator = page.NextShardIterator;
    behind = page.MillisBehindLatest ?? 0;
  }
}

function readInProcess(shardId: string): void {
  let position: Parameters<typeof services.kinesis.readShard>[0]['position'] = { type: 'TRIM_HORIZON' };
  let behind = 1;
  while (behind > 0) {
    const page = services.kinesis.readShard({ streamName: name, shardId, position });
    position = { type: 'AFTER_SEQUENCE_NUMBER', sequenceNumber: page.afterSequenceNumber };
    behind = page.millisBehindLatest;
  }
}

function* mebibytes(): Generator<Buffer> {
  const chunk = Buffer.alloc(1024 * 1024, 'z');
  for (let count = 0; count < objectMebibytes; count++) yield chunk;
}

await kinesis.send(new CreateStreamCommand({ StreamName: name, ShardCount: 4 }));
const records = requests * recordsPerRequest;
const putSeconds = await secondsOf(() => Promise.all(Array.from({ length: 4 }, putRecords)));
print(`put, ${recordBytes}-byte records`, records / putSeconds, 'records/s');
const shardIds = services.kinesis.shards(name).map(({ shardId }) => shardId);
print('get over HTTP', records / (await secondsOf(() => Promise.all(shardIds.map(getRecords)))), 'records/s');
const readSeconds = await secondsOf(() => {
  for (const shardId of shardIds) readInProcess(shardId);
  return Promise.resolve();
});
print('read in process', records / readSeconds, 'records/s');

await s3.send(new CreateBucketCommand({ Bucket: name }));
const object = { Bucket: name, Key: 'large' };
const Body = Readable.from(mebibytes());
const uploadSeconds = await secondsOf(() =>
  s3.send(new PutObjectCommand({ ...object, Body, ContentLength: objectMebibytes * 1024 * 1024 })),
);
print('upload 1 GiB in one request', objectMebibytes / uploadSeconds, 'MiB/s');
print('peak memory of both so far', process.resourceUsage().maxRSS / 1024, 'MiB');
const downloadSeconds = await secondsOf(async () => {
  const response = await s3.send(new GetObjectCommand(object));
  await finished((response.Body as Readable).resume());
});
print('download it', objectMebibytes / downloadSeconds, 'MiB/s');

kinesis.destroy();
s3.destroy();
await services.close();
rmSync(dataDirectory, { recursive: true });
