import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';

/** Writes a stack as synthesis does: `cdk.tf.json`, and an archive for each source text. Returns its folder. */
export function writeStack(document: object, sources: Readonly<Record<string, string>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'stack-'));
  writeFileSync(join(folder, 'cdk.tf.json'), JSON.stringify(document));
  for (const [archive, source] of Object.entries(sources)) {
    writeFileSync(join(folder, archive), zipSync({ 'handler.mjs': strToU8(source) }));
  }
  return folder;
}
