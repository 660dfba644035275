import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from '@jest/globals';
import { describeWith } from './describe-with.js';
import { TerraformFolder } from './terraform/terraform-folder.js';

const stacks = fileURLToPath(new URL('../../../cdktf.out/stacks/', import.meta.url));

describeWith('terraform', 'registry')('the provider that the stacks require', () => {
  const folders: TerraformFolder[] = [];

  afterAll(() => {
    for (const folder of folders) folder.remove();
  });

  it.each(['dev', 'prod'])(
    'is the one of the lock file, and accepts %s by its schema without warnings',
    async (environment) => {
      const folder = new TerraformFolder(`${stacks}ingest-${environment}`, { provider: 'required' });
      folders.push(folder);
      await folder.succeed('init', '-input=false', '-backend=false', '-lockfile=readonly');
      const { stdout } = await folder.run('validate', '-json');
      expect(JSON.parse(stdout)).toMatchObject({ valid: true, error_count: 0, warning_count: 0 });
    },
  );
});
