import { CreateBucketCommand, PutBucketCorsCommand, type CORSRule } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startForTest, type TestServices } from '../start-for-test.js';

const Bucket = 'cross-origin';
const page = 'https://app.example.com';
const localPage = 'http://localhost:5173';

describe('CORS rules', () => {
  let running: TestServices;
  beforeEach(async () => {
    running = await startForTest();
    await running.s3.send(new CreateBucketCommand({ Bucket }));
  });
  afterEach(() => running.stop());

  const allow = (...CORSRules: CORSRule[]) =>
    running.s3.send(new PutBucketCorsCommand({ Bucket, CORSConfiguration: { CORSRules } }));

  const call = (method: string, headers: Record<string, string>) =>
    fetch(`${running.services.endpoint}/${Bucket}/a`, {
      method,
      headers,
      ...(method === 'PUT' && { body: 'x' }),
    });

  const preflight = (origin: string, method: string, names: string) =>
    call('OPTIONS', {
      origin,
      'access-control-request-method': method,
      'access-control-request-headers': names,
    });

  it('allow a preflight request by the first rule that matches', async () => {
    await allow(
      { AllowedMethods: ['GET'], AllowedOrigins: ['*'] },
      {
        AllowedMethods: ['PUT', 'POST'],
        AllowedOrigins: ['https://*.example.com'],
        AllowedHeaders: ['x-amz-*', 'Content-Type'],
        ExposeHeaders: ['ETag'],
        MaxAgeSeconds: 600,
      },
    );
    const answer = await preflight(page, 'PUT', 'content-type, X-Amz-Date');
    expect(answer.status).toBe(200);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'access-control-allow-origin': page,
      'access-control-allow-credentials': 'true',
      'access-control-allow-methods': 'PUT, POST',
      'access-control-allow-headers': 'content-type, x-amz-date',
      'access-control-expose-headers': 'ETag',
      'access-control-max-age': '600',
    });
  });

  it.each([
    ['another method', page, 'DELETE', ''],
    ['another origin', 'https://example.org', 'PUT', ''],
    ['the parent domain of the origin', 'https://example.com', 'PUT', ''],
    ['another header', page, 'PUT', 'authorization'],
  ])('reject a preflight request for %s', async (_name, origin, method, names) => {
    await allow({
      AllowedMethods: ['PUT'],
      AllowedOrigins: ['https://*.example.com'],
      AllowedHeaders: ['x-amz-*'],
    });
    expect((await preflight(origin, method, names)).status).toBe(403);
  });

  it('are required for writes and preflight requests of pages that are not from loopback', async () => {
    expect((await preflight(page, 'PUT', '')).status).toBe(403);
    expect((await call('PUT', { origin: page })).status).toBe(403);
    expect((await call('GET', {})).status).toBe(404);
    expect((await call('PUT', { origin: localPage })).status).toBe(200);
  });

  it('add their headers to all responses, errors included', async () => {
    await allow({ AllowedMethods: ['GET', 'PUT'], AllowedOrigins: ['*'], ExposeHeaders: ['ETag'] });
    for (const [method, status] of [
      ['GET', 404],
      ['PUT', 200],
      ['GET', 200],
    ] as const) {
      const answer = await call(method, { origin: localPage });
      expect(answer.status).toBe(status);
      expect(answer.headers.get('access-control-allow-origin')).toBe('*');
      expect(answer.headers.get('access-control-expose-headers')).toBe('ETag');
    }
    expect((await call('GET', {})).headers.get('access-control-allow-origin')).toBeNull();
  });

  it.each(['*', 'http*', 'https://*'])(
    'for all origins, such as %s, admit the pages of this machine only: signatures are not checked',
    async (pattern) => {
      await allow({ AllowedMethods: ['GET', 'PUT'], AllowedOrigins: [pattern] });
      const foreign = ['https://app.example.com', 'http://evil.test', 'null', 'https://localhost.evil.test'];
      const admitted = [];
      for (const origin of foreign) {
        const { status } = await call('PUT', { origin });
        const { headers } = await call('GET', { origin });
        if (status !== 403 || headers.has('access-control-allow-origin')) admitted.push(origin);
      }
      expect(admitted).toEqual([]);
    },
  );

  it('of one bucket do not open another bucket, the list of buckets, or the other services', async () => {
    await allow({ AllowedMethods: ['GET', 'PUT', 'POST'], AllowedOrigins: [page] });
    const statusOf = async (method: string, path: string) => {
      const headers = { origin: page, 'x-amz-target': 'Kinesis_20131202.ListStreams' };
      return (await fetch(`${running.services.endpoint}${path}`, { method, headers })).status;
    };
    expect([
      await statusOf('GET', '/'),
      await statusOf('GET', '/other/a'),
      await statusOf('POST', '/'),
      await statusOf('GET', '/%ff'),
    ]).toEqual([403, 403, 403, 403]);
    expect((await call('PUT', { origin: page })).status).toBe(200);
  });
});
