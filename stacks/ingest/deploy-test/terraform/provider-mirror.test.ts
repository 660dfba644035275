import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { findProviderMirror } from './provider-mirror.js';

const folder = mkdtempSync(join(tmpdir(), 'mirrors-'));
const provider = 'hashicorp/aws/5.100.0';

const makeMirror = (below: string) => {
  const mirror = join(folder, below);
  mkdirSync(join(mirror, 'registry.terraform.io', provider), { recursive: true });
  return mirror;
};

afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('findProviderMirror', () => {
  it('finds a mirror two levels below a search folder', () => {
    const mirror = makeMirror('two/deep/mirror');
    expect(findProviderMirror(provider, [join(folder, 'two')])).toBe(mirror);
  });

  it('does not find a mirror three levels below', () => {
    makeMirror('three/deep/er/mirror');
    expect(findProviderMirror(provider, [join(folder, 'three')])).toBeUndefined();
  });

  it('does not find another version', () => {
    expect(findProviderMirror('hashicorp/aws/6.0.0', [join(folder, 'two')])).toBeUndefined();
  });

  it('skips missing folders', () => {
    expect(findProviderMirror(provider, [join(folder, 'none')])).toBeUndefined();
  });
});
