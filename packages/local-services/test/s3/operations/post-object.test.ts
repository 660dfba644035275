import { CreateBucketCommand, GetObjectCommand, HeadObjectCommand } from '@aws-sdk/client-s3';
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
      policy: 'any',
      'x-amz-signature': 'any',
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
});
