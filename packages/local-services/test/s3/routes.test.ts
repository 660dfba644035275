import { CreateBucketCommand, GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startForTest, type TestServices } from '../start-for-test.js';

const Bucket = 'routes';

describe('findRoute', () => {
  let running: TestServices;
  beforeAll(async () => {
    running = await startForTest();
    await running.s3.send(new CreateBucketCommand({ Bucket }));
    await running.s3.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'content' }));
  });
  afterAll(() => running.stop());

  const call = (path: string, init?: RequestInit) =>
    fetch(`${running.services.endpoint}/${Bucket}${path}`, init);

  it.each([
    ['DELETE', '?inventory&id=x'],
    ['DELETE', '?no-such-thing'],
    ['PUT', '?metrics&id=x'],
    ['PUT', '?acl'],
    ['DELETE', '/a?retention'],
    ['DELETE', '/a?acl'],
    ['PUT', '/a?legal-hold'],
    ['PUT', '/a?append'],
    ['GET', '/a?torrent'],
    ['POST', '/a?select&select-type=2'],
    ['POST', '/a?restore'],
    ['PATCH', '/a'],
  ])('returns 501 for %s %s and changes nothing', async (method, path) => {
    const response = await call(path, { method });
    expect(response.status).toBe(501);
    expect(await response.text()).toContain('<Code>NotImplemented</Code>');
    expect(await (await call('/a')).text()).toBe('content');
  });

  it.each([
    ['x-amz-server-side-encryption-customer-algorithm', 'AES256'],
    ['x-amz-object-lock-mode', 'GOVERNANCE'],
    ['x-amz-grant-read', 'id=1'],
  ])('returns 501 for a PUT with the unsupported header %s', async (name, value) => {
    const response = await call('/b', { method: 'PUT', body: 'x', headers: { [name]: value } });
    expect(response.status).toBe(501);
    expect((await call('/b')).status).toBe(404);
  });

  it('accepts the query of a presigned URL, and sets the response headers in it', async () => {
    const signed = 'X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Signature=00&X-Amz-Expires=60&x-id=GetObject';
    const response = await call(`/a?${signed}&response-content-type=text/css`);
    expect(response.headers.get('content-type')).toBe('text/css');
    expect(await response.text()).toBe('content');
    const put = await call(`/signed?${signed}`, { method: 'PUT', body: 'mine' });
    expect(put.status).toBe(200);
    expect(await (await call('/signed')).text()).toBe('mine');
  });

  it('returns an error with code, message, resource and request id', async () => {
    const response = await call('/none');
    const text = await response.text();
    expect(response.status).toBe(404);
    expect(response.headers.get('content-type')).toBe('application/xml');
    expect(text).toContain('<Error><Code>NoSuchKey</Code>');
    expect(text).toContain('<Resource>/routes/none</Resource>');
    expect(text).toContain(`<RequestId>${response.headers.get('x-amz-request-id') ?? ''}</RequestId>`);
  });

  it.each([
    ['PUT', '?versioning', '<VersioningConfiguration><Status>Maybe</Status></VersioningConfiguration>'],
    ['PUT', '?versioning', '<VersioningConfiguration>'],
    ['PUT', '?lifecycle', '<Tagging/>'],
    ['PUT', '?policy', '{'],
    ['POST', '?delete', '<Delete/>'],
    ['POST', '?delete', ''],
  ])('rejects %s %s of %j', async (method, path, body) => {
    expect((await call(path, { method, body })).status).toBe(400);
  });

  it('keeps dots and slashes in a key', async () => {
    const Key = '../../etc/../x';
    await running.s3.send(new PutObjectCommand({ Bucket, Key, Body: 'dots' }));
    const { Body } = await running.s3.send(new GetObjectCommand({ Bucket, Key }));
    expect(await Body?.transformToString()).toBe('dots');
  });

  it('rejects a path that is not percent-encoded UTF-8', async () => {
    const response = await call('/%E0%A4%A');
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('<Code>InvalidURI</Code>');
  });
});
