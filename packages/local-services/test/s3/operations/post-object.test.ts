import {
  CreateBucketCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
} from '@aws-sdk/client-s3';
import type { ObjectEvent } from '@headwaters/local-services';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type TestServices, startForTest } from '../../start-for-test.js';

const Bucket = 'forms';

describe('postObject', () => {
  let running: TestServices;
  beforeAll(async () => {
    running = await startForTest();
    await running.s3.send(new CreateBucketCommand({ Bucket }));
  });
  afterAll(() => running.stop());

  function post(fields: Record<string, string>, content: string | Buffer = 'content') {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.set(name, value);
    form.set('file', new Blob([content]), 'my file.txt');
    return fetch(`${running.services.endpoint}/${Bucket}`, {
      method: 'POST',
      body: form,
      redirect: 'manual',
    });
  }

  it('stores the file under its key, inserts the file name, and reports the event', async () => {
    const events: ObjectEvent[] = [];
    const leave = running.services.s3.onObjectEvent((event) => events.push(event));
    const answer = await post({
      key: 'in/${filename}',
      'Content-Type': 'text/csv',
      'x-amz-meta-origin': 'form',
    });
    leave();
    expect(answer.status).toBe(204);
    const head = await running.s3.send(new HeadObjectCommand({ Bucket, Key: 'in/my file.txt' }));
    expect(head).toMatchObject({ ContentType: 'text/csv', Metadata: { origin: 'form' }, ContentLength: 7 });
    expect(events).toMatchObject([{ eventName: 'ObjectCreated:Post', key: 'in/my file.txt', size: 7 }]);
  });

  it('stores a file of 2 MB unchanged', async () => {
    const content = Buffer.from(Array.from({ length: 2_000_000 }, (_, index) => (index * 7) % 256));
    await post({ key: 'large' }, content);
    const { Body } = await running.s3.send(new GetObjectCommand({ Bucket, Key: 'large' }));
    expect(Buffer.from((await Body?.transformToByteArray()) ?? []).equals(content)).toBe(true);
  });

  it('returns what the form requests: 200, 201 with XML, or a redirect', async () => {
    expect((await post({ key: 'a', success_action_status: '200' })).status).toBe(200);
    const created = await post({ key: 'a', success_action_status: '201' });
    expect(created.status).toBe(201);
    expect(await created.text()).toContain(
      `<PostResponse><Location>${running.services.endpoint}/forms/a</Location><Bucket>forms</Bucket><Key>a</Key>`,
    );
    const redirected = await post({ key: 'a b', success_action_redirect: 'http://localhost/done' });
    expect(redirected.status).toBe(303);
    expect(redirected.headers.get('location')).toMatch(
      /^http:\/\/localhost\/done\?bucket=forms&key=a\+b&etag=%22[0-9a-f]{32}%22$/,
    );
  });

  it('rejects a form without a key', async () => {
    const answer = await post({});
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain('<Code>InvalidArgument</Code>');
  });

  const head = (Key: string) =>
    running.s3.send(new HeadObjectCommand({ Bucket, Key, ChecksumMode: 'ENABLED' }));

  it('stores text beyond ASCII so that it can be read, as LocalStack recorded in test_post_object_with_unicode_metadata', async () => {
    await post({
      key: 'unicode',
      'Content-Disposition': 'filename="test_—_file%E2%80%94_é_2-.pdf"',
      'Cache-Control': 'non-ascii-%E2%80%94_—_é_',
      'x-amz-meta-nonascii': 'ÄMÄZÕÑ S3',
      'x-amz-meta-nonascii-2': 'test_—_file%E2%80%94_é_2👑.pdf',
      'x-amz-meta-utf-8': '\0\u0001\u0002\u0003\u0004',
      'x-amz-meta-q-encoded': '=?UTF-8?Q?actually-ascii?=',
      'x-amz-meta-b-encoded': '=?UTF-8?B?YWJj?=',
    });
    expect(await head('unicode')).toMatchObject({
      CacheControl: 'non-ascii-%E2%80%94_ _é_',
      ContentDisposition: 'filename="test_ _file%E2%80%94_é_2-.pdf"',
      Metadata: {
        'b-encoded': '=?UTF-8?B?YWJj?=',
        nonascii: '=?UTF-8?Q?=C3=84M=C3=84Z=C3=95=C3=91_S3?=',
        'nonascii-2': '=?UTF-8?Q?test=5F=E2=80=94=5Ffile%E2%80%94=5F=C3=A9=5F2=F0=9F=91=91.pdf?=',
        'q-encoded': '=?UTF-8?Q?actually-ascii?=',
        'utf-8': '=?UTF-8?B?AAECAwQ=?=',
      },
    });
  });

  const tag = (name: string) => `<Tag><Key>TagName${name}</Key><Value>TagValue${name}</Value></Tag>`;

  it.each([
    [`<Tagging><TagSet>${tag('')}</TagSet></Tagging>`, ['TagName']],
    [`<Tagging><TagSet>${tag('')}${tag('2')}</TagSet></Tagging>`, ['TagName', 'TagName2']],
    ['<InvalidXmlTagging></InvalidXmlTagging>', []],
  ])('stores the tags of %s, as LocalStack recorded in test_post_object_with_tags', async (tagging, keys) => {
    expect((await post({ key: 'tagged', tagging })).status).toBe(204);
    const { TagSet } = await running.s3.send(new GetObjectTaggingCommand({ Bucket, Key: 'tagged' }));
    expect(TagSet?.map(({ Key }) => Key)).toEqual(keys);
  });

  it.each([
    [{ tagging: 'not-xml' }, 400, 'MalformedXML'],
    [{ 'x-amz-checksum-crc32': 'AAAAAA==' }, 400, 'BadDigest'],
    [{ 'x-amz-storage-class': 'FakeClass' }, 400, 'InvalidStorageClass'],
    [{ 'x-amz-object-lock-mode': 'GOVERNANCE' }, 501, 'NotImplemented'],
    [{ 'x-amz-meta-snow ☃': '1' }, 400, 'InvalidArgument'],
    [{ 'Content-Type': 'text/\u0001' }, 400, 'InvalidArgument'],
    [{ 'x-amz-website-redirect-location': 'javascript:1' }, 400, 'InvalidRedirectLocation'],
    [{ acl: 'public-read' }, 400, 'AccessControlListNotSupported'],
  ])('refuses the field %j with %i %s and stores nothing', async (fields, status, code) => {
    const answer = await post({ key: 'refused', ...fields });
    expect(answer.status).toBe(status);
    expect(await answer.text()).toContain(`<Code>${code}</Code>`);
    await expect(head('refused')).rejects.toMatchObject({ name: 'NotFound' });
  });

  it('stores the checksum and the storage class of the fields', async () => {
    await post({
      key: 'sum',
      'x-amz-checksum-sha256': '7XACtDnprIRfIjV9giusFERzD722AW0+yUMil7nsn3M=',
      'x-amz-storage-class': 'STANDARD_IA',
    });
    expect(await head('sum')).toMatchObject({
      StorageClass: 'STANDARD_IA',
      ChecksumSHA256: '7XACtDnprIRfIjV9giusFERzD722AW0+yUMil7nsn3M=',
    });
  });

  it('ignores fields without a meaning, a relative redirect and an unknown status', async () => {
    const answer = await post({
      ...{ key: 'a', submit: 'Upload', success_action_redirect: '/relative', success_action_status: '500' },
    });
    expect(answer.status).toBe(204);
    const redirected = await post({ key: 'a', redirect: 'http://localhost/done' });
    expect(redirected.status).toBe(303);
  });
});
