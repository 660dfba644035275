import { randomBytes } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterEach, describe, expect, it } from '@jest/globals';
import { makeS3Clients } from '../src/aws-ports.js';
import { LoopbackS3 } from '../test/fakes/loopback-s3.js';

let server: LoopbackS3 | undefined;
afterEach(() => {
  server?.close();
});

async function startServer(respond: RequestListener): Promise<LoopbackS3> {
  server = await LoopbackS3.start(respond);
  return server;
}

/** Resolves with the name of the error and the time until it, in seconds. */
async function failureOf(work: Promise<unknown>): Promise<{ name: string; seconds: number }> {
  const start = performance.now();
  const name = await work.then(
    () => 'none',
    (error: unknown) => (error as Error).name,
  );
  return { name, seconds: (performance.now() - start) / 1_000 };
}

const put = (Body: Uint8Array) => new PutObjectCommand({ Bucket: 'archive', Key: 'block', Body });

describe('makeS3Clients', () => {
  it('gives up a write and a read that are never answered after 10 seconds', async () => {
    const { clientConfig } = await startServer((request) => void request.resume());
    const { writing, reading } = makeS3Clients(clientConfig);
    const failures = await Promise.all([
      failureOf(writing.send(put(Buffer.from('x')))),
      failureOf(reading.send(new GetObjectCommand({ Bucket: 'uploads', Key: 'notes.txt' }))),
    ]);
    for (const { name, seconds } of failures) {
      expect(name).toBe('TimeoutError');
      expect(seconds).toBeGreaterThan(9.5);
      expect(seconds).toBeLessThan(11);
    }
  }, 20_000);

  it('does not give up an upload of 60 MB that takes twice the limit but makes progress', async () => {
    const { clientConfig } = await startServer((request, response) => {
      void (async () => {
        // 64 KiB a chunk: about 15 MB/s.
        for await (const chunk of request) if ((chunk as Buffer).length > 0) await sleep(4);
        response.writeHead(200, { etag: '"1"' }).end();
      })();
    });
    const limits = { connectMillis: 1_000, firstByteMillis: 1_000, idleMillis: 2_000 };
    const { writing } = makeS3Clients(clientConfig, limits);
    const start = performance.now();
    await expect(writing.send(put(randomBytes(60_000_000)))).resolves.toMatchObject({ ETag: '"1"' });
    expect(performance.now() - start).toBeGreaterThan(4_000);
  }, 60_000);
});
