import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
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

/** The paths, such as `terraform/backend`, at which two JSON values differ. */
function changedPaths(left: unknown, right: unknown, path: readonly string[] = []): string[] {
  if (!isObject(left) || !isObject(right)) return Object.is(left, right) ? [] : [path.join('/')];
  const names = new Set([...Object.keys(left), ...Object.keys(right)]);
  return [...names].flatMap((name) => changedPaths(left[name], right[name], [...path, name]));
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
