import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compileFunction } from 'node:vm';
import * as clientKinesis from '@aws-sdk/client-kinesis';
import * as localServices from '@headwaters/local-services';
import { describe, expect, it } from '@jest/globals';
import { transformSync } from 'esbuild';
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
    const fence = /^```ts start\n(.*?)^```$/ms.exec(readme)?.[1] ?? '';
    const dataDirectory = mkdtempSync(join(tmpdir(), 'readme-'));
    const [imports, body] = [/^import .*$/gm, /^(?!import ).*$/gm].map(
      (lines) => fence.match(lines)?.join('\n') ?? '',
    );
    const script = `${imports ?? ''}\nexport const done = (async () => {${body ?? ''}})();`;
    const { code } = transformSync(script.replace('./data', dataDirectory), { loader: 'ts', format: 'cjs' });
    const module = { exports: {} as { done?: Promise<void> } };
    const load = (name: string) => (name === '@headwaters/local-services' ? localServices : clientKinesis);
    const run = compileFunction(code, ['module', 'require']) as (...values: unknown[]) => void;
    run(module, load);
    expect(fence).toContain('await services.close()');
    await module.exports.done;
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
