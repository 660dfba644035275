import {
  markdownFences,
  namedFence,
  runTypeScript,
  shellCommands,
} from '@headwaters/test-kit/markdown-fences';
import { describe, expect, it } from '@jest/globals';

const markdown = [
  '# Title',
  '```ts start',
  'go();',
  '```',
  '',
  '````',
  '```sh',
  '````',
  '```sh',
  '```',
  '',
].join('\n');

describe('markdownFences', () => {
  it('returns language, name, code and line of each fence, including nested and empty ones', () => {
    expect(markdownFences(markdown)).toEqual([
      { language: 'ts', name: 'start', code: 'go();\n', line: 2 },
      { language: '', name: '', code: '```sh\n', line: 6 },
      { language: 'sh', name: '', code: '', line: 9 },
    ]);
  });
});

describe('namedFence', () => {
  it('returns the code of the fence', () => {
    expect(namedFence(markdown, 'start')).toBe('go();\n');
  });

  it('throws if there is no such fence, or more than one', () => {
    expect(() => namedFence(markdown, 'stop')).toThrow('no code fence named "stop"');
    expect(() => namedFence(markdown + markdown, 'start')).toThrow('2 code fences named "start"');
  });
});

describe('shellCommands', () => {
  it('joins continued lines and removes comments', () => {
    expect(shellCommands('npm ci && npm test # all\n\n# none\ntar -x \\\n  -f a\n')).toEqual([
      'npm ci && npm test',
      'tar -x    -f a',
    ]);
  });
});

describe('runTypeScript', () => {
  it('returns the exports', async () => {
    const code = "import { base } from './base.js';\nexport const add = (n: number): number => base + n;\n";
    const { add } = await runTypeScript(code, { modules: { './base.js': { base: 1 } } });
    expect((add as (n: number) => number)(2)).toBe(3);
  });

  it('awaits code without exports', async () => {
    const lines: unknown[] = [];
    const code =
      "import {\n  log,\n} from './log.js';\nconst value = await Promise.resolve(7);\nlog(value, extra);\n";
    const log = (...values: unknown[]) => lines.push(values);
    await runTypeScript(code, { modules: { './log.js': { log } }, globals: { extra: 8 } });
    expect(lines).toEqual([[7, 8]]);
  });

  it('rejects with the error of the code', async () => {
    await expect(runTypeScript("await Promise.reject(new Error('broken'));\n")).rejects.toThrow('broken');
  });

  it('rejects for a module that the test does not provide', async () => {
    await expect(runTypeScript("import { a } from './a.js';\na();\n")).rejects.toThrow('imports "./a.js"');
  });
});
