import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { systemClock } from '@headwaters/local-services';
import { functionLimits } from '@headwaters/pipeline-contract';
import { FunctionFleet, readBlueprint, readConfiguration } from '@headwaters/stack-simulator';
import { logLines } from '@headwaters/test-kit';

/** Lines of the repeated pattern: several cells. */
const patternLines = 40_000;

/** One invocation must publish the entire object, because a second one could start with fresh memory: the maximum of AWS. */
const timeoutSeconds = functionLimits.maxTimeoutSeconds;

/**
 * Runs the producer of the synthesized stack, in one invocation, on an object whose bytes are generated while they are read.
 *
 * @returns the producer's peak resident memory, in bytes.
 */
export async function measurePeakMemory(objectBytes: number): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'headwaters-bench-'));
  const blueprint = readBlueprint(await readConfiguration(resolve('cdktf.out/stacks/ingest-dev')));
  const [notification] = blueprint.notifications;
  const plan = blueprint.functions.find(({ name }) => name === notification?.functionName);
  if (notification === undefined || plan === undefined) throw new Error('The stack has no producer.');
  const pattern = Buffer.concat([...logLines(patternLines)]);
  const services = await startEndlessServices({ pattern, size: objectBytes });
  const fleet = await FunctionFleet.unpack({
    plans: [{ ...plan, environment: { ...plan.environment, FAIR_SHARE_SECONDS: String(timeoutSeconds) } }],
    folder,
    nodePath: process.execPath,
    region: blueprint.region,
    endpoint: services.endpoint,
    clock: systemClock,
    onLine: () => undefined,
  });
  try {
    const { outcome, maxMemoryBytes } = await fleet.invoke({
      functionName: plan.name,
      requestId: 'bench',
      trigger: 'notification',
      attempt: 1,
      timeoutSeconds,
      payload: JSON.stringify(eventOf(notification.bucketName, objectBytes)),
    });
    if (outcome.kind !== 'succeeded') throw new Error(`The producer failed: ${JSON.stringify(outcome)}`);
    return maxMemoryBytes;
  } finally {
    await fleet.stop();
    services.close();
    await rm(folder, { recursive: true, force: true });
  }
}

function eventOf(bucket: string, size: number) {
  const object = { key: 'endless.txt', size, versionId: 'v1', eTag: 'etag' };
  const s3 = { bucket: { name: bucket }, object };
  return {
    Records: [{ eventVersion: '2.1', eventSource: 'aws:s3', eventName: 'ObjectCreated:Put', s3 }],
  };
}

/** Fake S3 and Kinesis endpoints for one generated object. */
interface EndlessServices {
  /** `http://127.0.0.1:<port>`. */
  readonly endpoint: string;
  close(): void;
}

/** Size of one write to the response. */
const chunkBytes = 65_536;
const emptyListing =
  '<ListBucketResult><KeyCount>0</KeyCount><IsTruncated>false</IsTruncated></ListBucketResult>';

/**
 * Starts the endpoints. GetObject generates the bytes of the object, PutRecords and PutObject discard what they receive.
 *
 * @param object.pattern - Repeated up to `object.size` bytes.
 */
async function startEndlessServices(object: {
  readonly pattern: Buffer;
  readonly size: number;
}): Promise<EndlessServices> {
  const server = createServer((request, response) => {
    answer(request, response, object).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  object: { readonly pattern: Buffer; readonly size: number },
): Promise<void> {
  if (request.headers['x-amz-target'] !== undefined) return answerPutRecords(request, response);
  if (request.method === 'GET' && request.url?.includes('list-type') === false) {
    return answerGetObject(request, response, object);
  }
  request.resume();
  await once(request, 'end');
  response.setHeader('etag', '"etag"');
  response.end(request.method === 'GET' ? emptyListing : '');
}

/** Accepts every record. Counts the partition keys instead of parsing the request. */
async function answerPutRecords(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  const records: object[] = [];
  const member = '"PartitionKey"';
  for (let at = body.indexOf(member); at !== -1; at = body.indexOf(member, at + member.length)) {
    records.push({ SequenceNumber: String(records.length + 1), ShardId: 'shardId-000000000000' });
  }
  response.setHeader('content-type', 'application/x-amz-json-1.1');
  response.end(JSON.stringify({ FailedRecordCount: 0, Records: records }));
}

async function answerGetObject(
  { headers }: IncomingMessage,
  response: ServerResponse,
  { pattern, size }: { readonly pattern: Buffer; readonly size: number },
): Promise<void> {
  const start = Number(/^bytes=(\d+)-/.exec(headers.range ?? '')?.[1] ?? 0);
  response.writeHead(start === 0 ? 200 : 206, { 'content-length': size - start, etag: '"etag"' });
  await pipeline(Readable.from(generateChunks(pattern, start, size), { objectMode: false }), response);
}

function* generateChunks(pattern: Buffer, start: number, end: number): Generator<Buffer> {
  for (let at = start; at < end;) {
    const from = at % pattern.length;
    const chunk = pattern.subarray(from, Math.min(from + chunkBytes, from + end - at));
    yield chunk;
    at += chunk.length;
  }
}
