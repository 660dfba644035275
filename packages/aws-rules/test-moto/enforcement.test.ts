import { expect, it } from '@jest/globals';
import { accessCases } from '../test/iam/access-cases.js';
import { describeWithMoto, runScript } from './moto-python.js';

/** moto evaluates the policies of a caller only. */
const cases = accessCases.filter(
  ({ question: { boundaries, resourcePolicies, request } }) =>
    boundaries === undefined && resourcePolicies === undefined && !request.action.startsWith('kms:'),
);

const askMoto = () =>
  runScript(
    'enforce.py',
    cases.map(({ question: { identityPolicies: policies, request } }) => ({
      policies,
      action: request.action,
      resource: request.resource,
    })),
  );

describeWithMoto('evaluateAccess and the enforcement of moto', () => {
  it('agree on each case, except on what moto does not implement', () => {
    const answers = askMoto();
    const differing = cases.filter(({ expected }, index) => answers[index] !== expected);
    expect(answers).toHaveLength(cases.length);
    expect(differing.map(({ name }) => name)).toEqual(
      cases.filter(({ notInMoto }) => notInMoto !== undefined).map(({ name }) => name),
    );
  });
});
