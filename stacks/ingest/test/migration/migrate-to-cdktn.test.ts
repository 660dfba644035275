import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { filesToMigrate, migrateToCdktn } from '../../migration/migrate-to-cdktn.js';

const checkout = fileURLToPath(new URL('../../../../', import.meta.url));
const files = filesToMigrate(checkout);

let workspaceFolder: string;

/** Every text of the copy, by file. */
const texts = () => files.map((file) => [file, readFileSync(join(workspaceFolder, file), 'utf8')] as const);

beforeAll(() => {
  workspaceFolder = mkdtempSync(join(tmpdir(), 'ingest-migration-'));
  for (const file of files) {
    mkdirSync(dirname(join(workspaceFolder, file)), { recursive: true });
    cpSync(join(checkout, file), join(workspaceFolder, file));
  }
});

afterAll(() => {
  rmSync(workspaceFolder, { recursive: true });
});

describe('migrateToCdktn', () => {
  it('only tells what would change in a dry run', () => {
    const before = texts();
    expect(migrateToCdktn({ workspaceFolder, files, dryRun: true })).toContainEqual({
      file: 'stacks/ingest/src/environment-stack.ts',
      line: 1,
      before: "import { LocalBackend, S3Backend, type TerraformStack } from 'cdktf';",
      after: "import { LocalBackend, S3Backend, type TerraformStack } from 'cdktn';",
    });
    expect(texts()).toEqual(before);
  });

  it('leaves no import and no dependency of cdktf behind: all stand in a spelling that it knows', () => {
    migrateToCdktn({ workspaceFolder, files, dryRun: false });
    const left = texts().flatMap(([file, text]) =>
      text
        .split('\n')
        .filter((line) => /(from|import|require)\b.*cdktf|"@?cdktf(-cli|\/provider-aws)?":/.test(line))
        .map((line) => `${file}: ${line}`),
    );
    expect(left).toEqual([]);
  });

  it('changes nothing more the second time', () => {
    expect(migrateToCdktn({ workspaceFolder, files, dryRun: false })).toEqual([]);
  });
});
