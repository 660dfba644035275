import {
  CreateBucketCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type ListObjectsV2CommandInput,
} from '@aws-sdk/client-s3';
import { expect } from '@jest/globals';
import { describeContract } from './subject.js';

describeContract('listings', (subject, claim) => {
  async function bucketWith(keys: readonly string[]): Promise<string> {
    const { s3, uniqueName } = subject();
    const Bucket = uniqueName();
    await s3.send(new CreateBucketCommand({ Bucket }));
    for (const Key of keys) await s3.send(new PutObjectCommand({ Bucket, Key, Body: Key }));
    return Bucket;
  }

  async function list(input: ListObjectsV2CommandInput) {
    const { Contents, CommonPrefixes, ...rest } = await subject().s3.send(new ListObjectsV2Command(input));
    return {
      ...rest,
      keys: (Contents ?? []).map(({ Key }) => Key),
      prefixes: (CommonPrefixes ?? []).map(({ Prefix }) => Prefix),
    };
  }

  const photos = ['2025/a.txt', '2026/b.txt', '2026/c/d.txt', '2026/c/e.txt', 'readme'];

  claim('keys are listed in the order of their UTF-8 bytes', async () => {
    const keys = ['z', 'a', 'B', '\u{1F600}', '\uFF21', 'é', 'a/b', 'a.b', 'a-b'];
    const Bucket = await bucketWith(keys);
    const expected = [...keys].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    expect((await list({ Bucket })).keys).toEqual(expected);
  });

  claim('a prefix selects the keys that start with it', async () => {
    const Bucket = await bucketWith(photos);
    expect((await list({ Bucket, Prefix: '2026/c' })).keys).toEqual(['2026/c/d.txt', '2026/c/e.txt']);
    expect((await list({ Bucket, Prefix: 'nothing' })).keys).toEqual([]);
  });

  claim('a delimiter groups keys into common prefixes', async () => {
    const Bucket = await bucketWith(photos);
    const top = await list({ Bucket, Delimiter: '/' });
    expect(top).toMatchObject({ keys: ['readme'], prefixes: ['2025/', '2026/'], KeyCount: 3 });
    const year = await list({ Bucket, Delimiter: '/', Prefix: '2026/' });
    expect(year).toMatchObject({ keys: ['2026/b.txt'], prefixes: ['2026/c/'] });
  });

  for (const pageSize of [1, 2, 3]) {
    claim(`pages of ${pageSize} list every entry once, common prefixes included`, async () => {
      const Bucket = await bucketWith(photos);
      const seen: (string | undefined)[] = [];
      let ContinuationToken: string | undefined;
      do {
        const page = await list({ Bucket, Delimiter: '/', MaxKeys: pageSize, ContinuationToken });
        expect(page.KeyCount).toBeLessThanOrEqual(pageSize);
        seen.push(...page.keys, ...page.prefixes);
        ContinuationToken = page.NextContinuationToken;
        expect(page.IsTruncated).toBe(ContinuationToken !== undefined);
      } while (ContinuationToken !== undefined);
      expect(seen.sort()).toEqual(['2025/', '2026/', 'readme']);
    });
  }

  claim('StartAfter lists only later keys', async () => {
    const Bucket = await bucketWith(photos);
    expect((await list({ Bucket, StartAfter: '2026/b.txt' })).keys).toEqual([
      '2026/c/d.txt',
      '2026/c/e.txt',
      'readme',
    ]);
  });

  claim('an entry has size, ETag and time', async () => {
    const { s3 } = subject();
    const Bucket = await bucketWith(['four']);
    const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket }));
    expect(Contents).toMatchObject([{ Key: 'four', Size: 4, StorageClass: 'STANDARD' }]);
    expect(Contents?.[0]?.ETag).toMatch(/^"[0-9a-f]{32}"$/);
    expect(Contents?.[0]?.LastModified).toBeInstanceOf(Date);
  });

  claim('encoding-type url percent-encodes names and keeps slashes', async () => {
    const Bucket = await bucketWith(['a/b&c.txt', 'tab\tnewline\n']);
    const { keys } = await list({ Bucket, EncodingType: 'url' });
    expect(keys).toEqual(['a/b%26c.txt', 'tab%09newline%0A']);
  });

  claim('version 1 of the listing continues after its marker', async () => {
    const Bucket = await bucketWith(photos);
    const first = await subject().s3.send(new ListObjectsCommand({ Bucket, MaxKeys: 2, Delimiter: '/' }));
    expect(first.CommonPrefixes?.map(({ Prefix }) => Prefix)).toEqual(['2025/', '2026/']);
    expect(first).toMatchObject({ IsTruncated: true, NextMarker: '2026/' });
    const second = await subject().s3.send(
      new ListObjectsCommand({ Bucket, MaxKeys: 2, Delimiter: '/', Marker: first.NextMarker }),
    );
    expect(second.Contents?.map(({ Key }) => Key)).toEqual(['readme']);
    expect(second.IsTruncated).toBe(false);
  });
});
