import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { dev } from '../src/environments/dev.js';
import { prod } from '../src/environments/prod.js';
import { checkAllListed } from '../src/listed-environments.js';

describe('checkAllListed', () => {
  it('accepts the environments of the project', () => {
    const folder = fileURLToPath(new URL('../src/environments', import.meta.url));
    expect(() => {
      checkAllListed([dev, prod], folder);
    }).not.toThrow();
  });

  it('names a file that is not listed', () => {
    const folder = mkdtempSync(join(tmpdir(), 'environments-'));
    for (const file of ['dev.ts', 'lab.ts', 'README.md']) writeFileSync(join(folder, file), '');
    expect(() => {
      checkAllListed([dev], folder);
    }).toThrow('environments/lab.ts is not synthesized');
    rmSync(folder, { recursive: true });
  });
});
