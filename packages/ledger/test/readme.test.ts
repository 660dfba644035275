import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as ledger from '@headwaters/ledger';
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
