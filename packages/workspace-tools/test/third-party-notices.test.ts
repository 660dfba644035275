import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'notices-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** Installs a package with one source file and returns the path of that file. */
function install(path: string, license: string, files: Readonly<Record<string, string>> = {}): string {
  const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
  const all = { 'package.json': JSON.stringify({ name, version: '1.0.0', license }), ...files };
  for (const [file, content] of Object.entries(all)) {
    mkdirSync(dirname(join(folder, path, file)), { recursive: true });
    writeFileSync(join(folder, path, file), content);
  }
  return `${path}/lib/index.js`;
}

const program = fileURLToPath(new URL('../src/third-party-notices.mjs', import.meta.url));

/** Formats the notices in a process of its own: jest can't load a module of Node.js. */
function run(inputs: readonly string[]) {
  const code = `
    import { bundledPackages, formatNotices } from ${JSON.stringify(program)};
    const [folder, ...paths] = process.argv.slice(1);
    const inputs = Object.fromEntries(paths.map((path) => [path, {}]));
    process.stdout.write(formatNotices(bundledPackages({ inputs }, folder)));`;
  const words = ['--input-type=module', '-e', code, join(folder, 'app'), ...inputs];
  return spawnSync(process.execPath, words, { encoding: 'utf8' });
}

const noticesOf = (...inputs: string[]) => run(inputs).stdout;

describe('bundledPackages', () => {
  it('lists each package of node_modules once, nested and scoped ones too, and no source of the project', () => {
    const packages = ['../node_modules/b', '../node_modules/@scope/a', '../node_modules/b/node_modules/c'];
    mkdirSync(join(folder, 'app'));
    const files = packages.map((path) => install(path.replace('../', ''), 'MIT', { LICENSE: path }));
    const inputs = files.flatMap((file) => [`../${file}`, `../${file}.js`]);
    const [list = ''] = noticesOf('src/handler.ts', ...inputs).split('='.repeat(80));
    expect(list.trim().split('\n').slice(2)).toEqual(['@scope/a 1.0.0: MIT', 'b 1.0.0: MIT', 'c 1.0.0: MIT']);
  });

  it('refuses a package without a licence text if the text of its licence is unknown', () => {
    const file = install('app/node_modules/odd', 'Odd-1.0').replace('app/', '');
    const { status, stderr } = run([file]);
    expect(status).toBe(1);
    expect(stderr).toMatch(/^Error: odd has no licence text\. Its licence is Odd-1\.0/m);
  });
});

describe('formatNotices', () => {
  it('prints each text once, below the packages that it applies to', () => {
    const files = ['one', 'two', 'three'].map((name) =>
      install(`app/node_modules/${name}`, 'ISC', {
        LICENSE: name === 'three' ? 'another text' : 'one text\r\nof two lines\n',
      }).replace('app/', ''),
    );
    expect(noticesOf(...files)).toBe(
      [
        'This archive contains the following packages.',
        '',
        ...['one 1.0.0: ISC', 'three 1.0.0: ISC', 'two 1.0.0: ISC'],
        ...['', '='.repeat(80), 'one 1.0.0', 'two 1.0.0', '-'.repeat(80), '', 'one text', 'of two lines'],
        ...['', '='.repeat(80), 'three 1.0.0', '-'.repeat(80), '', 'another text', ''],
      ].join('\n'),
    );
  });

  it('includes NOTICE files, and the text of a known licence that the package lacks', () => {
    const files = [
      install('app/node_modules/a', 'Apache-2.0', { NOTICE: 'notice of a' }),
      install('app/node_modules/b', 'MIT-0'),
    ].map((file) => file.replace('app/', ''));
    const notices = noticesOf(...files);
    for (const text of ['notice of a', 'TERMS AND CONDITIONS FOR USE, REPRODUCTION', 'MIT No Attribution'])
      expect(notices).toContain(text);
  });
});
