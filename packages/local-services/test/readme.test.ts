import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as clientKinesis from '@aws-sdk/client-kinesis';
import * as localServices from '@headwaters/local-services';
import { namedFence, runTypeScript } from '@headwaters/test-kit/markdown-fences';
import { describe, expect, it } from '@jest/globals';
import { operations } from '../src/kinesis/kinesis-handler.js';
import { bucketConfigurations } from '../src/s3/operations/bucket-configuration.js';
import './start-for-test.js';

const readme = readFileSync(join(__dirname, '../README.md'), 'utf8');

/** The words in the second column of a table's rows. */
function listed(...rows: string[]): string[] {
  return rows
    .flatMap((row) => new RegExp(`^\\| ${row} +\\| (.*?) +\\|$`, 'm').exec(readme)?.[1]?.split(', ') ?? [])
    .sort();
}

describe('the README', () => {
  it('shows how to start, as it works', async () => {
    const code = namedFence(readme, 'start');
    expect(code).toContain('await services.close()');
    const dataDirectory = mkdtempSync(join(tmpdir(), 'readme-'));
    await runTypeScript(code.replace('./data', dataDirectory), {
      modules: { '@headwaters/local-services': localServices, '@aws-sdk/client-kinesis': clientKinesis },
    });
    expect(readdirSync(dataDirectory)).toEqual([]);
    rmSync(dataDirectory, { recursive: true });
  });

  it('lists the Kinesis operations that are served, and no others', () => {
    expect(listed('streams', 'records', 'shards', 'settings', 'tags')).toEqual([...operations.keys()].sort());
  });

  it('lists the bucket configurations that are kept, and no others', () => {
    const names = [...listed('kept and given back, acted on by nothing'), ...listed('kept and acted on')];
    expect(names.sort()).toEqual(bucketConfigurations.map(({ name }) => name).sort());
  });
});
