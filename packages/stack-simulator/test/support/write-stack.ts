import { rmSync } from 'node:fs';
import { writeStack as writeStackFolder } from '@headwaters/test-kit/pipeline-stack';
import { afterAll } from '@jest/globals';
import { strToU8, zipSync } from 'fflate';
import './patient-tests.js';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** Writes a stack and an archive for each handler source, by archive name. Returns the folder, which is removed after the tests. */
export function writeStack(stack: object, sources: Readonly<Record<string, string>> = {}): string {
  const archives = Object.entries(sources).map(([name, source]) => [
    name,
    zipSync({ 'handler.mjs': strToU8(source) }),
  ]);
  const folder = writeStackFolder(stack, Object.fromEntries(archives) as Record<string, Uint8Array>);
  folders.push(folder);
  return folder;
}
