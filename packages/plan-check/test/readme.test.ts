import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { allChecks } from '@headwaters/plan-check';

describe('README.md', () => {
  it('lists the checks of allChecks, in the same order', () => {
    const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
    const listed = [...readme.matchAll(/^\| `([\w-]+)` +\|/gm)].map(([, id]) => id);
    expect(listed).toEqual(allChecks.map(({ id }) => id));
  });
});
