import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { startForTest, type TestServices } from '../start-for-test.js';

const Bucket = 'any-request';

const headerNames = [
  ...[
    'cache-control',
    'content-disposition',
    'content-encoding',
    'content-language',
    'content-type',
    'expires',
  ],
  ...[
    'x-amz-meta-a',
    'x-amz-meta-b',
    'x-amz-tagging',
    'x-amz-storage-class',
    'x-amz-website-redirect-location',
  ],
  ...['x-amz-checksum-crc32', 'x-amz-sdk-checksum-algorithm', 'x-amz-server-side-encryption', 'content-md5'],
  ...[
    'if-none-match',
    'x-amz-decoded-content-length',
    'x-amz-acl',
    'x-amz-expected-bucket-owner',
    'x-amz-surprise',
  ],
];

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom(
    '',
    '*',
    '/a',
    'STANDARD_IA',
    'a=1&b=%zz',
    '=?UTF-8?B?////?=',
    'é☃\r\nx: y',
    'aws-chunked',
    '\ud800',
  ),
);
const fields = fc.dictionary(fc.constantFrom(...headerNames), text, { maxKeys: 5 });
const queries = fc.dictionary(
  fc.constantFrom(
    ...[
      ...headerNames,
      'response-content-type',
      'response-expires',
      'versionId',
      'partNumber',
      'tagging',
      'uploads',
    ],
  ),
  text,
  { maxKeys: 3 },
);

/** Only these characters can be sent in a header. */
const sendable = (value: string) => value.replace(/[^\t\u0020-\u007e\u0080-\u00ff]/g, '');

describe('any request', () => {
  let running: TestServices;
  beforeAll(async () => {
    running = await startForTest();
    await running.s3.send(new CreateBucketCommand({ Bucket }));
  });
  afterAll(() => running.stop());

  const call = (path: string, init?: RequestInit) =>
    fetch(`${running.services.endpoint}/${Bucket}${path}`, { redirect: 'manual', ...init });

  /** Demands that the request is accepted or refused, and that what was accepted can be read. A reset rejects. */
  async function checkAnswer(answer: Response, isUpload: boolean): Promise<void> {
    await answer.arrayBuffer();
    expect([500, 502, 503]).not.toContain(answer.status);
    if (!isUpload || answer.status >= 400) return;
    for (const method of ['HEAD', 'GET']) {
      const read = await call('/key', { method });
      expect([read.status, method === 'GET' && (await read.text())]).toEqual([
        200,
        method === 'GET' && 'bytes',
      ]);
    }
    expect((await call('/key?tagging')).status).toBe(200);
    expect((await call('', { method: 'GET' })).status).toBe(200);
  }

  it('to put an object is answered, and an accepted object can be read', async () => {
    await fc.assert(
      fc.asyncProperty(fields, queries, async (headers, query) => {
        const sent = Object.fromEntries(
          Object.entries(headers).map(([name, value]) => [name, sendable(value)]),
        );
        const path = `/key?${new URLSearchParams(query).toString()}`;
        const answer = await call(path, { method: 'PUT', body: 'bytes', headers: sent });
        await checkAnswer(answer, !('tagging' in query) && !('uploads' in query));
      }),
      { numRuns: 100 },
    );
  });

  it('to post a form is answered, and an accepted object can be read', async () => {
    await fc.assert(
      fc.asyncProperty(fields, fc.option(text), async (values, tagging) => {
        const form = new FormData();
        form.set('key', 'key');
        for (const [name, value] of Object.entries(values)) form.set(name, value);
        if (tagging !== null) form.set('tagging', tagging);
        form.set('file', new Blob(['bytes']));
        await checkAnswer(await call('', { method: 'POST', body: form }), true);
      }),
      { numRuns: 100 },
    );
  });

  it('to read, copy or delete is answered', async () => {
    await call('/source', { method: 'PUT', body: 'bytes' });
    const methods = fc.constantFrom('GET', 'HEAD', 'PUT', 'POST', 'DELETE');
    await fc.assert(
      fc.asyncProperty(methods, fields, queries, async (method, headers, query) => {
        const sent = Object.fromEntries(
          Object.entries(headers).map(([name, value]) => [name, sendable(value)]),
        );
        const copied = method === 'PUT' ? { ...sent, 'x-amz-copy-source': `${Bucket}/source` } : sent;
        const path = `/target?${new URLSearchParams(query).toString()}`;
        await checkAnswer(await call(path, { method, headers: copied }), false);
      }),
      { numRuns: 100 },
    );
  });
});
