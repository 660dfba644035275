import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from '@jest/globals';

const folders: string[] = [];

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

/** Writes a folder with these JSON files, until the tests of the file end. Returns its path. */
export function writeFolder(files: Readonly<Record<string, unknown>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'plan-check-'));
  folders.push(folder);
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(folder, name), JSON.stringify(content, undefined, 2));
  }
  return folder;
}

/** A stream without encryption, which the rule `unencrypted` reports at `aws_kinesis_stream.orders`. */
export function plainStream(more: object = {}) {
  return { resource: { aws_kinesis_stream: { orders: { name: 'orders', ...more } } } };
}
