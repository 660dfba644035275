import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { LocalAws } from './aws/local-aws.js';
import { describeWith } from './describe-with.js';
import { mirrorVariables } from './terraform/provider-mirror.js';

const workspaceFolder = fileURLToPath(new URL('../../../', import.meta.url));
const cdktf = join(workspaceFolder, 'node_modules/.bin/cdktf');
const app = 'node stacks/ingest/dist/main.mjs';

describeWith('terraform', 'moto')('cdktf', () => {
  let aws: LocalAws;
  let folder: string;

  beforeAll(async () => {
    aws = await LocalAws.start();
    folder = mkdtempSync(join(tmpdir(), 'ingest-cdktf-'));
  });

  afterAll(async () => {
    await aws.stop();
    rmSync(folder, { recursive: true });
  });

  const environment = () => ({
    ...process.env,
    ...mirrorVariables(join(workspaceFolder, 'cdktf.out/stacks/ingest-dev'), folder),
    ...aws.variables,
    CI: '1',
    CHECKPOINT_DISABLE: '1',
    FORCE_COLOR: '0',
  });

  /** Runs cdktf as in the README, with a separate output folder and state. */
  const run = async (...words: string[]): Promise<string> => {
    const output = words.includes('--output') ? [] : ['--output', join(folder, 'cdktf.out')];
    const { stdout } = await promisify(execFile)(cdktf, [...words, '--app', app, ...output], {
      cwd: workspaceFolder,
      maxBuffer: 64 * 1024 * 1024,
      env: environment(),
    });
    return stdout;
  };

  /** What Terraform without cdktf would change, by the configuration in a folder and the state that cdktf left. */
  const planOf = async (stackFolder: string): Promise<string> => {
    const terraform = (...words: string[]) =>
      promisify(execFile)('terraform', [...words, '-input=false', '-no-color'], {
        cwd: stackFolder,
        env: environment(),
      });
    await terraform('init');
    return (await terraform('plan')).stdout;
  };

  it('deploys, prints outputs, writes equivalent HCL, and destroys', async () => {
    await run('synth');
    const synthesized = readFileSync(join(folder, 'cdktf.out/stacks/ingest-dev/cdk.tf.json'), 'utf8');
    expect(synthesized).toContain('headwaters-ingest-dev-stream');
    const rest = ['--skip-synth', '--skip-provider-lock'];
    expect(await run('diff', 'ingest-dev', ...rest)).toMatch(/\d\d to add, 0 to change, 0 to destroy/);
    expect(await run('deploy', 'ingest-dev', '--auto-approve', ...rest)).toContain('Apply complete!');
    expect(await run('diff', 'ingest-dev', ...rest)).toContain('No changes');
    expect(await run('output', 'ingest-dev', '--skip-synth')).toContain(
      'headwaters-ingest-dev-source-123456789012-us-east-1',
    );
    await run('synth', '--hcl', '--output', join(folder, 'hcl'));
    expect(await planOf(join(folder, 'hcl/stacks/ingest-dev'))).toContain('No changes');
    expect(await run('destroy', 'ingest-dev', '--auto-approve', ...rest)).toContain('Destroy complete!');
  });
});
