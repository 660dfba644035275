import { readdirSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startForTest, type TestServices } from '../start-for-test.js';

const Bucket = 'responses';

describe('sendResponse', () => {
  let running: TestServices;
  beforeAll(async () => {
    running = await startForTest();
    await running.s3.send(new CreateBucketCommand({ Bucket }));
    await call('/page', {
      method: 'PUT',
      body: '<script>alert(1)</script>',
      headers: { 'content-type': 'text/html' },
    });
  });
  afterAll(() => running.stop());

  const call = (path: string, init?: RequestInit) =>
    fetch(`${running.services.endpoint}/${Bucket}${path}`, init);

  it.each(['/page', '/page?response-content-type=text/html', '/none', '', '?lifecycle'])(
    'keeps the browser from running a script in GET %s',
    async (path) => {
      const { headers } = await call(path);
      expect(headers.get('content-security-policy')).toBe('sandbox');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
    },
  );

  it.each([
    ['response-content-disposition', 'attachment; filename="木.txt"'],
    ['response-cache-control', 'non-ascii-%E2%80%94_—_é_'],
    ['response-content-type', 'text/html\r\nset-cookie: a=1'],
    ['response-expires', '\0'],
  ])('refuses %s=%j with 400, as LocalStack recorded for response overrides', async (name, value) => {
    const answer = await call(`/page?${name}=${encodeURIComponent(value)}`);
    expect(answer.status).toBe(400);
    const text = await answer.text();
    expect(text).toContain('<Code>InvalidArgument</Code>');
    expect(text).toContain(`<ArgumentName>${name}</ArgumentName>`);
  });

  it('returns a response override in ISO-8859-1', async () => {
    const { headers } = await call(`/page?response-content-language=${encodeURIComponent('é')}`);
    expect(headers.get('content-language')).toBe('é');
  });

  it('returns metadata that was put as UTF-8 in RFC 2047, and other headers as their bytes', async () => {
    const bytes = Buffer.from('Zoë', 'utf8').toString('latin1');
    await call('/utf8', { method: 'PUT', headers: { 'x-amz-meta-name': bytes, 'cache-control': bytes } });
    const { headers } = await call('/utf8', { method: 'HEAD' });
    expect(headers.get('x-amz-meta-name')).toBe('=?UTF-8?Q?Zo=C3=AB?=');
    expect(headers.get('cache-control')).toBe(bytes);
  });

  it('leaves no file of a refused or deleted object', async () => {
    const files = () => readdirSync(running.dataDirectory, { recursive: true }).map(String);
    const bodies = () => files().filter((name) => name.endsWith('.body')).length;
    const before = bodies();
    const headers = { 'content-md5': Buffer.alloc(16).toString('base64') };
    expect((await call('/bad', { method: 'PUT', body: 'x', headers })).status).toBe(400);
    const form = new FormData();
    form.set('key', 'read');
    form.set('x-amz-meta-title', '木');
    form.set('file', new Blob(['bytes']));
    expect((await call('', { method: 'POST', body: form })).status).toBe(204);
    expect(await (await call('/read')).text()).toBe('bytes');
    expect((await call('/read?response-expires=%00')).status).toBe(400);
    await call('/read', { method: 'DELETE' });
    // Files are deleted in the background.
    for (let attempt = 0; attempt < 100 && bodies() > before; attempt++) await setTimeout(20);
    expect(bodies()).toBe(before);
  });
});
