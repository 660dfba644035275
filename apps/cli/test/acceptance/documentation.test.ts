import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { namedFence } from '@headwaters/test-kit/markdown-fences';
import { describe, expect, it } from '@jest/globals';
import { acceptanceSteps } from '../../src/acceptance/steps/steps.js';

const workspaceFolder = fileURLToPath(new URL('../../../../', import.meta.url));
const page = readFileSync(join(workspaceFolder, 'apps/docs/acceptance.md'), 'utf8');

/** Where the run calls AWS: its own code, and what it uses to trace a file and to read the archive. */
const callers = [
  'apps/cli/src/acceptance',
  'packages/ledger/src',
  'apps/cli/src/pipeline/read-source-range.ts',
];

/**
 * The permissions that an operation needs, where they are not named like it.
 * Source: https://docs.aws.amazon.com/service-authorization/latest/reference/ (read 2026-11-28).
 */
const permissionsOf: Readonly<Record<string, readonly string[]>> = {
  'client-lambda Invoke': ['lambda:InvokeFunction'],
  'client-s3 GetObject': ['s3:GetObject', 's3:GetObjectVersion'],
  'client-s3 HeadObject': ['s3:GetObject', 's3:GetObjectVersion'],
  'client-s3 ListObjectsV2': ['s3:ListBucket'],
  // A multipart upload is aborted if it fails.
  'lib-storage Upload': ['s3:PutObject', 's3:AbortMultipartUpload'],
};

function sourcesIn(path: string): string[] {
  if (path.endsWith('.ts')) return [readFileSync(join(workspaceFolder, path), 'utf8')];
  return readdirSync(join(workspaceFolder, path), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(join(workspaceFolder, path, file), 'utf8'));
}

/** The operations that a source file imports, as `client-s3 GetObject`. */
function operationsOf(source: string): string[] {
  const imports = source.matchAll(/import (?:type )?\{([^}]+)\} from '@aws-sdk\/([\w-]+)'/g);
  return [...imports].flatMap(([, names = '', client = '']) =>
    [...names.matchAll(/\b(?:(\w+)Command|paginate(\w+)|(Upload))\b/g)].map(
      ([, command, paginated, upload]) => `${client} ${command ?? paginated ?? upload ?? ''}`,
    ),
  );
}

function permissionsFor(operation: string): readonly string[] {
  const [client = '', name = ''] = operation.split(' ');
  return permissionsOf[operation] ?? [`${client.replace('client-', '')}:${name}`];
}

interface Statement {
  readonly Sid: string;
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
}

const { Statement: statements } = JSON.parse(namedFence(page, 'acceptance-policy')) as {
  Statement: readonly Statement[];
};

describe('the page on the acceptance run', () => {
  it('has a policy with exactly the permissions of the operations that the run calls', () => {
    const needed = callers.flatMap(sourcesIn).flatMap(operationsOf).flatMap(permissionsFor);
    const granted = statements.flatMap(({ Action: action }) => action);
    expect(granted.sort()).toEqual([...new Set(needed)].sort());
  });

  it('names a resource in every statement but the one with actions that list', () => {
    const unlimited = statements.filter(({ Resource: resource }) => [resource].flat().includes('*'));
    expect(unlimited.map(({ Sid: id }) => id)).toEqual(['FindMappingsAlarmsAndMetrics']);
  });

  it('describes every step, and what others notice of each disruptive one', () => {
    const rows = [...page.matchAll(/^\| `([a-z][a-z-]*)` +\|/gm)].map(([, name]) => name);
    const names = acceptanceSteps.map(({ name }) => name);
    const disruptive = acceptanceSteps
      .filter(({ disruption }) => disruption !== undefined)
      .map(({ name }) => name);
    expect(rows).toEqual([...names, ...disruptive]);
  });
});
