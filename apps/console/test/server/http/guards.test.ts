import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { PipelineShape } from '../../../src/contract/pipeline.js';
import { type RunningConsole, startRunningConsole } from '../support/running-console.js';

describe('startConsole', () => {
  let running: RunningConsole;
  beforeAll(async () => {
    running = await startRunningConsole();
  });
  afterAll(() => running.stop());

  describe('Host header', () => {
    it.each(['evil.example', '127.0.0.1', 'localhost:1', '127.0.0.1.evil.example', 'a.localhost:1'])(
      'refuses the Host header %s',
      async (host) => {
        for (const path of ['/', '/api/pipeline', '/api/feed'])
          expect((await running.request(path, { headers: { host } })).status).toBe(421);
      },
    );

    it.each(['127.0.0.1', 'localhost', 'LOCALHOST', '[::1]'])(
      'accepts the Host %s with its port',
      async (name) => {
        const host = `${name}:${running.host.split(':')[1] ?? ''}`;
        expect((await running.request('/', { headers: { host } })).status).toBe(200);
      },
    );
  });

  describe('writes', () => {
    const writes = [
      ['POST', '/api/uploads'],
      ['PUT', '/api/uploads/1/parts/1?key=a'],
      ['POST', '/api/uploads/1/complete'],
      ['DELETE', '/api/uploads/1?key=a'],
      ['POST', '/api/failures/1/redelivery'],
      ['PUT', '/api/faults/throttle'],
      ['DELETE', '/api/faults/throttle'],
    ] as const;

    it.each(writes)('refuses %s %s without the token', async (method, path) => {
      const body = method === 'DELETE' ? undefined : '{"key":"a.txt"}';
      const { status, text } = await running.request(path, { method, ...(body && { body }) });
      expect({ status, text }).toEqual({
        status: 403,
        text: expect.stringContaining('CONSOLE_WRITE_REFUSED'),
      });
    });

    it.each([
      [
        'a form of the type text/plain from another origin',
        { origin: 'http://evil.example', 'content-type': 'text/plain' },
      ],
      ['another origin', { origin: 'http://evil.example' }],
      ['an opaque origin', { origin: 'null' }],
      ['another port of this machine', { origin: 'http://127.0.0.1:1' }],
      ['another site', { 'sec-fetch-site': 'cross-site' }],
      ['another port as the browser says it', { 'sec-fetch-site': 'same-site' }],
    ])('refuses the token from %s', async (_, headers) => {
      const shape = JSON.parse((await running.request('/api/pipeline')).text) as { csrfToken: string };
      const options = {
        method: 'POST',
        headers: { 'x-csrf-token': shape.csrfToken, ...headers },
        body: '{"key":"a.txt"}',
      };
      expect((await running.request('/api/uploads', options)).status).toBe(403);
    });

    it('accepts the token of its own page', async () => {
      expect((await running.write('POST', '/api/uploads', { key: 'a.txt' })).status).toBe(200);
    });

    it('does not let another origin read the token', async () => {
      const { headers } = await running.request('/api/pipeline', {
        headers: { origin: 'http://evil.example' },
      });
      expect(headers['access-control-allow-origin']).toBeUndefined();
    });
  });

  describe('bodies', () => {
    it.each([
      ['a body that is not JSON', 400, '{'],
      ['a body that is no object', 400, '1'],
      ['a key that is no string', 400, '{"key":{}}'],
      ['parts that are no list', 400, '{"key":"a","parts":{"map":1}}'],
      ['parts without ETags', 400, '{"key":"a","parts":[null]}'],
    ])('refuses %s', async (_, status, body) => {
      for (const path of ['/api/uploads', '/api/uploads/1/complete']) {
        if (body.includes('parts') && !path.endsWith('complete')) continue;
        expect((await running.write('POST', path, Buffer.from(body))).status).toBe(status);
      }
    });

    /** Returns the status of a write of this size. The server may close the connection before it has the complete body. */
    async function statusOfWrite(megabytes: number, headers: Readonly<Record<string, string>>) {
      const { csrfToken } = JSON.parse((await running.request('/api/pipeline')).text) as PipelineShape;
      const sent = request({
        host: '127.0.0.1',
        port: running.host.split(':')[1],
        path: '/api/uploads',
        method: 'POST',
        headers: { 'x-csrf-token': csrfToken, ...headers },
      });
      const answered = once(sent, 'response') as Promise<[IncomingMessage]>;
      const chunk = Buffer.alloc(1024 * 1024, 'x');
      const ended = pipeline(Readable.from(Array(megabytes).fill(chunk)), sent).catch(() => undefined);
      const [{ statusCode }] = await answered;
      await ended;
      return statusCode;
    }

    it('refuses a body above 1 MiB, with and without a length', async () => {
      expect(await statusOfWrite(2, { 'content-length': String(2 * 1024 * 1024) })).toBe(413);
      expect(await statusOfWrite(2, {})).toBe(413);
    });

    it('refuses a body of 300 MB without keeping it in memory', async () => {
      const before = process.memoryUsage().rss;
      let peak = 0;
      const sampling = setInterval(() => {
        peak = Math.max(peak, process.memoryUsage().rss - before);
      }, 5);
      expect(await statusOfWrite(300, {})).toBe(413);
      clearInterval(sampling);
      expect(peak).toBeLessThan(100 * 1024 * 1024);
    });
  });

  describe('files of the page', () => {
    it.each([
      ['/', 'text/html; charset=utf-8'],
      ['/app.js', 'text/javascript; charset=utf-8'],
    ])('serves %s', async (path, contentType) => {
      const { status, headers } = await running.request(path);
      expect([status, headers['content-type']]).toEqual([200, contentType]);
    });

    it.each([
      ...[
        '/../package.json',
        '/%2e%2e/package.json',
        '/..%2fpackage.json',
        '/..%5cpackage.json',
        '//etc/passwd',
      ],
      ...[
        '/cdk.tf.json',
        '/./cdk.tf.json',
        '/app.js/../cdk.tf.json',
        '/app.js%00.html',
        '/%ff',
        '/index.html/..',
      ],
    ])('does not serve %s', async (path) => {
      const { status, text } = await running.request(path);
      expect(status === 200 && text !== '<title>Headwaters</title>').toBe(false);
      expect(text).not.toContain('terraform');
      expect(text).not.toContain('aws_s3_bucket');
    });

    it('forbids the page to load from, send to or be framed by another origin', async () => {
      const { headers } = await running.request('/');
      const policy = headers['content-security-policy'] ?? '';
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("connect-src 'self'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toMatch(/https?:|\*|unsafe/);
    });
  });
});
