import { randomBytes } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { crc32 } from 'node:zlib';
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { parseConsumerEnvironment } from '@headwaters/pipeline-contract';
import type { Block } from '@headwaters/record-codec';
import { afterEach, describe, expect, it } from '@jest/globals';
import { failurePorts, makeS3Clients, type S3Clients } from '../src/aws-ports.js';
import { classifyFailure } from '../src/failure/classify-failure.js';
import { archiveReference } from '../src/sink/archive-reference.js';
import { s3Source } from '../src/sink/source-object.js';
import { LoopbackS3 } from './fakes/loopback-s3.js';

const limits = { connectMillis: 300, firstByteMillis: 300, idleMillis: 300 };

let server: LoopbackS3 | undefined;
afterEach(() => {
  server?.close();
});

async function clientsFor(respond: RequestListener, timeLimits = limits) {
  server = await LoopbackS3.start(respond);
  return { server, ...makeS3Clients(server.clientConfig, timeLimits) };
}

/** Resolves with the error and the time until it, in milliseconds. */
async function failureOf(work: Promise<unknown>): Promise<{ error: Error; millis: number }> {
  const start = performance.now();
  const error = await work.then(
    () => new Error('no error'),
    (failure: unknown) => failure as Error,
  );
  return { error, millis: performance.now() - start };
}

const neverAnswer: RequestListener = (request) => void request.resume();
const put = (Body: Uint8Array) => new PutObjectCommand({ Bucket: 'archive', Key: 'block', Body });
const get = new GetObjectCommand({ Bucket: 'uploads', Key: 'notes.txt' });

describe('makeS3Clients', () => {
  it.each(['writing', 'writingOnce', 'reading'] as const)(
    'gives up a request of %s that is never answered, as a failure that passes',
    async (name) => {
      const clients = await clientsFor(neverAnswer);
      const sent = name === 'reading' ? clients.reading.send(get) : clients[name].send(put(Buffer.from('x')));
      const { error, millis } = await failureOf(sent);
      expect(error.name).toBe('TimeoutError');
      expect(classifyFailure(error)).toBe('passing');
      expect(millis).toBeGreaterThanOrEqual(290);
      expect(millis).toBeLessThan(3_000);
      await clients.server.whenDisconnected();
    },
  );

  it('gives up an upload whose server stops reading', async () => {
    const { writing } = await clientsFor((request) => void request.once('data', () => request.pause()));
    const { error } = await failureOf(writing.send(put(randomBytes(8_000_000))));
    expect(error.name).toBe('TimeoutError');
  });

  it('retries a request of writing, but none of writingOnce', async () => {
    let requests = 0;
    const started = await LoopbackS3.start((request, response) => {
      requests += 1;
      request.resume().on('end', () => response.writeHead(503).end('<Error><Code>SlowDown</Code></Error>'));
    });
    server = started;
    const config = { ...started.clientConfig, maxAttempts: 3 };
    const { writing, writingOnce } = makeS3Clients(config, limits);
    await failureOf(writingOnce.send(put(Buffer.from('x'))));
    expect(requests).toBe(1);
    await failureOf(writing.send(put(Buffer.from('x'))));
    expect(requests).toBe(4);
  });
});

describe('archiveReference', () => {
  /** Larger than the buffers of two sockets. */
  const record = randomBytes(12_000_000);
  const reference: Block = {
    source: { bucket: 'uploads', key: 'notes.txt', versionId: 'v1' },
    offset: 0,
    lineNumber: 1,
    recordCount: 1,
    rawLength: record.length,
    isLast: true,
    isReference: true,
    referenceCrc32: crc32(record),
    bytes: Buffer.alloc(0),
  };
  const { signal } = new AbortController();
  const portsOf = ({ reading, writing }: S3Clients, stallMillis: number) => ({
    openSource: s3Source(reading, { stallMillis }),
    s3: writing,
  });
  const destination = {
    bucket: 'archive',
    key: 'a.gz',
    contentType: 'application/gzip',
    compression: 'gzip',
    signal,
  } as const;

  it.each([
    ['', {}],
    // The SDK reads such a body through a stream of its own.
    [', with a checksum', { 'x-amz-checksum-crc32': 'AAAAAA==' }],
  ])(
    'gives up a source that stalls in the middle of its body%s, and closes the connection',
    async (_, more) => {
      const headers = { 'content-length': record.length, ...more };
      const clients = await clientsFor((request, response) => {
        request.resume();
        if (request.method !== 'GET') response.end('<R><UploadId>1</UploadId></R>');
        else response.writeHead(200, headers).write(record.subarray(0, 100_000));
      });
      const { error } = await failureOf(archiveReference(portsOf(clients, 300), reference, destination));
      expect(error).toMatchObject({ code: 'HEADWATERS_SINK_UNAVAILABLE' });
      clients.writing.destroy();
      await clients.server.whenDisconnected();
    },
  );

  it('does not give up a source that waits because the upload is slow', async () => {
    let uploaded = 0;
    const clients = await clientsFor(
      (request, response) => {
        void (async () => {
          if (request.method === 'GET') {
            response.writeHead(200, { 'content-length': record.length }).end(record);
            return;
          }
          for await (const chunk of request) {
            uploaded += (chunk as Buffer).length;
          }
          // Each part of 5 MiB takes longer than the source may stall.
          if (request.method === 'PUT') await sleep(250);
          response.writeHead(200, { etag: '"1"' }).end('<R><UploadId>1</UploadId></R>');
        })();
      },
      { ...limits, idleMillis: 5_000 },
    );
    await archiveReference(portsOf(clients, 100), reference, destination);
    expect(uploaded).toBeGreaterThan(record.length);
  });
});

describe('failurePorts', () => {
  const environment = parseConsumerEnvironment({
    CONSUMER_NAME: 'audit',
    SINK: 'log',
    METRICS_NAMESPACE: 'pipeline-metrics',
  });
  const logger = { warn: () => undefined };

  it('looks objects of plain records up in the ledger bucket, and nowhere without one', async () => {
    const requests: (string | undefined)[] = [];
    const clients = await clientsFor((request, response) => {
      requests.push(request.url);
      response.writeHead(403).end('<Error><Code>AccessDenied</Code></Error>');
    });
    const { findSource } = failurePorts({ ...environment, LEDGER_BUCKET: 'ledger' }, clients, logger);
    await expect(findSource?.('0f34')).rejects.toMatchObject({ name: 'AccessDenied' });
    expect(requests).toEqual(['/ledger/sources/0f34.json?x-id=GetObject']);
    expect(failurePorts(environment, clients, logger).findSource).toBeUndefined();
  });
});
