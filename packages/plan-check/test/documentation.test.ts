import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { allChecks } from '@headwaters/plan-check';

describe('the documentation page', () => {
  it('lists the checks of allChecks, in the same order', () => {
    const page = readFileSync(new URL('../../../apps/docs/plan-check.md', import.meta.url), 'utf8');
    const listed = [...page.matchAll(/^\| `([\w-]+)` +\|/gm)].map(([, id]) => id);
    expect(listed).toEqual(allChecks.map(({ id }) => id));
  });
});
