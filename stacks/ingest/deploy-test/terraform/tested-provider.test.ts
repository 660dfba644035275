import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from '@jest/globals';
import { changedPaths } from '../changed-paths.js';
import { copyForTestedProvider } from './tested-provider.js';

const stacks = fileURLToPath(new URL('../../../../cdktf.out/stacks/', import.meta.url));
const copies = mkdtempSync(join(tmpdir(), 'ingest-copies-'));

const filesIn = (folder: string) => readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
const configurationIn = (folder: string): unknown =>
  JSON.parse(readFileSync(join(folder, 'cdk.tf.json'), 'utf8'));

afterAll(() => {
  rmSync(copies, { recursive: true });
});

describe.each([
  ['ingest-dev', ['consumer-archive', 'consumer-audit', 'producer']],
  ['ingest-prod', ['canary', 'consumer-archive', 'consumer-audit', 'producer', 'reconciler']],
])('copyForTestedProvider: %s', (stack, functions) => {
  const original = join(stacks, stack);
  const copy = join(copies, stack);
  copyForTestedProvider(original, copy);

  it('changes the version of the provider and the runtime of each function, and nothing else', () => {
    expect(changedPaths(configurationIn(original), configurationIn(copy)).sort()).toEqual([
      ...functions.map((name) => `resource/aws_lambda_function/${name}/runtime`),
      'terraform/required_providers/aws/version',
    ]);
  });

  it('copies every file except the dependency lock file', () => {
    const copied = filesIn(copy);
    expect(filesIn(original).filter((file) => !copied.includes(file))).toEqual(['.terraform.lock.hcl']);
  });
});
