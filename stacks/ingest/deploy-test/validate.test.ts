import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { describeWith } from './describe-with.js';
import { TerraformFolder } from './terraform/terraform-folder.js';

const stacks = fileURLToPath(new URL('../../../cdktf.out/stacks/', import.meta.url));

describeWith('terraform')('terraform validate', () => {
  let folder: TerraformFolder;

  beforeAll(async () => {
    folder = new TerraformFolder(`${stacks}ingest-dev`);
    await folder.succeed('init', '-input=false', '-backend=false');
  });

  afterAll(() => {
    folder.remove();
  });

  it('finds the dev stack valid, with the schema of the real provider and no warning', async () => {
    const { stdout } = await folder.run('validate', '-json');
    expect(JSON.parse(stdout)).toMatchObject({ valid: true, error_count: 0, warning_count: 0 });
  });
});
