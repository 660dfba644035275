import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

jest.setTimeout(60_000);

const cli = fileURLToPath(new URL('../../../apps/cli/dist/main.mjs', import.meta.url));

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'headwaters-end-to-end-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function fileOf(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

async function demo(...words: string[]) {
  const child = spawn(process.execPath, [cli, 'demo', ...words]);
  const closed = new Promise<number | null>((resolve) => child.on('close', resolve));
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await closed, stdout, stderr };
}

interface Summary {
  ok: boolean;
  files: { key: string; bytes: number; records: number; sha256: string }[];
  stream: { shards: number; records: number; putPayloadUnits: number };
  consumers: { name: string; deadLettered: number; files: Record<string, unknown>[] }[];
}

describe('the synthesized dev stack', () => {
  it('carries files of every shape to both consumers, byte for byte', async () => {
    const contents = {
      'web log.txt': Buffer.from('GET /index.html 200 0.013\n'.repeat(100_000)),
      'mixed+ends 🌊.txt': Buffer.concat([
        Buffer.from('\ufeffname;value\r\n\r\n\n\nübung;1\r\n'),
        Buffer.from([0xff, 0xfe, 0x00, 0x0a, 0xc3, 0x28]),
        Buffer.from('no last newline'),
      ]),
      'noise.txt': randomBytes(2_500_000),
      'empty.txt': Buffer.alloc(0),
    };
    const files = Object.entries(contents).map(([name, content]) => fileOf(name, content));
    const { code, stdout, stderr } = await demo('--json', ...files);
    const summary = JSON.parse(stdout) as Summary;

    expect({ code, ok: summary.ok, stderr }).toMatchObject({ code: 0, ok: true });
    expect(summary.consumers.map(({ name }) => name)).toEqual(['archive', 'audit']);
    Object.entries(contents).forEach(([key, content], index) => {
      const sha256 = createHash('sha256').update(content).digest('hex');
      expect(summary.files[index]).toMatchObject({ key, bytes: content.length, sha256 });
      const records = summary.files[index]?.records;
      const whole = { key, bytes: content.length, records, sha256, duplicates: 0, missing: [] };
      for (const consumer of summary.consumers) expect(consumer.files[index]).toMatchObject(whole);
      expect(summary.consumers[0]?.files[index]).toMatchObject({ archiveSha256: sha256 });
    });
  });

  it('unpacks a gzip object, and finds a long record in it', async () => {
    const content = `short\n${randomBytes(1_000_000).toString('hex')}\nlast`;
    const { code, stdout } = await demo('--json', '--no-limits', fileOf('packed.txt', gzipSync(content)));
    const sha256 = createHash('sha256').update(content).digest('hex');
    expect({ code, summary: JSON.parse(stdout) as Summary }).toMatchObject({
      code: 0,
      summary: { ok: true, files: [{ bytes: content.length, records: 3, sha256 }] },
    });
  });

  it('reads a record above what a Kinesis record holds back from its source', async () => {
    const file = fileOf('long.txt', `short\n${'x'.repeat(3_000_000)}\nshort again\n`);
    const { code, stdout } = await demo('--json', '--no-limits', file);
    expect({ code, summary: JSON.parse(stdout) as Summary }).toMatchObject({
      code: 0,
      summary: { ok: true, files: [{ records: 3 }] },
    });
  });

  it('refuses, with exit code 2, a file that its own notification filter would ignore', async () => {
    const { code, stdout, stderr } = await demo(fileOf('table.csv', 'a;b\n'));
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/table\.csv would be ignored.*\.txt/);
  });

  it('refuses, with exit code 2, a file that is not there', async () => {
    const { code, stderr } = await demo(join(folder, 'absent.txt'));
    expect(code).toBe(2);
    expect(stderr).toMatch(/absent\.txt can't be read/);
  });
});
