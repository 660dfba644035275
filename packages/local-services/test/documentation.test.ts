import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as clientKinesis from '@aws-sdk/client-kinesis';
import * as localServices from '@headwaters/local-services';
import { namedFence, runTypeScript } from '@headwaters/test-kit/markdown-fences';
import { describe, expect, it } from '@jest/globals';
import { operations } from '../src/kinesis/operations/operations.js';
import { bucketConfigurations } from '../src/s3/operations/bucket-configuration.js';

const readme = readFileSync(join(__dirname, '../README.md'), 'utf8');
const page = readFileSync(join(__dirname, '../../../apps/docs/local-services.md'), 'utf8');

/** The comma-separated words in the second column of table rows. */
function listed(...rows: string[]): string[] {
  return rows
    .flatMap((row) => new RegExp(`^\\| ${row} +\\| (.*?) +\\|$`, 'm').exec(page)?.[1]?.split(', ') ?? [])
    .sort();
}

describe('the documentation', () => {
  it('has an example that starts, uses and closes the services', async () => {
    const code = namedFence(readme, 'start');
    expect(code).toContain('await services.close()');
    const dataDirectory = mkdtempSync(join(tmpdir(), 'readme-'));
    await runTypeScript(code.replace('./data', dataDirectory), {
      modules: { '@headwaters/local-services': localServices, '@aws-sdk/client-kinesis': clientKinesis },
    });
    expect(readdirSync(dataDirectory)).toEqual([]);
    rmSync(dataDirectory, { recursive: true });
  });

  it('lists all supported Kinesis operations', () => {
    expect(listed('streams', 'records', 'shards', 'settings', 'tags', 'consumers')).toEqual(
      [...operations.keys(), 'SubscribeToShard'].sort(),
    );
  });

  it('lists all supported bucket configurations', () => {
    const names = listed('stored, without effect', 'stored, with effect');
    expect(names.sort()).toEqual(bucketConfigurations.map(({ name }) => name).sort());
  });
});
