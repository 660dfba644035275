import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { dev } from '../src/environments/dev.js';
import type { IngestSettingsInput } from '../src/settings/ingest-settings.js';
import { synthesizeEnvironments } from '../src/synthesize-environments.js';

jest.setTimeout(120_000);

const workspaceFolder = fileURLToPath(new URL('../../../', import.meta.url));
const cli = join(workspaceFolder, 'apps/cli/dist/main.mjs');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'headwaters-end-to-end-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function writeFile(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

interface Summary {
  ok: boolean;
  files: { key: string; bytes: number; records: number; sha256: string }[];
  stream: { shards: number; records: number; putPayloadUnits: number };
  consumers: { name: string; deadLettered: number; files: Record<string, unknown>[] }[];
}

/** Runs `headwaters demo`. */
async function demo(...words: string[]) {
  const child = spawn(process.execPath, [cli, 'demo', ...words]);
  const closed = once(child, 'close');
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: (await closed)[0] as number, stdout, stderr };
}

const sha256Of = (content: string | Buffer) => createHash('sha256').update(content).digest('hex');

describe('the synthesized dev stack', () => {
  const mixedEnds = Buffer.concat([
    Buffer.from('\ufeffname;value\r\n\r\n\n\nübung;1\r\n'),
    Buffer.from([0xff, 0xfe, 0x00, 0x0a, 0xc3, 0x28]),
    Buffer.from('no last newline'),
  ]);
  const noise = randomBytes(2_500_000);
  const packed = `short\n${randomBytes(1_000_000).toString('hex')}\nlast`;
  const long = `short\n${'x'.repeat(3_000_000)}\nshort again\n`;
  const log = 'GET /index.html 200 0.013\n'.repeat(100_000);
  const uploads = [
    { shape: '100,000 lines', key: 'web log.txt', body: log, records: 100_000 },
    {
      shape: 'mixed line ends and bytes that are not UTF-8',
      key: 'mixed+ends 🌊.txt',
      body: mixedEnds,
      records: 7,
    },
    { shape: '2.5 MB of incompressible data', key: 'noise.txt', body: noise },
    { shape: 'an empty file', key: 'empty.txt', body: '', records: 0 },
    {
      shape: 'the content of a gzip object with a record of 2 MB',
      key: 'packed.txt',
      body: gzipSync(packed),
      content: packed,
      records: 3,
    },
    { shape: 'a record of 3 MB, which exceeds a Kinesis record', key: 'long.txt', body: long, records: 3 },
  ];

  let result: Awaited<ReturnType<typeof demo>>;
  let summary: Summary;
  beforeAll(async () => {
    result = await demo('--json', '--no-limits', ...uploads.map(({ key, body }) => writeFile(key, body)));
    summary = JSON.parse(result.stdout) as Summary;
  });

  it('delivers every byte to both consumers, with exit code 0', () => {
    expect({ code: result.code, ok: summary.ok, stderr: result.stderr }).toMatchObject({ code: 0, ok: true });
    expect(summary.consumers).toMatchObject([
      { name: 'archive', deadLettered: 0 },
      { name: 'audit', deadLettered: 0 },
    ]);
  });

  it.each(uploads)('delivers $shape', ({ key, body, content = body, records }) => {
    const index = uploads.findIndex((upload) => upload.key === key);
    const file = summary.files[index];
    const sha256 = sha256Of(content);
    const bytes = Buffer.from(content).length;
    expect(file).toMatchObject({ key, bytes, sha256, ...(records === undefined ? {} : { records }) });
    const complete = { key, bytes, records: file?.records, sha256, duplicates: 0, missing: [] };
    const [archive, audit] = summary.consumers;
    expect(archive?.files[index]).toMatchObject({ ...complete, archiveSha256: sha256 });
    expect(audit?.files[index]).toMatchObject(complete);
  });

  it('delivers 1.2 MB of incompressible data through one shard with its limits', async () => {
    const body = randomBytes(1_200_000);
    const { code, stdout } = await demo('--json', writeFile('limited.txt', body));
    expect({ code, summary: JSON.parse(stdout) as Summary }).toMatchObject({
      code: 0,
      summary: { ok: true, files: [{ bytes: body.length, sha256: sha256Of(body) }] },
    });
  });

  it('refuses a file that its notification filter ignores, with exit code 2', async () => {
    const { code, stdout, stderr } = await demo(writeFile('table.csv', 'a;b\n'));
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/table\.csv would be ignored.*\.txt/);
  });

  it('refuses a missing file, with exit code 2', async () => {
    const { code, stderr } = await demo(join(folder, 'absent.txt'));
    expect(code).toBe(2);
    expect(stderr).toMatch(/absent\.txt can't be read/);
  });
});

describe('a synthesized stack that partitions CSV by a column', () => {
  it('delivers a file to both consumers in one Kinesis record per slot: 8', async () => {
    const settings: IngestSettingsInput = {
      ...dev,
      environment: 'field',
      buckets: { ...dev.buckets, suffixes: ['.csv'] },
      producer: {
        ...dev.producer,
        recordLayout: 'csv',
        csvHeader: 'first-row',
        partitionStrategy: 'field',
        partitionField: 'user',
        partitionSlots: 8,
      },
    };
    synthesizeEnvironments([settings], { workspaceFolder, outputFolder: folder });
    const rows = Array.from({ length: 20_000 }, (_, index) => `${index},"user ${index % 97}"\r\n`);
    const file = writeFile('orders.csv', ['number,user\r\n', ...rows].join(''));
    const stack = join(folder, 'stacks/ingest-field');
    const { code, stdout, stderr } = await demo('--json', '--no-limits', '--stack', stack, file);
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(JSON.parse(stdout)).toMatchObject({
      ok: true,
      files: [{ records: 20_001 }],
      stream: { records: 8 },
    });
  });
});

describe.each(['eventbridge', 'queue'] as const)('a synthesized stack with the trigger %s', (trigger) => {
  it('delivers an upload below a prefix to both consumers, and refuses a file that no rule matches', async () => {
    const uploads = [{ prefix: 'in/', suffix: '.log' }];
    const settings: IngestSettingsInput = {
      ...dev,
      environment: trigger,
      buckets: { trigger },
      uploads,
    };
    synthesizeEnvironments([settings], { workspaceFolder, outputFolder: folder });
    const stack = join(folder, `stacks/ingest-${trigger}`);
    const body = 'GET /index.html 200 0.013\n'.repeat(1_000);
    const { code, stdout, stderr } = await demo('--json', '--stack', stack, writeFile('a b+c.log', body));
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(JSON.parse(stdout)).toMatchObject({
      ok: true,
      files: [{ key: 'in/a b+c.log', records: 1_000, sha256: sha256Of(body) }],
      consumers: [{ deadLettered: 0 }, { deadLettered: 0 }],
    });
    const ignored = await demo('--stack', stack, writeFile('a.csv', 'a;b\n'));
    expect({ code: ignored.code, stdout: ignored.stdout }).toEqual({ code: 2, stdout: '' });
  });
});
