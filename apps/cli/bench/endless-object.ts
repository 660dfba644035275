import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { systemClock } from '@headwaters/local-services';
import { FunctionFleet, readBlueprint, readConfiguration } from '@headwaters/stack-simulator';
import { logLines } from '@headwaters/test-kit';

/** Lines that are repeated: more than a few cells of them. */
const patternLines = 40_000;

/** More than AWS allows: one invocation must do it all, or its memory would be given back in between. */
const timeoutSeconds = 7_200;

/**
 * Has the producer of the synthesized stack publish an object that is made as it is read, in one invocation.
 *
 * @returns the producer's peak resident memory, in bytes.
 */
export async function peakMemoryFor(objectBytes: number): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'headwaters-bench-'));
  const blueprint = readBlueprint(await readConfiguration(resolve('cdktf.out/stacks/ingest-dev')));
  const [notification] = blueprint.notifications;
  const plan = blueprint.functions.find(({ name }) => name === notification?.functionName);
  if (notification === undefined || plan === undefined) throw new Error('The stack has no producer.');
  const pattern = Buffer.concat([...logLines(patternLines)]);
  const services = await startEndlessServices({ pattern, size: objectBytes });
  const fleet = await FunctionFleet.unpack({
    plans: [plan],
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

/** S3 and Kinesis for one object that never exists as a whole. */
interface EndlessServices {
  /** `http://127.0.0.1:<port>`. */
  readonly endpoint: string;
  close(): void;
}

/** Bytes that are written at a time, about what a socket carries. */
const pieceBytes = 65_536;
const emptyListing =
  '<ListBucketResult><KeyCount>0</KeyCount><IsTruncated>false</IsTruncated></ListBucketResult>';

/**
 * Starts services that make the bytes of an object as they are read, take records without keeping them, and take whatever
 * else is put.
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

/** Every record is stored. How many there are is told by their partition keys, without making sense of the rest. */
async function answerPutRecords(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  const records: object[] = [];
  const mark = '"PartitionKey"';
  for (let at = body.indexOf(mark); at !== -1; at = body.indexOf(mark, at + mark.length)) {
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
  await pipeline(Readable.from(piecesOf(pattern, start, size), { objectMode: false }), response);
}

function* piecesOf(pattern: Buffer, start: number, end: number): Generator<Buffer> {
  for (let at = start; at < end;) {
    const from = at % pattern.length;
    const piece = pattern.subarray(from, Math.min(from + pieceBytes, from + end - at));
    yield piece;
    at += piece.length;
  }
}
