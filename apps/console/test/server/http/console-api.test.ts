import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { FailureContent } from '../../../src/contract/failure.js';
import type { Feed } from '../../../src/contract/feed.js';
import type { RecordPage } from '../../../src/contract/record.js';
import type { UploadPart } from '../../../src/contract/upload.js';
import { type RunningConsole, startRunningConsole } from '../support/running-console.js';

const mebibyte = 1024 * 1024;
/** Three blocks in cells of 16 bytes: two lines, one line, one line. */
const text = 'first line\nsecond line\nthird line\nfourth line\n';

describe('the API of the console', () => {
  let running: RunningConsole;
  beforeEach(async () => {
    running = await startRunningConsole();
  });
  afterEach(() => running.stop());

  const upload = (key: string) =>
    running.s3.send(new PutObjectCommand({ Bucket: 'uploads', Key: key, Body: text }));

  it('assembles the parts of a file in the source bucket', async () => {
    const key = 'two parts +ü.csv';
    const body = Buffer.alloc(5 * mebibyte + 3, 'abcdefg\n');
    const started = await running.write('POST', '/api/uploads', { key });
    const { uploadId } = JSON.parse(started.text) as { uploadId: string };
    const parts: UploadPart[] = [];
    for (const [index, part] of [body.subarray(0, 5 * mebibyte), body.subarray(5 * mebibyte)].entries()) {
      const path = `/api/uploads/${uploadId}/parts/${index + 1}?key=${encodeURIComponent(key)}`;
      parts.push(JSON.parse((await running.write('PUT', path, part)).text) as UploadPart);
    }
    expect((await running.write('POST', `/api/uploads/${uploadId}/complete`, { key, parts })).status).toBe(
      200,
    );
    const object = await running.s3.send(new GetObjectCommand({ Bucket: 'uploads', Key: key }));
    expect(body.equals((await object.Body?.transformToByteArray()) ?? new Uint8Array())).toBe(true);
  });

  it('leaves nothing of an aborted upload', async () => {
    const started = await running.write('POST', '/api/uploads', { key: 'a.txt' });
    const { uploadId } = JSON.parse(started.text) as { uploadId: string };
    expect((await running.write('DELETE', `/api/uploads/${uploadId}?key=a.txt`)).status).toBe(204);
    const { KeyCount } = await running.s3.send(new ListObjectsV2Command({ Bucket: 'uploads' }));
    expect(KeyCount).toBe(0);
  });

  it.each([
    [1_024, 200],
    [1_025, 400],
    [0, 400],
  ])('answers a key of %i bytes with %i', async (bytes, status) => {
    expect((await running.write('POST', '/api/uploads', { key: 'k'.repeat(bytes) })).status).toBe(status);
  });

  it.each([
    ['0', 400],
    ['10001', 400],
    ['1.5', 400],
    ['x', 400],
  ])('answers part number %s with %i', async (partNumber, status) => {
    const path = `/api/uploads/1/parts/${partNumber}?key=a`;
    expect((await running.write('PUT', path, Buffer.from('x'))).status).toBe(status);
  });

  it('follows a file until both consumers have every byte', async () => {
    await upload('a.txt');
    const files = await running.waitForFeed('files', ([file]) =>
      Boolean(file?.consumers.every(({ state }) => state === 'complete')),
    );
    expect(files[0]).toMatchObject({
      key: 'a.txt',
      bytes: text.length,
      size: text.length,
      isTaken: true,
      consumers: [
        { name: 'first', basis: 'receipts', covered: [{ start: 0, end: text.length }], gaps: [] },
        { name: 'second', basis: 'acknowledgements', covered: [{ start: 0, end: text.length }], gaps: [] },
      ],
    });
    await running.waitForFeed(
      'picture',
      ({ shards, consumers }) =>
        shards[0]?.records === 3 &&
        consumers.every(({ accepted, lagMillis }) => accepted === 3 && lagMillis === 0),
    );
  });

  it('reports an empty file as complete and a filtered one as ignored', async () => {
    await running.s3.send(
      new PutObjectCommand({ Bucket: 'uploads', Key: 'empty.txt', Body: new Uint8Array() }),
    );
    await upload('other.csv');
    await running.s3.send(
      new PutObjectCommand({ Bucket: 'uploads', Key: 'empty.csv', Body: new Uint8Array() }),
    );
    const files = await running.waitForFeed('files', ({ length }) => length === 3);
    expect(
      files.map(({ key, isTaken, consumers }) => [key, isTaken, consumers.at(-1)?.state === 'complete']),
    ).toEqual([
      ['empty.csv', false, false],
      ['other.csv', false, false],
      ['empty.txt', true, true],
    ]);
  });

  it('returns the records of a shard, newest first, and the first lines of one', async () => {
    await upload('a.txt');
    await running.waitForFeed('picture', ({ shards }) => shards[0]?.records === 3);
    const shard = '/api/shards/shardId-000000000000/records';
    const { records, olderThan } = JSON.parse((await running.request(shard)).text) as RecordPage;
    expect(olderThan).toBeUndefined();
    expect(records.map(({ content }) => content.profile === 'block' && content.range?.offset)).toEqual([
      34, 23, 0,
    ]);
    const sequenceNumber = records.at(-1)?.sequenceNumber ?? '';
    expect(JSON.parse((await running.request(`${shard}/${sequenceNumber}/lines`)).text)).toEqual({
      lines: ['first line', 'second line'],
      more: false,
    });
  });

  it.each([
    '/api/shards/none/records',
    '/api/shards/shardId-000000000000/records?before=1',
    '/api/failures/1',
  ])('answers 404 to %s', async (path) => {
    expect((await running.request(path)).status).toBe(404);
  });

  it('redelivers a batch to the one consumer that failed, until it is accepted', async () => {
    running.functions.refusing.add('second');
    await upload('a.txt');
    const [failure] = await running.waitForFeed('failures', ({ length }) => length > 0);
    expect(failure).toMatchObject({ functionName: 'second', condition: 'RetryAttemptsExhausted' });
    const id = failure?.id ?? '';
    const content = JSON.parse((await running.request(`/api/failures/${id}`)).text) as FailureContent;
    expect(content.records.map((record) => record.content.profile)).toEqual(
      Array.from({ length: failure?.records ?? 0 }, () => 'block'),
    );

    const refused = await running.write('POST', `/api/failures/${id}/redelivery`);
    expect(JSON.parse(refused.text)).toMatchObject({ accepted: false });
    running.functions.refusing.clear();
    const accepted = await running.write('POST', `/api/failures/${id}/redelivery`);
    expect(JSON.parse(accepted.text)).toMatchObject({ accepted: true });
    await running.waitForFeed('files', ([file]) =>
      Boolean(file?.consumers.every(({ state }) => state === 'complete')),
    );
  });

  it('reports the same ranges as a trace, before and after a redelivery', async () => {
    running.functions.refusing.add('first');
    await upload('a.txt');
    const [file] = await running.waitForFeed(
      'files',
      ([file]) => file?.consumers[0]?.state === 'dead-lettered',
    );
    const trace = await running.trace('a.txt');
    expect(file?.consumers[0]?.gaps).toEqual(trace.consumers[0]?.gaps);
    expect(file?.consumers[0]?.gaps).toMatchObject([
      { state: 'dead-lettered', why: 'RetryAttemptsExhausted, invocations: 1' },
    ]);

    running.functions.refusing.clear();
    for (const { id } of await running.waitForFeed('failures', ({ length }) => length > 0))
      await running.write('POST', `/api/failures/${id}/redelivery`);
    await running.waitForFeed('files', ([file]) => file?.consumers[0]?.state === 'complete');
    expect((await running.trace('a.txt')).consumers[0]).toMatchObject({ complete: true, gaps: [] });
  });

  it.each([
    { consumer: 'first', place: 0, basis: 'receipts' },
    { consumer: 'second', place: 1, basis: 'acknowledgements' },
  ])(
    'shows what a consumer quarantines, from its $basis, and redelivers it',
    async ({ consumer, place, basis }) => {
      running.functions.quarantining.add(consumer);
      await upload('a.txt');
      const [file] = await running.waitForFeed(
        'files',
        ([file]) => file?.consumers[place]?.state === 'quarantined',
      );
      expect(file?.consumers[place]).toMatchObject({ basis, gaps: [{ state: 'quarantined' }] });
      const [failure] = await running.waitForFeed('failures', ({ length }) => length === 1);
      expect(failure).toMatchObject({
        functionName: consumer,
        condition: 'Quarantined (permanent)',
        reason: 'HEADWATERS_SINK_REFUSED: no such table',
        location: expect.stringMatching(/^s3:\/\/failures\/quarantine\//),
        records: 1,
      });
      const id = failure?.id ?? '';
      const content = JSON.parse((await running.request(`/api/failures/${id}`)).text) as FailureContent;
      expect(content.records).toMatchObject([{ content: { profile: 'block' } }]);
      expect(content.envelope).toContain('"quarantineVersion": 1');
      await running.waitForFeed('picture', ({ consumers }) => consumers[place]?.deadLettered === 1);

      const refused = await running.write('POST', `/api/failures/${id}/redelivery`);
      expect(JSON.parse(refused.text)).toMatchObject({
        accepted: false,
        reason: 'HEADWATERS_SINK_REFUSED: no such table',
      });
      running.functions.quarantining.clear();
      const accepted = await running.write('POST', `/api/failures/${id}/redelivery`);
      expect(JSON.parse(accepted.text)).toMatchObject({ accepted: true });
      await running.waitForFeed('files', ([file]) =>
        Boolean(file?.consumers.every(({ state }) => state === 'complete')),
      );
      // The ledger shows what `first` accepted, so the object is deleted.
      const left = basis === 'receipts' ? 0 : 1;
      await running.waitForFeed('failures', ({ length }) => length === left);
    },
  );

  it('sends a later connection the same state', async () => {
    running.functions.refusing.add('first');
    await upload('a.txt');
    const isSettled = ([file]: Feed['files']) => file?.consumers[0]?.state === 'dead-lettered';
    const first = await running.waitForFeed('files', isSettled);
    expect(await running.waitForFeed('files', () => true)).toEqual(first);
  });

  it('closes its connections when it is closed', async () => {
    const ended = running.waitForFeed('picture', () => false).catch((error: unknown) => String(error));
    await running.waitForFeed('picture', () => true);
    await running.stop();
    expect(await ended).not.toBe('');
    running = await startRunningConsole();
  });
});
