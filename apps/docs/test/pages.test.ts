import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { markdownFences, shellCommands } from '@headwaters/test-kit/markdown-fences';
import { documents } from '../src/documents.js';

const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
const packagePages = ['packages/record-codec/README.md', 'packages/record-codec/FORMAT.md'];
const texts = new Map([...documents(), ...packagePages].map((path) => [path, readFileSync(path, 'utf8')]));

/** Applies `find` to every document and returns what it finds, with the document's path. */
const offenders = (find: (text: string, path: string) => readonly string[]): string[] =>
  [...texts].flatMap(([path, text]) => find(text, path).map((found) => `${path}: ${found}`));

/** The links of a document, except those to other sites. */
const linksOf = (text: string) =>
  [...text.matchAll(/\]\((?!https?:|mailto:)([^)#\s]*)#?([^)\s]*)\)/g)].map(([, file = '', anchor = '']) => ({
    file,
    anchor,
  }));

/** The anchors of a document's headings, as GitHub and VitePress make them. Follows the includes of a page. */
function anchorsOf(path: string): string[] {
  const text = readFileSync(path, 'utf8').replace(/<!--@include: (\S+)-->/, (_, included: string) =>
    readFileSync(join(dirname(path), included), 'utf8'),
  );
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\w -]/g, '')
      .replaceAll(' ', '-'),
  );
}

describe('the README and the pages', () => {
  it('name only npm scripts that exist', () => {
    const named = (text: string) =>
      [...text.matchAll(/npm run (?:-s )?([a-z][\w:-]*)/g)].map(([, name = '']) => name);
    expect(offenders((text) => named(text).filter((name) => !(name in scripts)))).toEqual([]);
  });

  it('mark a shell fence with nothing or with aws', () => {
    const unknownMarks = (text: string) =>
      markdownFences(text)
        .filter(({ language, name }) => language === 'sh' && !['', 'aws'].includes(name))
        .map(({ name, line }) => `line ${line}, ${name}`);
    expect(offenders(unknownMarks)).toEqual([]);
  });

  it('have a shell command in every shell fence', () => {
    const empty = (text: string) =>
      markdownFences(text)
        .filter(({ language, code }) => language === 'sh' && shellCommands(code).length === 0)
        .map(({ line }) => `line ${line}`);
    expect(offenders(empty)).toEqual([]);
  });

  it('name every fence of TypeScript or JSON, and a test runs the fence of that name', () => {
    const tests = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '*.test.ts'], {
      encoding: 'utf8',
    })
      .split('\n')
      .filter((path) => path !== '' && existsSync(path))
      .map((path) => readFileSync(path, 'utf8'))
      .filter((test) => /^import .*\bnamedFence\b/m.test(test));
    const notRun = (text: string) =>
      markdownFences(text)
        .filter(({ language }) => ['ts', 'js', 'json', 'python'].includes(language))
        .filter(({ name }) => name === '' || !tests.some((test) => test.includes(`'${name}'`)))
        .map(({ language, name, line }) => `line ${line}, ${language} ${name}`);
    expect(offenders(notRun)).toEqual([]);
  });

  it('link to files of the repository by relative paths, which work on the site and on GitHub', () => {
    const missing = (text: string, path: string) =>
      linksOf(text)
        .map(({ file }) => file)
        .filter((file) => file !== '' && !existsSync(join(dirname(path), file)));
    expect(offenders(missing)).toEqual([]);
  });

  it('link to headings that exist', () => {
    const missing = (text: string, path: string) =>
      linksOf(text)
        .filter(({ file, anchor }) => anchor !== '' && (file === '' || file.endsWith('.md')))
        .filter(
          ({ file, anchor }) => !anchorsOf(file === '' ? path : join(dirname(path), file)).includes(anchor),
        )
        .map(({ file, anchor }) => `${file}#${anchor}`);
    expect(offenders(missing)).toEqual([]);
  });
});
