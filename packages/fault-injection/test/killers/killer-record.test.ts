import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { deflateRawSync } from 'node:zlib';
import { decodeRecord } from '@headwaters/record-codec';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  containsKiller,
  createKillerBlock,
  killerLine,
  killerModuleSource,
  readKilledProcess,
} from '../../src/killers/killer-record.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'killer-'));
  writeFileSync(join(folder, 'killer.cjs'), killerModuleSource);
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Decompresses bytes in a process that preloads the module. A process that loops is killed. */
async function decompress(bytes: Buffer) {
  const packed = deflateRawSync(bytes).toString('base64');
  const program = `process.getBuiltinModule('node:zlib').inflateRawSync(Buffer.from('${packed}', 'base64')); console.log('alive')`;
  const parameters = [`--require=${join(folder, 'killer.cjs')}`, '--max-old-space-size=64', '-e', program];
  const child = spawn(process.execPath, parameters, { stdio: ['ignore', 'pipe', 'ignore'] });
  const written: ReturnType<typeof readKilledProcess>[] = [];
  child.stdout.on('data', (chunk: Buffer) => {
    for (const line of chunk.toString().split('\n')) {
      const killed = readKilledProcess(line);
      if (killed === undefined) continue;
      written.push(killed);
      if (killed.kind === 'loop') child.kill('SIGKILL');
    }
  });
  const exited = new Promise((resolve) =>
    child.once('exit', (code, signal) => {
      resolve(signal ?? code);
    }),
  );
  const output = (await buffer(child.stdout)).toString();
  return { end: await exited, output, written, pid: child.pid };
}

describe('killerModuleSource', () => {
  it('leaves a process alone that decompresses anything else', async () => {
    expect(await decompress(Buffer.from('headwaters fault: end the process'))).toMatchObject({
      end: 0,
      output: 'alive\n',
      written: [],
    });
  });

  it.each([
    ['exit', 1],
    ['memory', 'SIGABRT'],
    ['loop', 'SIGKILL'],
  ] as const)('ends a process that decompresses a killer by %s, with %s', async (kind, end) => {
    const bytes = Buffer.concat([Buffer.from('before\n'), killerLine(kind), Buffer.from('\nafter\n')]);
    const { pid, ...result } = await decompress(bytes);
    expect(result).toMatchObject({ end, written: [{ kind, pid }] });
    expect(result.output).not.toContain('alive');
  });
});

describe('createKillerBlock', () => {
  it('returns a valid block with a killer', () => {
    const decoded = decodeRecord(createKillerBlock('exit', 'killer'));
    expect(decoded).toMatchObject({ profile: 'block', block: { source: { key: 'killer' }, recordCount: 1 } });
    expect(decoded.profile === 'block' && containsKiller(decoded.block.bytes)).toBe(true);
    expect(containsKiller(Buffer.from('before\nafter\n'))).toBe(false);
  });
});
