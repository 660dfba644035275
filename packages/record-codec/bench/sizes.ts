import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { compareWithLimit, median, type Result } from './measure.js';

const kilobyte = 1000;
const importCount = 21;

/** Measures the size of the package in a bundle, and how long its import takes. */
export async function measureSizes(): Promise<Result[]> {
  const folder = mkdtempSync(join(tmpdir(), 'headwaters-bench-'));
  try {
    const ours = await bundle(folder, `export * from '@headwaters/record-codec'`);
    const asPublished = await bundle(folder, `export * from '@headwaters/record-codec'`, { minify: false });
    const decodeRecord = await bundle(folder, `export { decodeRecord } from '@headwaters/record-codec'`);
    const decodeEvent = await bundle(folder, `export { decodeEvent } from '@headwaters/record-codec'`);
    const peer = await bundle(folder, `export { default } from 'aws-kinesis-agg'`);
    const toKilobytes = ({ code }: Bundle) => gzipSync(code, { level: 9 }).length / kilobyte;
    const shared = { peer: toKilobytes(peer), unit: 'KB gzipped' };
    const importTimes = importMillis(folder, { ours: asPublished.path, peer: peer.path });
    return [
      compareWithLimit('bundle, decodeRecord', { ours: toKilobytes(decodeRecord), limit: 6.3, ...shared }),
      compareWithLimit('bundle, decodeEvent', { ours: toKilobytes(decodeEvent), limit: 10.4, ...shared }),
      compareWithLimit('bundle, all exports', { ours: toKilobytes(ours), limit: 20.4, ...shared }),
      compareWithLimit('import', { ...importTimes, limit: 3, unit: 'ms' }),
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The peer is CommonJS, so its bundle calls `require` for modules of Node.js. */
const requireBanner = {
  js: `import{createRequire as __c}from'node:module';const require=__c(import.meta.url);`,
};

interface Bundle {
  readonly code: string;
  readonly path: string;
}

async function bundle(folder: string, contents: string, { minify } = { minify: true }): Promise<Bundle> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: resolve('packages/record-codec') },
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    conditions: ['headwaters:source'],
    minify,
    write: false,
    ...(contents.includes('aws-kinesis-agg') && { banner: requireBanner }),
  });
  const code = outputFiles[0]?.text ?? '';
  const path = join(folder, `${code.length}.mjs`);
  writeFileSync(path, code);
  return { code, path };
}

/**
 * Returns the CPU time of an import in a new process, including the modules of Node.js that it loads, minus that of an empty
 * module. Each process first imports another empty module, which starts the module loader of Node.js.
 */
function importMillis(folder: string, paths: { ours: string; peer: string }): { ours: number; peer: number } {
  const [first, empty] = [emptyModule(folder, 'first'), emptyModule(folder, 'empty')];
  const runs = Array.from({ length: importCount }, () => ({
    empty: timeImport(first, empty),
    ours: timeImport(first, paths.ours),
    peer: timeImport(first, paths.peer),
  }));
  const emptyMillis = median(runs.map((run) => run.empty));
  const net = (name: 'ours' | 'peer') => median(runs.map((run) => run[name])) - emptyMillis;
  return { ours: net('ours'), peer: net('peer') };
}

function emptyModule(folder: string, name: string): string {
  const path = join(folder, `${name}.mjs`);
  writeFileSync(path, '');
  return path;
}

function timeImport(first: string, path: string): number {
  const program = `await import(${JSON.stringify(first)});
    const start = process.cpuUsage();
    await import(${JSON.stringify(path)});
    const { user, system } = process.cpuUsage(start);
    console.log((user + system) / 1000);`;
  return Number(execFileSync(process.execPath, ['--input-type=module', '-e', program]).toString());
}
