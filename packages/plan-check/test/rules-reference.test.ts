import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { TerraformStack, allChecks, checkStack } from '@headwaters/plan-check';
import { listExamples, readExample, resourcesOf, type Verdict } from '../reference/rule-example.js';

const workspaceFolder = fileURLToPath(new URL('../../../', import.meta.url));
const ids = allChecks.map(({ id }) => id);

function outcomesOf(id: string, verdict: Verdict): string[] {
  const stack = new TerraformStack(resourcesOf(readExample(id), verdict));
  const { findings, notChecked } = checkStack(stack);
  return [
    ...findings.filter((finding) => finding.id === id).map(({ what }) => what),
    ...notChecked.filter((skipped) => skipped.id === id).map(({ reason }) => `not checked: ${reason}`),
  ];
}

describe('rules:reference', () => {
  it('prints the page apps/docs/plan-check-rules.md; if not, run `npm run rules:reference`', () => {
    const page = execFileSync(
      process.execPath,
      ['packages/workspace-tools/src/run-typescript.mjs', 'packages/plan-check/reference/main.ts'],
      { cwd: workspaceFolder, encoding: 'utf8' },
    );
    expect(readFileSync(`${workspaceFolder}/apps/docs/plan-check-rules.md`, 'utf8')).toBe(page);
  });

  it('has an example for every rule, and no other', () => {
    expect(listExamples()).toEqual([...ids].sort());
  });

  it.each(ids)('%s: the bad example has the finding, the good one has not', (id) => {
    expect(outcomesOf(id, 'bad').filter((what) => !what.startsWith('not checked'))).not.toEqual([]);
    expect(outcomesOf(id, 'good')).toEqual([]);
  });
});
