import { PassThrough } from 'node:stream';
import { sourceRecordObject } from '@headwaters/pipeline-contract';
import { sourceDigest } from '@headwaters/record-codec';
import { FakeS3, failingS3, serviceError } from '@headwaters/test-kit/fake-s3';
import { describe, expect, it, jest } from '@jest/globals';
import { classifyFailure } from '../../src/failure/classify-failure.js';
import { oncePerBatch, s3FindSource, type FindSource } from '../../src/record/source-lookup.js';

const source = (number: number) => ({ bucket: 'uploads', key: `${number}.txt`, versionId: 'v1' });
const digestOf = (number: number) => sourceDigest(source(number));

function ledgerWith(count: number): FakeS3 {
  const numbers = Array.from({ length: count }, (_, index) => index);
  const entries = numbers.map((number) => {
    const { Key, Body } = sourceRecordObject(digestOf(number), source(number));
    return [`ledger/${Key}`, Body] as const;
  });
  return new FakeS3({ objects: Object.fromEntries(entries) });
}

describe('s3FindSource', () => {
  it('finds the object that the producer has stored, and asks S3 once', async () => {
    const s3 = ledgerWith(1);
    const find = s3FindSource(s3.client, { bucket: 'ledger' });
    expect([await find(digestOf(0)), await find(digestOf(0))]).toEqual([source(0), source(0)]);
    expect(s3.inputsOf('GetObject')).toEqual([{ Bucket: 'ledger', Key: `sources/${digestOf(0)}.json` }]);
  });

  it('returns undefined for the digest of a foreign key, and asks again: the object may be stored later', async () => {
    const s3 = ledgerWith(0);
    const find = s3FindSource(s3.client, { bucket: 'ledger', missingWaitsMillis: [] });
    expect(await find(digestOf(0))).toBeUndefined();
    const { Key, Body } = sourceRecordObject(digestOf(0), source(0));
    s3.objects.set(`ledger/${Key}`, { body: Buffer.from(Body), lastModified: new Date(0) });
    expect(await find(digestOf(0))).toEqual(source(0));
  });

  it('asks again after a 404, because a new bucket returns some for objects that exist', async () => {
    const stored = ledgerWith(1);
    let misses = 2;
    const s3 = new FakeS3({
      objects: Object.fromEntries(stored.objects),
      intercept: () => {
        if (misses-- > 0) throw serviceError('NoSuchKey', 404);
        return undefined;
      },
    });
    const find = s3FindSource(s3.client, { bucket: 'ledger', missingWaitsMillis: [0, 0] });
    expect(await find(digestOf(0))).toEqual(source(0));
    misses = 3;
    expect(
      await s3FindSource(s3.client, { bucket: 'ledger', missingWaitsMillis: [0, 0] })(digestOf(0)),
    ).toBeUndefined();
  });

  it('waits for one missing object a minute, not for each: many keys of others may look like plain ones', async () => {
    const find = s3FindSource(new FakeS3().client, { bucket: 'ledger', missingWaitsMillis: [300] });
    const start = performance.now();
    for (let number = 0; number < 20; number++) expect(await find(digestOf(number))).toBeUndefined();
    const millis = performance.now() - start;
    expect([millis >= 299, millis < 3_000]).toEqual([true, true]);
  });

  it('remembers the 2 objects that were needed last, with a limit of 2', async () => {
    const s3 = ledgerWith(3);
    const find = s3FindSource(s3.client, { bucket: 'ledger', maxRemembered: 2 });
    for (const number of [0, 1, 0, 2, 0, 1]) await find(digestOf(number));
    const asked = s3.inputsOf('GetObject').map(({ Key }) => Key);
    expect(asked).toEqual([0, 1, 2, 1].map((number) => `sources/${digestOf(number)}.json`));
  });

  it.each([
    ['refused access', serviceError('AccessDenied', 403)],
    ['throttling', serviceError('SlowDown', 503)],
    ['a missing bucket', serviceError('NoSuchBucket', 404)],
  ])(
    'throws the error of S3 at %s, which passes: the Kinesis record is delivered again',
    async (_, error) => {
      const find = s3FindSource(failingS3(error).client, { bucket: 'ledger' });
      const thrown = await find(digestOf(0)).catch((reason: unknown) => reason);
      expect(thrown).toBe(error);
      expect(classifyFailure(thrown)).toBe('passing');
    },
  );

  it('gives up a body that stalls, which passes', async () => {
    const body = new PassThrough();
    body.write('{');
    const s3 = new FakeS3({ intercept: () => ({ Body: body }) });
    const find = s3FindSource(s3.client, { bucket: 'ledger', stallMillis: 20 });
    const thrown = await find(digestOf(0)).catch((reason: unknown) => reason);
    expect(classifyFailure(thrown)).toBe('passing');
    expect(body.destroyed).toBe(true);
  });

  it.each([
    ['is no source record', '{}'],
    ['is that of another object', sourceRecordObject(digestOf(1), source(1)).Body],
  ])('throws if what is stored %s: nothing may be attributed to a wrong object', async (_, body) => {
    const s3 = new FakeS3({ objects: { [`ledger/sources/${digestOf(0)}.json`]: body } });
    const find = s3FindSource(s3.client, { bucket: 'ledger' });
    await expect(find(digestOf(0))).rejects.toMatchObject({ code: 'HEADWATERS_SOURCE_RECORD_UNREADABLE' });
  });
});

describe('oncePerBatch', () => {
  it('asks once for each digest, also if there is no such object', async () => {
    const find = jest.fn<FindSource>().mockResolvedValue(undefined);
    const inBatch = oncePerBatch(find);
    await Promise.all(['a', 'b', 'a', 'a'].map((digest) => inBatch(digest)));
    expect(find.mock.calls).toEqual([['a'], ['b']]);
  });
});
