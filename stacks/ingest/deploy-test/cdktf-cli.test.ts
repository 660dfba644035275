import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { LocalAws } from './aws/local-aws.js';
import { describeWith } from './describe-with.js';
import { mirrorVariables } from './terraform/provider-mirror.js';
import { adaptToTestedProvider, lockFile } from './terraform/tested-provider.js';

const workspaceFolder = fileURLToPath(new URL('../../../', import.meta.url));
const cdktf = join(workspaceFolder, 'node_modules/.bin/cdktf');
const app = 'node stacks/ingest/dist/main.mjs';

describeWith('terraform', 'moto')('cdktf', () => {
  let aws: LocalAws;
  let folder: string;
  let mirror: { TF_CLI_CONFIG_FILE?: string } | undefined;

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
    ...mirror,
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

  /** Runs Terraform without cdktf. */
  const terraform = async (stackFolder: string, command: string): Promise<string> => {
    const { stdout } = await promisify(execFile)('terraform', [command, '-input=false', '-no-color'], {
      cwd: stackFolder,
      env: environment(),
    });
    return stdout;
  };

  /** Prepares a synthesized folder for the tested provider, with a lock file of that provider in the place of the stack's own. */
  const prepare = async (stackFolder: string): Promise<void> => {
    expect(existsSync(join(stackFolder, lockFile))).toBe(true);
    adaptToTestedProvider(stackFolder);
    mirror ??= mirrorVariables(stackFolder, folder);
    await terraform(stackFolder, 'init');
  };

  it('deploys by the lock file, without writing one, prints outputs, writes equivalent HCL, and destroys', async () => {
    await run('synth');
    const stackFolder = join(folder, 'cdktf.out/stacks/ingest-dev');
    await prepare(stackFolder);
    const locked = readFileSync(join(stackFolder, lockFile), 'utf8');
    expect(await run('diff', 'ingest-dev', '--skip-synth')).toMatch(/\d\d to add, 0 to change, 0 to destroy/);
    expect(await run('deploy', 'ingest-dev', '--auto-approve', '--skip-synth')).toContain('Apply complete!');
    expect(await run('diff', 'ingest-dev', '--skip-synth')).toContain('No changes');
    expect(readFileSync(join(stackFolder, lockFile), 'utf8')).toBe(locked);
    expect(await run('output', 'ingest-dev', '--skip-synth')).toContain(
      'headwaters-ingest-dev-source-123456789012-us-east-1',
    );
    await run('synth', '--hcl', '--output', join(folder, 'hcl'));
    const hclFolder = join(folder, 'hcl/stacks/ingest-dev');
    await prepare(hclFolder);
    expect(await terraform(hclFolder, 'plan')).toContain('No changes');
    expect(await run('destroy', 'ingest-dev', '--auto-approve', '--skip-synth')).toContain(
      'Destroy complete!',
    );
  });

  it('says how to name the state bucket of prod, instead of deploying or waiting for input', async () => {
    const refused = run('deploy', 'ingest-prod', '--auto-approve');
    await expect(refused).rejects.toMatchObject({
      stdout: expect.stringMatching(
        /WARN \[ingest-prod\]: state\.bucket is not set,[^]* `npm run state:bootstrap[^]*Invalid Value/,
      ),
    });
  });
});
