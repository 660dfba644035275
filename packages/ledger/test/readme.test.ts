import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import * as ledger from '@headwaters/ledger';
import { archiveKey, objectReceiptsPrefix, receiptKey } from '@headwaters/pipeline-contract';
import { FakeS3 } from '@headwaters/test-kit/fake-s3';
import { namedFence, runTypeScript } from '@headwaters/test-kit/markdown-fences';
import { describe, expect, it } from '@jest/globals';

const readme = readFileSync(join(__dirname, '../README.md'), 'utf8');

describe('the README', () => {
  it('traces an object', async () => {
    const s3 = new FakeS3({ objects: { 'uploads/2026/orders.txt': { body: 'text', versionId: 'v1' } } });
    const S3Client = function () {
      return s3.client;
    };
    const traces: unknown[] = [];
    await runTypeScript(`${namedFence(readme, 'trace')}report(trace);\n`, {
      modules: { '@aws-sdk/client-s3': { S3Client }, '@headwaters/ledger': ledger },
      globals: { report: (trace: unknown) => traces.push(trace) },
    });
    expect(traces).toMatchObject([
      { source: { versionId: 'v1' }, complete: false, consumers: [{ name: 'archive', bytes: 0 }] },
    ]);
  });
});

describe('the README, of many files', () => {
  it('shows what a consumer has of each by the names of receipts', async () => {
    const source = { bucket: 'uploads', key: '2026/orders.txt', versionId: 'v1' };
    const range = { source, offset: 0, endOffset: 9 };
    const keys = [
      receiptKey({ ...range, actor: 'producer', outcome: 'published', isLast: true }),
      receiptKey({ ...range, actor: 'archive', outcome: 'accepted' }),
    ];
    const s3 = new FakeS3({
      objects: Object.fromEntries(keys.map((key) => [`headwaters-ledger/${key}`, ''])),
    });
    const S3Client = function () {
      return s3.client;
    };
    const reported: unknown[] = [];
    await runTypeScript(namedFence(readme, 'names'), {
      modules: { '@aws-sdk/client-s3': { S3Client }, '@headwaters/ledger': ledger },
      globals: { report: (coverage: unknown) => reported.push(coverage) },
    });
    expect(reported).toEqual([
      {
        objectPrefix: objectReceiptsPrefix(source),
        isPublished: true,
        ranges: [{ start: 0, end: 9 }],
        needsContent: false,
      },
    ]);
  });
});

describe('the page "Formats and order"', () => {
  it('reads an upload back from the archive', async () => {
    const page = readFileSync(join(__dirname, '../../../apps/docs/formats-and-order.md'), 'utf8');
    const source = { bucket: 'uploads', key: '2026/orders.txt', versionId: 'v1' };
    const keys = [
      archiveKey({ source, offset: 0, endOffset: 5 }, 'gz'),
      archiveKey({ source, offset: 5 }, 'gz'),
    ];
    const bodies = ['first', ' last'].map((text) => gzipSync(text));
    const objects = keys.map((key, index) => [`headwaters-archive/${key}`, bodies[index] ?? ''] as const);
    const s3 = new FakeS3({ objects: Object.fromEntries(objects) });
    const S3Client = function () {
      return s3.client;
    };
    const chunks: Uint8Array[] = [];
    const process = { stdout: { write: (bytes: Uint8Array) => chunks.push(bytes) } };
    await runTypeScript(namedFence(page, 'archive'), {
      modules: { '@aws-sdk/client-s3': { S3Client }, '@headwaters/ledger': ledger },
      globals: { process },
    });
    expect(Buffer.concat(chunks).toString()).toBe('first last');
  });
});
