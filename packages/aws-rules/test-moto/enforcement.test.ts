import { spawnSync } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { accessCases } from '../test/iam/access-cases.js';

/** The first Python that has moto. */
const python = (process.env['PATH'] ?? '')
  .split(delimiter)
  .map((folder) => join(folder, 'python3'))
  .find((each) => spawnSync(each, ['-c', 'import moto.iam'], { stdio: 'ignore' }).status === 0);
const missing = "moto is not installed; get it with: pip install 'moto[server]==5.2.1'";
if (python === undefined) {
  if (process.env['CI'] === 'true') throw new Error(missing);
  process.stderr.write(`SKIPPED: ${missing}\n`);
}

/** moto evaluates the policies of a caller only. */
const cases = accessCases.filter(
  ({ question: { boundaries, resourcePolicies, request } }) =>
    boundaries === undefined && resourcePolicies === undefined && !request.action.startsWith('kms:'),
);

function askMoto(): string[] {
  const input = cases.map(({ question: { identityPolicies: policies, request } }) =>
    JSON.stringify({ policies, action: request.action, resource: request.resource }),
  );
  const script = fileURLToPath(new URL('enforce.py', import.meta.url));
  const { stdout, stderr, status } = spawnSync(python ?? 'python3', [script], {
    input: input.join('\n'),
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  return stdout.trim().split('\n');
}

(python === undefined ? describe.skip : describe)('evaluateAccess and the enforcement of moto', () => {
  it('agree on each case, except on what moto does not implement', () => {
    const answers = askMoto();
    const differing = cases.filter(({ expected }, index) => answers[index] !== expected);
    expect(answers).toHaveLength(cases.length);
    expect(differing.map(({ name }) => name)).toEqual(
      cases.filter(({ notInMoto }) => notInMoto !== undefined).map(({ name }) => name),
    );
  });
});
