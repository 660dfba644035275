import type { AccessQuestion, Answer } from '@headwaters/aws-rules';

/** A question with the answer of AWS, from its documentation. */
export interface AccessCase {
  readonly name: string;
  readonly question: AccessQuestion;
  readonly expected: Answer;
  /** Where moto 5.2.1 answers otherwise: what it does not implement. */
  readonly notInMoto?: string;
}

const bucket = 'arn:aws:s3:::uploads';
const stream = 'arn:aws:kinesis:us-east-1:111122223333:stream/orders';
const role = 'arn:aws:iam::111122223333:role/reader';

type Statement = Readonly<Record<string, unknown>>;

export function policy(...statements: Statement[]) {
  return { Version: '2012-10-17', Statement: statements };
}

function allow(action: unknown, resource: unknown, more: Statement = {}): Statement {
  return { Effect: 'Allow', Action: action, Resource: resource, ...more };
}

function deny(action: unknown, resource: unknown, more: Statement = {}): Statement {
  return { Effect: 'Deny', Action: action, Resource: resource, ...more };
}

const read = { action: 's3:GetObject', resource: `${bucket}/2026/a.csv`, principal: role };
const put = { action: 'kinesis:PutRecords', resource: stream, principal: role };

function identity(name: string, expected: Answer, statements: Statement[], request = read): AccessCase {
  return { name, expected, question: { identityPolicies: [policy(...statements)], request } };
}

const noNotResource = 'NotResource is not evaluated: the statement applies to every resource';

/** Policies of the caller alone. Elements: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html. */
const identityCases: readonly AccessCase[] = [
  { name: 'no policy', expected: 'no', question: { identityPolicies: [], request: read } },
  identity('the action on the object', 'yes', [allow('s3:GetObject', `${bucket}/2026/a.csv`)]),
  identity('another action', 'no', [allow('s3:PutObject', `${bucket}/*`)]),
  identity('a longer action with the same start', 'no', [allow('s3:GetObjectVersion', `${bucket}/*`)]),
  identity('a list of actions', 'yes', [allow(['s3:PutObject', 's3:GetObject'], `${bucket}/*`)]),
  identity('an action with *', 'yes', [allow('s3:Get*', `${bucket}/*`)]),
  identity('an action with * in the middle', 'yes', [allow('s3:*Object', `${bucket}/*`)]),
  identity('all actions', 'yes', [allow('*', '*')]),
  identity('another object', 'no', [allow('s3:GetObject', `${bucket}/2026/b.csv`)]),
  identity('the bucket without its objects', 'no', [allow('s3:GetObject', bucket)]),
  identity('a prefix, over a slash', 'yes', [allow('s3:GetObject', `${bucket}/*.csv`)]),
  identity('another suffix', 'no', [allow('s3:GetObject', `${bucket}/*.json`)]),
  identity('a resource in other case', 'no', [allow('s3:GetObject', `${bucket}/2026/A.csv`)]),
  identity('a list of resources', 'yes', [allow('s3:GetObject', [bucket, `${bucket}/*`])]),
  identity(
    'a stream by name in any region',
    'yes',
    [allow('kinesis:*', 'arn:aws:kinesis:*:*:stream/orders')],
    put,
  ),
  identity('another stream', 'no', [allow('kinesis:*', 'arn:aws:kinesis:*:*:stream/other')], put),
  identity('NotAction with another action', 'yes', [{ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }]),
  identity('NotAction with the action', 'no', [
    { Effect: 'Allow', NotAction: ['s3:Get*', 'iam:*'], Resource: '*' },
  ]),
  identity('a deny after an allow', 'no', [allow('s3:*', '*'), deny('s3:GetObject', `${bucket}/*`)]),
  identity('a deny before an allow', 'no', [deny('s3:GetObject', '*'), allow('s3:*', '*')]),
  identity('a deny of another object', 'yes', [allow('s3:*', '*'), deny('s3:*', `${bucket}/2025/*`)]),
  identity('a deny alone', 'no', [deny('s3:PutObject', '*')]),
  {
    name: 'an allow and a deny in two policies',
    expected: 'no',
    question: { identityPolicies: [policy(allow('*', '*')), policy(deny('s3:Get*', '*'))], request: read },
  },
  {
    name: 'one statement without a list',
    expected: 'yes',
    question: { identityPolicies: [{ Version: '2012-10-17', Statement: allow('*', '*') }], request: read },
  },
  {
    ...identity('an action in other case', 'yes', [allow('S3:getobject', `${bucket}/*`)]),
    notInMoto: 'actions are case-sensitive',
  },
  {
    ...identity('? is exactly one character', 'yes', [allow('s3:GetObject', `${bucket}/202?/a.csv`)]),
    notInMoto: '? is the quantifier of a regular expression',
  },
  {
    ...identity('? is not nothing', 'no', [allow('s3:GetObject', `${bucket}/2026/a.csv?`)]),
    notInMoto: '? is the quantifier of a regular expression',
  },
  {
    ...identity('a dot is a dot', 'no', [allow('s3:GetObject', `${bucket}/2026/a.cs.`)]),
    notInMoto: 'a dot is any character, as in a regular expression',
  },
  {
    ...identity('NotResource with the object', 'no', [
      { Effect: 'Allow', Action: 's3:*', NotResource: `${bucket}/*` },
    ]),
    notInMoto: noNotResource,
  },
  identity('NotResource with another bucket', 'yes', [
    { Effect: 'Allow', Action: 's3:*', NotResource: 'arn:aws:s3:::other/*' },
  ]),
  {
    ...identity('a deny with NotResource', 'no', [
      allow('s3:*', '*'),
      { Effect: 'Deny', Action: 's3:*', NotResource: 'arn:aws:s3:::other/*' },
    ]),
    notInMoto: noNotResource,
  },
];

