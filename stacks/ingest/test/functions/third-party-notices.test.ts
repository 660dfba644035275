import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';

const appFolder = (app: string) => fileURLToPath(new URL(`../../../../apps/${app}`, import.meta.url));

/** The folders of the packages whose files esbuild read, found by walking up from each file. */
function packageFolders(app: string): string[] {
  const { inputs } = JSON.parse(readFileSync(join(appFolder(app), 'dist/metafile.json'), 'utf8')) as {
    readonly inputs: Readonly<Record<string, unknown>>;
  };
  const files = Object.keys(inputs).filter((path) => path.includes('node_modules/'));
  return [...new Set(files.map((file) => packageFolderOf(dirname(join(appFolder(app), file)))))];
}

function packageFolderOf(folder: string): string {
  const isPackage = readdirSync(folder).includes('package.json') && 'version' in packageOf(folder);
  return isPackage ? folder : packageFolderOf(dirname(folder));
}

const packageOf = (folder: string) =>
  JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    readonly name: string;
    readonly version: string;
  };

describe.each(['producer', 'consumer', 'reconciler', 'canary'])(
  'the notices beside the archive of the %s',
  (app) => {
    const notices = readFileSync(join(appFolder(app), 'dist/THIRD-PARTY-NOTICES.txt'), 'utf8');
    const [, ...sections] = notices.split(`\n${'='.repeat(80)}\n`);

    it('name every bundled package, with a licence text', () => {
      const folders = packageFolders(app);
      expect(folders.length).toBeGreaterThan(20);
      const missing = folders.map(packageOf).filter(({ name, version }) => {
        const ofPackage = sections.filter((section) => section.split('\n').includes(`${name} ${version}`));
        return !ofPackage.some((section) => section.length > 500);
      });
      expect(missing).toEqual([]);
    });

    it('contain the text of every licence file of a bundled package', () => {
      const missing = packageFolders(app).flatMap((folder) =>
        readdirSync(folder)
          .filter((file) => /^licen[cs]e|^notice/i.test(file))
          .map((file) => join(folder, file))
          .filter((file) => !notices.includes(readFileSync(file, 'utf8').replaceAll('\r\n', '\n').trim())),
      );
      expect(missing).toEqual([]);
    });
  },
);
