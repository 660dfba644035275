import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { filesToMigrate, migrateToCdktn } from '../../migration/migrate-to-cdktn.js';

const checkout = fileURLToPath(new URL('../../../../', import.meta.url));
const files = filesToMigrate(checkout);

let workspaceFolder: string;

/** The content of every file of the copy. */
const contents = () =>
  files.map((file) => [file, readFileSync(join(workspaceFolder, file), 'utf8')] as const);

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
  it('reports the changes without writing them in a dry run', () => {
    const before = contents();
    const file = 'stacks/ingest/src/synthesize-environments.ts';
    const lines = readFileSync(join(checkout, file), 'utf8').split('\n');
    expect(migrateToCdktn({ workspaceFolder, files, dryRun: true })).toContainEqual({
      file,
      line: lines.indexOf("import { App } from 'cdktf';") + 1,
      before: "import { App } from 'cdktf';",
      after: "import { App } from 'cdktn';",
    });
    expect(contents()).toEqual(before);
  });

  it('leaves no import of cdktf and no dependency on it', () => {
    migrateToCdktn({ workspaceFolder, files, dryRun: false });
    const left = contents().flatMap(([file, content]) =>
      content
        .split('\n')
        .filter((line) =>
          /\b(from|import|require)\b[\s(]*['"].*cdktf|"@?cdktf(-cli|\/provider-aws)?":/.test(line),
        )
        .map((line) => `${file}: ${line}`),
    );
    expect(left).toEqual([]);
  });

  it('changes nothing in a second run', () => {
    expect(migrateToCdktn({ workspaceFolder, files, dryRun: false })).toEqual([]);
  });
});
