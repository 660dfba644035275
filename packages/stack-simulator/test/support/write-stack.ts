import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from '@jest/globals';
import { strToU8, zipSync } from 'fflate';
import './patient-tests.js';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** Writes `cdk.tf.json` and an archive for each source to a temporary folder, and returns the folder. It is removed after the tests. */
export function writeStack(document: object, sources: Readonly<Record<string, string>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'stack-'));
  folders.push(folder);
  writeFileSync(join(folder, 'cdk.tf.json'), JSON.stringify(document));
  for (const [archive, source] of Object.entries(sources)) {
    writeFileSync(join(folder, archive), zipSync({ 'handler.mjs': strToU8(source) }));
  }
  return folder;
}
