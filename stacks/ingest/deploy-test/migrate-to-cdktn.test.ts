import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { changedPaths } from './changed-paths.js';
import { MigratedWorkspace } from './migrated-workspace.js';

const workspaceFolder = fileURLToPath(new URL('../../../', import.meta.url));

describe('the stack, migrated to cdktn', () => {
  let migrated: MigratedWorkspace;
  let synthesized: (environment: string) => unknown;

  beforeAll(() => {
    migrated = new MigratedWorkspace(workspaceFolder);
    synthesized = migrated.synthesize();
  });

  afterAll(() => {
    migrated.remove();
  });

  it.each(['dev', 'prod'])(
    'synthesizes the same JSON for %s, except for the versions of the tool and the provider',
    (name) => {
      const before: unknown = JSON.parse(
        readFileSync(join(workspaceFolder, `cdktf.out/stacks/ingest-${name}/cdk.tf.json`), 'utf8'),
      );
      expect(changedPaths(before, synthesized(name)).sort()).toEqual([
        '///metadata/version',
        'terraform/required_providers/aws/source',
        'terraform/required_providers/aws/version',
      ]);
    },
  );
});
