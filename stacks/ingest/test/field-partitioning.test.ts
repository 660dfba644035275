import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { dev } from '../src/environments/dev.js';
import { synthesizeEnvironments } from '../src/synthesize-environments.js';

jest.setTimeout(120_000);

const workspaceFolder = fileURLToPath(new URL('../../..', import.meta.url));
const cli = join(workspaceFolder, 'apps/cli/dist/main.mjs');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'headwaters-field-settings-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const rows = Array.from({ length: 20_000 }, (_, index) => `${index},"user ${index % 97}"\r\n`);

describe('a synthesized stack that partitions CSV by a column', () => {
  it('carries a file to both consumers, byte for byte, in one part a slot', async () => {
    const csv = { recordLayout: 'csv', csvHeader: 'first-row' } as const;
    const field = { partitionStrategy: 'field', partitionField: 'user', partitionSlots: 8 } as const;
    const buckets = { ...dev.buckets, suffixes: ['.csv'] };
    const settings = {
      ...dev,
      environment: 'field',
      buckets,
      producer: { ...dev.producer, ...csv, ...field },
    };
    synthesizeEnvironments([settings], { workspaceFolder, outputFolder: folder });
    const file = join(folder, 'orders.csv');
    writeFileSync(file, ['number,user\r\n', ...rows].join(''));

    const stack = join(folder, 'stacks/ingest-field');
    const child = spawn(process.execPath, [cli, 'demo', '--json', '--no-limits', '--stack', stack, file]);
    const closed = once(child, 'close');
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
    expect({ code: (await closed)[0] as number, stderr }).toMatchObject({ code: 0 });
    expect(JSON.parse(stdout)).toMatchObject({
      ok: true,
      files: [{ records: 20_001 }],
      stream: { records: 8 },
    });
  });
});