/** Policies of the resource, boundaries and accounts: not in moto's enforcement of a caller's policies. */
const notEnforced = 'policies of resources and boundaries are not evaluated';

const trust = (principal: unknown, more: Statement = {}) =>
  policy({ Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole', ...more });
const assume = (principal: string) => ({ action: 'sts:AssumeRole', resource: role, principal });
const ofBucket = (principal: unknown, more: Statement = {}) =>
  policy(allow('s3:GetObject', `${bucket}/*`, { Principal: principal, ...more }));
const key = 'arn:aws:kms:us-east-1:111122223333:key/1';
const decrypt = { action: 'kms:Decrypt', resource: key, principal: role };
const ofKey = (principal: unknown) => policy(allow('kms:*', '*', { Principal: principal }));
const user = 'arn:aws:iam::111122223333:user/anna';
const foreignRole = 'arn:aws:iam::444455556666:role/reader';
const root = { AWS: 'arn:aws:iam::111122223333:root' };
const topic = 'arn:aws:sns:us-east-1:111122223333:uploads';
const sendAs = (principal: string, context = {}) => ({
  action: 'sqs:SendMessage',
  resource: 'arn:aws:sqs:us-east-1:111122223333:jobs',
  principal,
  context,
});
const ofQueue = (more: Statement) =>
  policy(allow('sqs:SendMessage', '*', { Principal: { Service: 's3.amazonaws.com' }, ...more }));

function access(name: string, expected: Answer, question: AccessQuestion): AccessCase {
  return { name, expected, question, notInMoto: notEnforced };
}

const none = { identityPolicies: [] };
const full = { identityPolicies: [policy(allow('*', '*'))] };

const resourceCases: readonly AccessCase[] = [
  access('a bucket policy alone, for the role', 'yes', {
    ...none,
    resourcePolicies: [ofBucket({ AWS: role })],
    request: read,
  }),
  access('a bucket policy for another role', 'no', {
    ...none,
    resourcePolicies: [ofBucket({ AWS: `${role}2` })],
    request: read,
  }),
  access('a bucket policy for the account, without a policy of the role', 'no', {
    ...none,
    resourcePolicies: [ofBucket(root)],
    request: read,
  }),
  access('a bucket policy for everyone', 'yes', {
    ...none,
    resourcePolicies: [ofBucket('*')],
    request: read,
  }),
  access('a bucket policy that denies the account', 'no', {
    ...full,
    resourcePolicies: [policy(deny('s3:*', '*', { Principal: root }))],
    request: read,
  }),
  access('a deny for everyone but the role', 'yes', {
    ...full,
    resourcePolicies: [
      policy({
        Effect: 'Deny',
        Action: 's3:*',
        Resource: '*',
        NotPrincipal: { AWS: [role, ...Object.values(root)] },
      }),
    ],
    request: read,
  }),
  access('a deny for everyone but another role', 'no', {
    ...full,
    resourcePolicies: [
      policy({ Effect: 'Deny', Action: 's3:*', Resource: '*', NotPrincipal: { AWS: `${role}2` } }),
    ],
    request: read,
  }),
  access('a boundary that does not allow the action', 'no', {
    ...full,
    boundaries: [policy(allow('kinesis:*', '*'))],
    request: read,
  }),
  access('a boundary alone', 'no', { ...none, boundaries: [policy(allow('*', '*'))], request: read }),
  access('a boundary that allows what the policy allows', 'yes', {
    ...full,
    boundaries: [policy(allow('s3:*', '*'))],
    request: read,
  }),
  access('a resource policy for the role outside of its boundary', 'no', {
    ...none,
    boundaries: [policy(allow('kinesis:*', '*'))],
    resourcePolicies: [ofBucket({ AWS: role })],
    request: read,
  }),
  access('a resource policy for a user outside of the boundary', 'yes', {
    ...none,
    boundaries: [policy(allow('kinesis:*', '*'))],
    resourcePolicies: [ofBucket({ AWS: user })],
    request: { ...read, principal: user },
  }),
  access('a key without a policy and a role that may decrypt', 'yes', { ...full, request: decrypt }),
  access('a key policy for the account and a role that may decrypt', 'yes', {
    ...full,
    resourcePolicies: [ofKey(root)],
    request: decrypt,
  }),
  access('a key policy for the account alone', 'no', {
    ...none,
    resourcePolicies: [ofKey(root)],
    request: decrypt,
  }),
  access('a key policy for another role, and a role that may decrypt', 'no', {
    ...full,
    resourcePolicies: [ofKey({ AWS: `${role}2` })],
    request: decrypt,
  }),
  access('a key policy for the role alone', 'yes', {
    ...none,
    resourcePolicies: [ofKey({ AWS: role })],
    request: decrypt,
  }),
  access('a key policy for the account id', 'yes', {
    ...full,
    resourcePolicies: [ofKey({ AWS: '111122223333' })],
    request: decrypt,
  }),
  access('a trust policy for the service', 'yes', {
    ...none,
    resourcePolicies: [trust({ Service: 'lambda.amazonaws.com' })],
    request: assume('lambda.amazonaws.com'),
  }),
  access('a trust policy for another service', 'no', {
    ...full,
    resourcePolicies: [trust({ Service: 'ec2.amazonaws.com' })],
    request: assume('lambda.amazonaws.com'),
  }),
  access('a role that may assume, without trust', 'no', {
    ...full,
    resourcePolicies: [trust({ Service: 'ec2.amazonaws.com' })],
    request: assume(user),
  }),
  access('a session of the role', 'yes', {
    ...none,
    resourcePolicies: [ofBucket({ AWS: role })],
    request: { ...read, principal: 'arn:aws:sts::111122223333:assumed-role/reader/session' },
  }),
  access('another account, allowed by its own policies only', 'no', {
    ...full,
    request: { ...put, principal: foreignRole },
  }),
  access('another account, allowed by the resource only', 'no', {
    ...none,
    resourcePolicies: [policy(allow('kinesis:*', stream, { Principal: { AWS: foreignRole } }))],
    request: { ...put, principal: foreignRole },
  }),
  access('another account, allowed by both', 'yes', {
    ...full,
    resourcePolicies: [policy(allow('kinesis:*', stream, { Principal: { AWS: '444455556666' } }))],
    request: { ...put, principal: foreignRole },
  }),
  access('a queue policy for S3 with the ARN of the bucket', 'yes', {
    ...none,
    resourcePolicies: [ofQueue({ Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:s3:*:*:uploads' } } })],
    request: sendAs('s3.amazonaws.com', { 'aws:SourceArn': bucket }),
  }),
  access('a queue policy for S3 with the ARN of another bucket', 'no', {
    ...none,
    resourcePolicies: [ofQueue({ Condition: { ArnEquals: { 'AWS:sourcearn': 'arn:aws:s3:::other' } } })],
    request: sendAs('s3.amazonaws.com', { 'aws:SourceArn': bucket }),
  }),
  access('a queue policy for S3, and SNS that sends', 'no', {
    ...none,
    resourcePolicies: [ofQueue({})],
    request: sendAs('sns.amazonaws.com', { 'aws:SourceArn': topic }),
  }),
];

export const accessCases: readonly AccessCase[] = [...identityCases, ...resourceCases];
