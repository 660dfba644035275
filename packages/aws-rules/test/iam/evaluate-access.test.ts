import { describe, expect, it } from '@jest/globals';
import {
  evaluateAccess,
  explainDenial,
  findManagedPolicy,
  uniqueText,
  unknownText,
  type AccessQuestion,
} from '@headwaters/aws-rules';
import { accessCases, policy } from './access-cases.js';

const request = { action: 's3:GetObject', resource: 'arn:aws:s3:::uploads/a' };
const anything = { Effect: 'Allow', Action: '*', Resource: '*' };
const allowAll = policy(anything);

function ask(identityPolicies: AccessQuestion['identityPolicies'], more: Partial<AccessQuestion> = {}) {
  return evaluateAccess({ identityPolicies, request, ...more });
}

describe('evaluateAccess', () => {
  it.each(accessCases.map((each) => [each.name, each.expected, each] as const))(
    '%s: %s',
    (_, expected, { question }) => {
      expect(evaluateAccess(question)).toBe(expected);
    },
  );

  it('is unknown if an unknown policy could allow or deny it, also beside an allow', () => {
    expect([ask(['unknown']), ask(['unknown', allowAll])]).toEqual(['unknown', 'unknown']);
  });

  it('is no beside an unknown policy if another denies it', () => {
    expect(ask(['unknown', policy({ Effect: 'Deny', Action: 's3:*', Resource: '*' })])).toBe('no');
  });

  it('is no with an unknown boundary if no policy allows it', () => {
    expect(ask([], { boundaries: ['unknown'] })).toBe('no');
  });

  it.each([
    ['without a statement', { Version: '2012-10-17' }],
    ['without an effect', { Statement: { Action: '*', Resource: '*' } }],
    ['without an action', { Statement: { Effect: 'Allow', Resource: '*' } }],
    ['whose condition is a string', { Statement: { ...anything, Condition: unknownText('var.condition') } }],
    [
      'whose operator has a string in place of keys',
      { Statement: { ...anything, Condition: { Bool: 'x' } } },
    ],
    ['of a role without a resource', { Statement: { Effect: 'Allow', Action: '*' } }],
  ])('is unknown for a policy %s, which AWS refuses', (_, malformed) => {
    expect(ask([malformed])).toBe('unknown');
  });

  it('is unknown if an expression stands for the principals of the policy of a resource', () => {
    const resourcePolicies = [policy({ ...anything, Principal: unknownText('var.readers') })];
    expect(ask([], { resourcePolicies })).toBe('unknown');
  });

  it('compares what is known of an ARN', () => {
    const resources = [
      `arn:aws:s3:::${unknownText('bucket')}/*`,
      `arn:aws:s3:::uploads${unknownText('suffix')}/b`,
      `arn:aws:s3:::other${unknownText('suffix')}/*`,
    ];
    expect(resources.map((Resource) => ask([policy({ Effect: 'Allow', Action: 's3:*', Resource })]))).toEqual(
      ['unknown', 'no', 'no'],
    );
  });

  it('takes unknown parts with the same name for the same text', () => {
    const arn = (account: string) => `arn:aws:kinesis:us-east-1:${unknownText(account)}:stream/orders`;
    const statement = (Resource: string) => policy({ Effect: 'Allow', Action: 'kinesis:*', Resource });
    const put = { action: 'kinesis:PutRecord', resource: arn('account') };
    expect(ask([statement(arn('account'))], { request: put })).toBe('yes');
    expect(ask([statement(arn('other'))], { request: put })).toBe('unknown');
    expect(ask([statement('arn:aws:kinesis:*:*:stream/orders')], { request: put })).toBe('yes');
    expect(ask([statement('arn:aws:kinesis:*:*:stream/logs')], { request: put })).toBe('no');
  });

  it('takes unique parts with different names for different', () => {
    const key = (id: string) => `arn:aws:kms:us-east-1:111122223333:key/${id}`;
    const ids = [uniqueText('a'), uniqueText('b'), '1234', '*', unknownText('a')];
    const answers = ids.map((id) =>
      ask([policy({ Effect: 'Allow', Action: 'kms:*', Resource: key(id) })], {
        request: { action: 'kms:Decrypt', resource: key(uniqueText('a')) },
      }),
    );
    expect(answers).toEqual(['yes', 'no', 'unknown', 'yes', 'unknown']);
  });

  it('reads managed policies', () => {
    const kinesis = findManagedPolicy('arn:aws:iam::aws:policy/service-role/AWSLambdaKinesisExecutionRole');
    const get = { action: 'kinesis:GetRecords', resource: 'arn:aws:kinesis:us-east-1:1:stream/s' };
    expect(ask([kinesis ?? 'unknown'], { request: get })).toBe('yes');
  });

  it('decides a pattern of 1,001 wildcards against a key of 1,024 characters, which a regular expression does not', () => {
    const Resource = `arn:aws:s3:::uploads/${'*a'.repeat(1_000)}*b`;
    const key = { action: 's3:GetObject', resource: `arn:aws:s3:::uploads/${'a'.repeat(1_024)}` };
    expect(ask([policy({ Effect: 'Allow', Action: 's3:*', Resource })], { request: key })).toBe('no');
  });
});

describe('explainDenial', () => {
  const denyAll = policy({ Effect: 'Deny', Action: '*', Resource: '*' });
  const decrypt = {
    action: 'kms:Decrypt',
    resource: 'arn:aws:kms:us-east-1:111122223333:key/1',
    principal: 'arn:aws:iam::111122223333:role/reader',
  };
  const denyEverybody = policy({ Effect: 'Deny', Principal: '*', Action: '*', Resource: '*' });
  it.each([
    ['no policy allows it', {}, 'because no identity-based policy allows the s3:GetObject action'],
    [
      'a policy of the caller denies it',
      { identityPolicies: [allowAll, denyAll] },
      'with an explicit deny in an identity-based policy',
    ],
    [
      'the policy of the resource denies it',
      { identityPolicies: [allowAll], resourcePolicies: [denyEverybody] },
      'with an explicit deny in a resource-based policy',
    ],
    [
      'a boundary denies it',
      { identityPolicies: [allowAll], boundaries: [allowAll, denyAll] },
      'with an explicit deny in a permissions boundary',
    ],
    [
      'a boundary does not allow it',
      { identityPolicies: [allowAll], boundaries: [policy({ ...anything, Action: 's3:PutObject' })] },
      'because no permissions boundary allows the s3:GetObject action',
    ],
    [
      'neither the policy of a key nor, for it, the account allows it',
      {
        identityPolicies: [allowAll],
        resourcePolicies: [
          policy({ ...anything, Principal: { AWS: 'arn:aws:iam::111122223333:role/other' } }),
        ],
        request: decrypt,
      },
      'because no resource-based policy allows the kms:Decrypt action',
    ],
    [
      'the policy of a key leaves it to the account',
      {
        resourcePolicies: [policy({ ...anything, Principal: { AWS: 'arn:aws:iam::111122223333:root' } })],
        request: decrypt,
      },
      'because no identity-based policy allows the kms:Decrypt action',
    ],
  ])('says it as AWS does if %s', (_, policies, expected) => {
    const question = { identityPolicies: [], request, ...policies };
    expect([evaluateAccess(question), explainDenial(question)]).toEqual(['no', expected]);
  });
});
