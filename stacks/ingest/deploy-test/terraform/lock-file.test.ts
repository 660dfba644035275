import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { describeWith } from '../describe-with.js';
import { TerraformFolder } from './terraform-folder.js';
import { lockFile } from './tested-provider.js';

const stackFolder = fileURLToPath(new URL('../../../../cdktf.out/stacks/ingest-dev/', import.meta.url));
const init = ['init', '-input=false', '-backend=false', '-no-color', '-lockfile=readonly'];

/** A cache of providers may replace a download, whose hashes Terraform would check. */
const withoutCache = { TF_PLUGIN_CACHE_DIR: '', TF_PLUGIN_CACHE_MAY_BREAK_DEPENDENCY_LOCK_FILE: '' };

describeWith('terraform')('the dependency lock file beside a stack', () => {
  let folder: TerraformFolder;
  let locked: string;

  beforeAll(async () => {
    folder = new TerraformFolder(stackFolder, { variables: withoutCache });
    await folder.succeed('init', '-input=false', '-backend=false');
    locked = readFileSync(join(folder.path, lockFile), 'utf8');
  });

  afterAll(() => {
    folder.remove();
  });

  /** Initializes with a lock file, in a folder without a provider. Returns the output without line breaks. */
  const initWith = async (lock: string) => {
    rmSync(join(folder.path, '.terraform'), { recursive: true, force: true });
    writeFileSync(join(folder.path, lockFile), lock);
    const { exitCode, output } = await folder.run(...init);
    return { exitCode, output: output.replaceAll(/[\s│]+/g, ' ') };
  };

  it('installs the provider that it locks, and stays as it is', async () => {
    expect(await initWith(locked)).toMatchObject({
      exitCode: 0,
      output: expect.stringContaining('has been successfully initialized'),
    });
    expect(readFileSync(join(folder.path, lockFile), 'utf8')).toBe(locked);
  });

  it('refuses a provider with another hash', async () => {
    const wrong = locked.replaceAll(/h1:.{8}/g, 'h1:AAAAAAAA').replaceAll(/zh:.{8}/g, 'zh:00000000');
    expect(await initWith(wrong)).toMatchObject({
      exitCode: 1,
      output: expect.stringContaining(
        "doesn't match any of the checksums previously recorded in the dependency lock file",
      ),
    });
  });

  it('refuses another version of the provider: the lock file of the stack does not fit the tested provider', async () => {
    const ofStack = readFileSync(join(stackFolder, lockFile), 'utf8');
    expect(await initWith(ofStack)).toMatchObject({
      exitCode: 1,
      output: expect.stringMatching(
        /locked provider registry\.terraform\.io\/hashicorp\/aws 6\.\d+\.\d+ does not match configured version constraint 5\.100\.0/,
      ),
    });
  });
});
