import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

/** A stand-in for Nx: appends to `calls`, runs what the test put into `during-build.cjs`, writes an output. */
const fakeNx = `
const { appendFileSync, existsSync, mkdirSync, writeFileSync } = require('node:fs');
appendFileSync('calls', process.argv.slice(2).join(' ') + '\\n');
if (existsSync('during-build.cjs')) require(process.cwd() + '/during-build.cjs');
mkdirSync('apps/cli/dist', { recursive: true });
writeFileSync('apps/cli/dist/main.mjs', 'built');
`;
const program = 'packages/workspace-tools/src/build-pipeline.mjs';

let workspace: string;

const write = (path: string, content: string) => {
  mkdirSync(dirname(join(workspace, path)), { recursive: true });
  writeFileSync(join(workspace, path), content);
};
const run = (...projects: string[]) =>
  spawnSync(process.execPath, [program, ...projects], { cwd: workspace, encoding: 'utf8' }).status;
const builds = () => {
  const calls = join(workspace, 'calls');
  return existsSync(calls) ? readFileSync(calls, 'utf8').trim().split('\n').length : 0;
};

beforeEach(() => {
  workspace = mkdtempSync(join(tmpdir(), 'build-pipeline-'));
  mkdirSync(join(workspace, dirname(program)), { recursive: true });
  cpSync(join(__dirname, '../src/build-pipeline.mjs'), join(workspace, program));
  write('node_modules/nx/package.json', '{ "name": "nx" }');
  write('node_modules/nx/bin/nx.js', fakeNx);
  for (const file of ['package-lock.json', 'nx.json', 'tsconfig.base.json', 'cdktf.json']) write(file, '{}');
  write('apps/cli/src/main.ts', 'source');
});
afterEach(() => {
  rmSync(workspace, { recursive: true });
});

describe('build-pipeline', () => {
  it('builds once and skips Nx while nothing changes', () => {
    expect([run(), run(), run()]).toEqual([0, 0, 0]);
    expect(builds()).toBe(1);
  });

  it.each([
    ['a source', 'apps/cli/src/main.ts'],
    ['a new source', 'packages/new/src/index.ts'],
    ['the lock file', 'package-lock.json'],
    ['an output', 'apps/cli/dist/main.mjs'],
  ])('builds again after an edit of %s', (_, path) => {
    run();
    write(path, 'edited');
    run();
    expect(builds()).toBe(2);
  });

  it('builds again after an edit of an output that leaves its size', () => {
    run();
    write('apps/cli/dist/main.mjs', 'BUILT');
    run();
    expect(builds()).toBe(2);
  });

  it('builds again if an output was deleted', () => {
    run();
    rmSync(join(workspace, 'apps/cli/dist'), { recursive: true });
    run();
    expect(builds()).toBe(2);
  });

  it.each([
    'apps/cli/test/main.test.ts',
    'apps/cli/bench/main.ts',
    'packages/new/README.md',
    'apps/docs/.vitepress/dist/index.html',
  ])('skips Nx after an edit of %s', (path) => {
    run();
    write(path, 'edited');
    run();
    expect(builds()).toBe(1);
  });

  it('builds again a source that was edited during the build', () => {
    write(
      'during-build.cjs',
      "require('node:fs').writeFileSync('apps/cli/src/main.ts', 'edited meanwhile');",
    );
    run();
    rmSync(join(workspace, 'during-build.cjs'));
    run();
    run();
    expect(builds()).toBe(2);
  });

  it('exits with 1 and builds again after a failed build', () => {
    write('during-build.cjs', 'process.exit(1);');
    expect(run()).toBe(1);
    rmSync(join(workspace, 'during-build.cjs'));
    expect(run()).toBe(0);
    expect(builds()).toBe(2);
  });

  it('builds another list of projects even if nothing changed, and then neither list again', () => {
    run();
    run('@headwaters/cli');
    run();
    run('@headwaters/cli');
    expect(builds()).toBe(2);
  });
});
