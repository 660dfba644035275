import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { build } from 'esbuild';

jest.setTimeout(300_000);

const packageFolder = resolve(__dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'record-codec-'));
const project = join(folder, 'project');
const { version } = createRequire(__filename)('../package.json') as { version: string };
const tarball = join(folder, `headwaters-record-codec-${version}.tgz`);
const program = `const text = Buffer.from('a\\n');
const source = { bucket: 'b', key: 'k' };
const splitter = new BlockSplitter({ source });
const [block] = [...splitter.push(text), ...splitter.end()];
const decoded = decodeRecord(encodeBlock(block));
if (decoded.profile !== 'block') throw new Error(decoded.profile);
for (const record of decoded.records()) console.log(record.id);`;
const names = '{ BlockSplitter, decodeRecord, encodeBlock }';

function run(command: string, ...parameters: string[]): string {
  return execFileSync(command, parameters, {
    cwd: project,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

function bin(name: string): string {
  return createRequire(__filename).resolve(name);
}

/** Bundles and minifies these exports of the published package, as a consumer would. */
async function bundle(exported: string): Promise<{ code: string; gzippedBytes: number }> {
  const { outputFiles } = await build({
    stdin: { contents: `export ${exported} from '@headwaters/record-codec'`, resolveDir: project },
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    minify: true,
    write: false,
  });
  const code = outputFiles.map(({ text }) => text).join('');
  return { code, gzippedBytes: gzipSync(code, { level: 9 }).length };
}

beforeAll(() => {
  mkdirSync(project);
  execFileSync('npm', ['pack', '--loglevel=error', '--pack-destination', folder], {
    cwd: packageFolder,
    stdio: 'pipe',
  });
  writeFileSync(join(project, 'package.json'), '{"private":true}');
  run('npm', 'install', '--offline', '--no-audit', '--no-fund', '--loglevel=error', tarball);
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('the published package', () => {
  it('works with import', () => {
    writeFileSync(join(project, 'main.mjs'), `import ${names} from '@headwaters/record-codec';\n${program}`);
    expect(run(process.execPath, 'main.mjs')).toBe('b/k@#0\n');
  });

  it('works with require', () => {
    writeFileSync(
      join(project, 'main.cjs'),
      `const ${names} = require('@headwaters/record-codec');\n${program}`,
    );
    expect(run(process.execPath, 'main.cjs')).toBe('b/k@#0\n');
  });

  it('has types that compile', () => {
    const typed = program.replace('encodeBlock(block)', 'encodeBlock(block!)');
    writeFileSync(
      join(project, 'main.ts'),
      `import ${names} from '@headwaters/record-codec';\n${typed}\nexport {};`,
    );
    const types = ['--typeRoots', resolve(packageFolder, '../../node_modules/@types'), '--types', 'node'];
    const options = ['--noEmit', '--strict', '--skipLibCheck', '--target', 'ES2023', '--module', 'NodeNext'];
    expect(run(process.execPath, bin('typescript/bin/tsc'), ...options, ...types, 'main.ts')).toBe('');
  });

  it('passes publint --strict', () => {
    const publint = join(packageFolder, '../../node_modules/.bin/publint');
    expect(run(publint, 'run', '--strict', tarball)).toContain('All good');
  });

  it('passes arethetypeswrong', () => {
    const attw = join(packageFolder, '../../node_modules/.bin/attw');
    expect(run(attw, '--format', 'ascii', tarball)).toContain('No problems found');
  });

  it.each([
    { exported: '{ decodeRecord }', budgetBytes: 6_300 },
    { exported: '{ decodeEvent }', budgetBytes: 10_400 },
    { exported: '*', budgetBytes: 20_400 },
  ])('adds at most $budgetBytes gzipped bytes to a bundle that uses $exported', async (example) => {
    const { gzippedBytes } = await bundle(example.exported);
    expect(gzippedBytes).toBeLessThanOrEqual(example.budgetBytes);
  });

  it('leaves unused code out of a bundle', async () => {
    const { code } = await bundle('{ decodeRecord }');
    expect(code).toContain('inflateRawSync');
    expect(code).not.toMatch(/deflateRawSync|WebAssembly|createGunzip/);
    expect((await bundle('{ blockId }')).code.length).toBeLessThan(200);
  });

  it.each(['esm', 'cjs'])('loads no module of Node.js on import (%s)', (format) => {
    const file = join(project, 'node_modules/@headwaters/record-codec/dist', format, 'index.js');
    const code = readFileSync(file, 'utf8');
    expect(code).not.toMatch(/(from |require\()["']node:/);
    expect(readdirSync(join(file, '..')).filter((name) => name.endsWith('.js'))).toEqual(['index.js']);
  });
});
