import { FakeS3 } from '@headwaters/test-kit/fake-s3';
import { describe, expect, it } from '@jest/globals';
import { listObjects, readTextObjects } from '../src/s3-objects.js';

describe('listObjects', () => {
  it('requests keys percent-encoded, because XML can not contain some characters, and decodes them', async () => {
    const listed = { Key: 'receipts/b/+a+%01%2B%25%F0%9F%90%9F', LastModified: new Date(0) };
    const s3 = new FakeS3({ intercept: () => ({ Contents: [listed], EncodingType: 'url' }) });
    const keys: string[] = [];
    for await (const { key } of listObjects(s3.client, { bucket: 'ledger', prefix: 'receipts/' }))
      keys.push(key);
    expect(keys).toEqual(['receipts/b/ a \u0001+%\u{1F41F}']);
    expect(s3.inputsOf('ListObjectsV2')).toMatchObject([{ EncodingType: 'url' }]);
  });
});

describe('readTextObjects', () => {
  it('has at most 16 requests in flight', async () => {
    const keys = Array.from({ length: 40 }, (_, index) => `ledger/${String(index).padStart(2, '0')}`);
    const s3 = new FakeS3({ objects: Object.fromEntries(keys.map((key) => [key, 'text'])) });
    const listing = listObjects(s3.client, { bucket: 'ledger', prefix: '' });
    const objects = readTextObjects(s3.client, 'ledger', listing);
    for (const requestCount of [16, 17, 18]) {
      await objects.next();
      expect(s3.inputsOf('GetObject')).toHaveLength(requestCount);
    }
  });
});
