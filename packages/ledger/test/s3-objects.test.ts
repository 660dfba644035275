import { FakeS3 } from '@headwaters/test-kit/fake-s3';
import { describe, expect, it } from '@jest/globals';
import { listObjects, readTextObjects } from '../src/s3-objects.js';

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
