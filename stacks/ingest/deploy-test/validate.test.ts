import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from '@jest/globals';
import type { IngestSettingsInput } from '../src/settings/ingest-settings.js';
import { synthesizeEnvironments } from '../src/synthesize-environments.js';
import { events, queued } from '../test/environments/every-feature.js';
import { withWorkspace } from '../test/synthesize.js';
import { describeWith } from './describe-with.js';
import { TerraformFolder } from './terraform/terraform-folder.js';

const stacks = fileURLToPath(new URL('../../../cdktf.out/stacks/', import.meta.url));

const withSynthesized = (settings: IngestSettingsInput) =>
  withWorkspace((workspaceFolder) => {
    const outputFolder = join(workspaceFolder, 'cdktf.out');
    synthesizeEnvironments([settings], { workspaceFolder, outputFolder });
    return new TerraformFolder(join(outputFolder, `stacks/ingest-${settings.environment}`));
  });

describeWith('terraform')('terraform validate', () => {
  const folders: TerraformFolder[] = [];

  afterAll(() => {
    for (const folder of folders) folder.remove();
  });

  it.each([
    ['dev', () => new TerraformFolder(`${stacks}ingest-dev`)],
    ['prod', () => new TerraformFolder(`${stacks}ingest-prod`)],
    ['every sink, with uploads by EventBridge,', () => withSynthesized(events)],
    ['every sink, with uploads by a queue,', () => withSynthesized(queued)],
  ] as const)('accepts %s by the schema of the tested provider, without warnings', async (_, prepare) => {
    const folder = prepare();
    folders.push(folder);
    await folder.succeed('init', '-input=false', '-backend=false');
    const { stdout } = await folder.run('validate', '-json');
    expect(JSON.parse(stdout)).toMatchObject({ valid: true, error_count: 0, warning_count: 0 });
  });
});
