import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { ceiling, median, type Result } from './measure.js';

const kilobyte = 1000;
const imports = 9;

/** What the package weighs in a bundle, and how long its import takes. */
export async function sizes(): Promise<Result[]> {
  const folder = mkdtempSync(join(tmpdir(), 'headwaters-bench-'));
  try {
    const ours = await bundle(folder, `export * from '@headwaters/record-codec'`);
    const decodeRecord = await bundle(folder, `export { decodeRecord } from '@headwaters/record-codec'`);
    const decodeEvent = await bundle(folder, `export { decodeEvent } from '@headwaters/record-codec'`);
    const peer = await bundle(folder, `export { default } from 'aws-kinesis-agg'`);
    const toKilobytes = ({ code }: Bundle) => gzipSync(code, { level: 9 }).length / kilobyte;
    const shared = { peer: toKilobytes(peer), unit: 'KB gzipped' };
    return [
      ceiling('bundle, decodeRecord', { ours: toKilobytes(decodeRecord), limit: 6, ...shared }),
      ceiling('bundle, decodeEvent', { ours: toKilobytes(decodeEvent), limit: 6, ...shared }),
      ceiling('bundle, whole', { ours: toKilobytes(ours), limit: 10, ...shared }),
      ceiling('import', {
        ours: importMillis(ours.path),
        peer: importMillis(peer.path),
        limit: 3,
        unit: 'ms',
      }),
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The peer is CommonJS: its bundle asks for Node's modules by `require`. */
const requireBanner = {
  js: `import{createRequire as __c}from'node:module';const require=__c(import.meta.url);`,
};

interface Bundle {
  readonly code: string;
  readonly path: string;
}

async function bundle(folder: string, contents: string): Promise<Bundle> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: resolve('packages/record-codec') },
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    conditions: ['headwaters:source'],
    minify: true,
    write: false,
    ...(contents.includes('aws-kinesis-agg') && { banner: requireBanner }),
  });
  const code = outputFiles[0]?.text ?? '';
  const path = join(folder, `${String(code.length)}.mjs`);
  writeFileSync(path, code);
  return { code, path };
}

/** In a fresh process each time, what it loads of Node itself included. */
function importMillis(path: string): number {
  const program = `const start = process.cpuUsage(); await import(${JSON.stringify(path)}); const { user, system } = process.cpuUsage(start); console.log((user + system) / 1000);`;
  const run = () => Number(execFileSync(process.execPath, ['--input-type=module', '-e', program]).toString());
  return median(Array.from({ length: imports }, run));
}
