import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { InventoryError, type RecoveryReport, backfill } from '@headwaters/recovery';
import { readInventory } from '../../src/listing/read-inventory.js';
import { type TestPipeline, startTestPipeline } from '../support/test-pipeline.js';

let stack: TestPipeline;

beforeAll(async () => {
  stack = await startTestPipeline();
  await stack.s3.send(new CreateBucketCommand({ Bucket: 'inventory' }));
});

afterAll(async () => {
  await stack.stop();
});

const allColumns =
  'Bucket, Key, VersionId, IsLatest, IsDeleteMarker, Size, LastModifiedDate, ETag, StorageClass';

interface TestInventory {
  readonly fileSchema: string;
  readonly rows: readonly string[];
  /** Fields that replace those of the manifest. */
  readonly manifest: object;
  /** The bytes of the file. */
  readonly file: Uint8Array;
  /** In place of the digest of the file. */
  readonly md5: string;
}

/** Stores an inventory as S3 does. @returns the address of its manifest. */
async function storeInventory(options: Partial<TestInventory>): Promise<string> {
  const file = options.file ?? gzipSync((options.rows ?? []).map((row) => `${row}\n`).join(''));
  const put = (Key: string, Body: Uint8Array | string) =>
    stack.s3.send(new PutObjectCommand({ Bucket: 'inventory', Key, Body }));
  await put('data/1.csv.gz', file);
  const manifest = {
    sourceBucket: 'source',
    destinationBucket: 'arn:aws:s3:::inventory',
    version: '2016-11-30',
    creationTimestamp: '1514944800000',
    fileFormat: 'CSV',
    fileSchema: options.fileSchema ?? allColumns,
    files: [
      {
        key: 'data/1.csv.gz',
        size: file.length,
        MD5checksum: options.md5 ?? createHash('md5').update(file).digest('hex'),
      },
    ],
    ...options.manifest,
  };
  await put('manifest.json', JSON.stringify(manifest));
  return 's3://inventory/manifest.json';
}

async function read(options: Partial<TestInventory>) {
  const uri = await storeInventory(options);
  const pages = [];
  const scope = { prefix: '', versions: 'latest' } as const;
  for await (const page of readInventory(stack.s3, { uri, sourceBucket: 'source', scope })) pages.push(page);
  return pages;
}

const row = (key: string, more: { latest?: boolean; marker?: boolean; storageClass?: string } = {}) =>
  `"source","${key}","v1","${more.latest ?? true}","${more.marker ?? false}","3","2026-11-29T10:00:00.000Z","e","${more.storageClass ?? 'STANDARD'}"`;

describe('readInventory', () => {
  it('reads gzipped CSV with URL-encoded keys, latest versions only', async () => {
    const [page = []] = await read({
      rows: [row('a+b%2Bc%0A.txt'), row('old.txt', { latest: false }), row('gone.txt', { marker: true })],
    });
    expect(page).toEqual([
      {
        source: { bucket: 'source', key: 'a b+c\n.txt', versionId: 'v1' },
        isLatest: true,
        isDeleteMarker: false,
        sizeBytes: 3,
        lastModified: new Date('2026-11-29T10:00:00.000Z'),
        eTag: 'e',
        archive: undefined,
      },
      expect.objectContaining({ isDeleteMarker: true }),
    ]);
  });

  it.each(['False', 'FALSE'])('takes %s as false, and the other spelling of true as true', async (no) => {
    const yes = no === 'False' ? 'True' : 'TRUE';
    const spelled = (text: string) => text.replaceAll('"false"', `"${no}"`).replaceAll('"true"', `"${yes}"`);
    const [page] = await read({
      rows: [row('old.txt', { latest: false }), row('gone.txt', { marker: true })].map(spelled),
    });
    expect(page).toMatchObject([{ source: { key: 'gone.txt' }, isDeleteMarker: true }]);
  });

  it('yields pages of 1,000 versions', async () => {
    const pages = await read({ rows: Array.from({ length: 1_001 }, (_, index) => row(`${index}.txt`)) });
    expect(pages.map((page) => page.length)).toEqual([1_000, 1]);
  });

  it('asks for version ids that it does not have, and leaves out deleted objects', async () => {
    const { versionId } = await stack.upload('here.txt');
    const [page] = await read({
      fileSchema: 'Bucket, Key, Size, LastModifiedDate',
      rows: [
        '"source","here.txt","9","2026-11-29T10:00:00.000Z"',
        '"source","gone.txt","9","2026-11-29T10:00:00.000Z"',
      ],
    });
    expect(page).toMatchObject([{ source: { key: 'here.txt', versionId }, sizeBytes: 3 }]);
  });

  it('takes the archive tiers of Intelligent-Tiering and the archive classes as archived', async () => {
    const { versionId = '' } = await stack.upload('cold.txt', 'abc', { StorageClass: 'GLACIER' });
    const [page = []] = await read({
      rows: [row('cold.txt', { storageClass: 'GLACIER' }).replace('v1', versionId)],
    });
    expect(page).toMatchObject([{ source: { key: 'cold.txt', versionId }, archive: 'class' }]);
  });

  it.each([
    ['ORC', { manifest: { fileFormat: 'ORC' } }, /format ORC, and only CSV is read/],
    ['another bucket', { manifest: { sourceBucket: 'other' } }, /lists the bucket other, not source/],
    ['a missing column', { fileSchema: 'Bucket, Key' }, /has no column Size/],
    ['no manifest', { manifest: { files: 'none' } }, /is not a manifest/],
    ['another MD5', { rows: [row('a.txt')], md5: '0'.repeat(32) }, /MD5/],
    ['a damaged file', { file: Buffer.from('no gzip') }, /is damaged/],
    ['a short row', { rows: ['"source","a.txt"'] }, /too few columns/],
  ])('refuses %s', async (_, options, message) => {
    await expect(read(options)).rejects.toThrow(InventoryError);
    await expect(read(options)).rejects.toThrow(message);
  });

  it.each(['s3://source/absent/manifest.json', 's3://absent/manifest.json'])(
    'refuses %s, which does not exist, by its name',
    async (uri) => {
      const scope = { prefix: '', versions: 'latest' } as const;
      const pages = readInventory(stack.s3, { uri, sourceBucket: 'source', scope });
      await expect(pages.next()).rejects.toThrow(`${uri} does not exist. Give the manifest.json`);
    },
  );

  it('refuses all versions, which have no order', async () => {
    const scope = { prefix: '', versions: 'all' } as const;
    const pages = readInventory(stack.s3, {
      uri: 's3://inventory/manifest.json',
      sourceBucket: 'source',
      scope,
    });
    await expect(pages.next()).rejects.toThrow(/in no order/);
  });
});

describe('backfill with an inventory', () => {
  it('publishes what it lists and the ledger does not show', async () => {
    const first = await stack.upload('i/1.txt');
    const second = await stack.upload('i/2.txt');
    await stack.upload('i/not listed.txt');
    await stack.publish(first);
    const rows = [first, second].map(({ key, versionId = '' }) => row(key).replace('v1', versionId));
    const inventory = await storeInventory({ rows: rows.reverse() });
    const plans: RecoveryReport[] = [];
    const result = await backfill(
      stack.context,
      { prefix: 'i/', versions: 'latest', inventory },
      { apply: true, concurrency: 1, report: (report) => plans.push(report) },
    );
    expect(result).toMatchObject({ complete: true, counts: { published: 1, publishedBefore: 1 } });
  });
});
