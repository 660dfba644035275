import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { synthesize } from './synthesize.js';

const stack = synthesize();

/** Actions that Terraform called in the deployment test of the ingest stack, by kind of run. */
const recorded = JSON.parse(readFileSync(join(__dirname, 'recorded-actions.json'), 'utf8')) as Record<
  'plan' | 'apply',
  readonly string[]
>;

const matches = (pattern: string, action: string) =>
  new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(action);

/** The statements of a role, in its own policy and in those that are attached to it. */
const statementsOf = (document: string) => [
  ...stack.statements(document),
  ...stack.statements(document.replace(/-permissions$/, '-targets-document')),
];

/** The actions that no statement of a document allows. */
function refused(document: string, actions: readonly string[]): string[] {
  const allowed = statementsOf(document).flatMap((statement) => statement.actions);
  return actions.filter((action) => !allowed.some((pattern) => matches(pattern, action)));
}

/** Statements of a document that allow an action. */
const allowing = (document: string, action: string) =>
  statementsOf(document).filter(({ actions }) => actions.some((pattern) => matches(pattern, action)));

const documents = ['plan-permissions', 'deploy-dev-permissions', 'deploy-prod-permissions'];

describe('the roles of the delivery stack', () => {
  it('allow the plan role every action that terraform plan was seen to call', () => {
    expect(refused('plan-permissions', recorded.plan)).toEqual([]);
  });

  it.each(['dev', 'prod'])('allow the deploy role of %s every action of plan, apply and destroy', (name) => {
    expect(refused(`deploy-${name}-permissions`, recorded.apply)).toEqual([]);
  });

  it('allow the boundary of deploy roles every action of plan, apply and destroy', () => {
    expect(refused('deploy-boundary-document', recorded.apply)).toEqual([]);
  });

  it('allow the boundary of functions what the reconciler, the canary and operators do', () => {
    const needed = [
      ...[
        'GetObject',
        'GetObjectVersion',
        'PutObject',
        'DeleteObject',
        'ListBucket',
        'ListBucketVersions',
      ].map((action) => `s3:${action}`),
      ...['InvokeFunction', 'GetEventSourceMapping', 'UpdateEventSourceMapping'].map(
        (action) => `lambda:${action}`,
      ),
      'kms:Decrypt',
      'kms:GenerateDataKey',
    ];
    expect(refused('function-boundary-document', needed)).toEqual([]);
  });

  it('let a boundary change only the mappings of functions of the pipelines', () => {
    const [statement] = allowing('function-boundary-document', 'lambda:UpdateEventSourceMapping');
    expect(statement).toMatchObject({
      condition: [{ variable: 'lambda:FunctionArn', values: [expect.stringMatching(/:function:\w+-\*$/)] }],
    });
  });

  it('allow the plan role to change nothing', () => {
    const verbs = /:(Describe|Get|List)/;
    const changes = stack.statements('plan-permissions').flatMap(({ actions }) => actions);
    expect(changes.filter((action) => !verbs.test(action))).toEqual([]);
  });

  it.each([
    's3:GetObjectVersion',
    'kinesis:GetRecords',
    'kinesis:SubscribeToShard',
    'logs:GetLogEvents',
    'logs:FilterLogEvents',
    'lambda:InvokeFunction',
    'kinesis:PutRecords',
    'sts:AssumeRole',
    'iam:AttachRolePolicy',
    'iam:DeleteRolePermissionsBoundary',
    'iam:CreatePolicyVersion',
    'iam:CreateOpenIDConnectProvider',
  ])('never allow %s', (action) => {
    expect(documents.filter((document) => allowing(document, action).length > 0)).toEqual([]);
  });

  it.each(documents)('%s reads no object but the state', (document) => {
    const objects = allowing(document, 's3:GetObject').flatMap(({ resources }) => resources);
    expect(objects.filter((arn) => !/^arn:aws:s3:::acme-state\/ingest-(dev|prod)\/\*$/.test(arn))).toEqual(
      [],
    );
    expect(objects).not.toEqual([]);
  });

  it('let a deploy role see and write the state of its own environment only', () => {
    const objects = ['s3:GetObject', 's3:PutObject'].flatMap((action) =>
      allowing('deploy-dev-permissions', action).flatMap(({ resources }) => resources),
    );
    expect([...new Set(objects)]).toEqual(['arn:aws:s3:::acme-state/ingest-dev/*']);
  });

  it('create and change roles only with the boundary of functions', () => {
    const needed = { test: 'StringEquals', variable: 'iam:PermissionsBoundary' };
    const free = ['iam:CreateRole', 'iam:PutRolePolicy', 'iam:PutRolePermissionsBoundary'].filter(
      (action) =>
        !allowing('deploy-prod-permissions', action).every(({ condition = [] }) =>
          condition.some(({ test, variable }) => test === needed.test && variable === needed.variable),
        ),
    );
    expect(free).toEqual([]);
  });

  it('tag no key that has the tags of another environment', () => {
    const unlimited = ['application', 'environment'].filter(
      (tag) =>
        !allowing('deploy-dev-permissions', 'kms:TagResource').every(({ condition = [] }) =>
          condition.some(({ variable }) => variable === `aws:ResourceTag/${tag}`),
        ),
    );
    expect(unlimited).toEqual([]);
  });

  it('change single tags of the own key, without those that identify it in the request', () => {
    const variables = allowing('deploy-dev-permissions', 'kms:TagResource').map(({ condition = [] }) =>
      condition.map(({ variable }) => variable),
    );
    expect(variables).toContainEqual(['aws:ResourceTag/application', 'aws:ResourceTag/environment']);
  });

  it('allow the calls by which provider 6.23 and later reads and changes tags of buckets', () => {
    expect(refused('plan-permissions', ['s3:ListTagsForResource'])).toEqual([]);
    const changes = ['s3:ListTagsForResource', 's3:TagResource', 's3:UntagResource'];
    expect(refused('deploy-prod-permissions', changes)).toEqual([]);
  });

  it('pass roles to Lambda and Firehose only', () => {
    const services = ['lambda.amazonaws.com', 'firehose.amazonaws.com'];
    expect(allowing('deploy-prod-permissions', 'iam:PassRole')).toMatchObject([
      { condition: [{ variable: 'iam:PassedToService', values: services }] },
    ]);
  });

  it('name the resources of one environment, and a wildcard only where no resource can be named', () => {
    const unnamed = statementsOf('deploy-prod-permissions').filter(
      ({ resources, condition }) => resources.includes('*') && condition === undefined,
    );
    expect(unnamed.map(({ sid }) => sid)).toEqual(['ListAndCount']);
    const named = statementsOf('deploy-prod-permissions')
      .filter(({ condition }) => condition === undefined)
      .flatMap(({ resources }) => resources)
      .filter((arn) => arn !== '*' && !/ingest[-_]prod/.test(arn) && arn !== 'arn:aws:s3:::acme-state');
    expect([...new Set(named)]).toEqual([
      'arn:aws:lambda:eu-west-1:111122223333:event-source-mapping:*',
      // An action on a database needs the catalog, of which a region has one.
      'arn:aws:glue:eu-west-1:111122223333:catalog',
    ]);
  });

  it.each(documents)(
    '%s fits into the 10,240 characters of a role with the account id filled in',
    (document) => {
      // Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html (white space does not count)
      expect(JSON.stringify(stack.statements(document)).length).toBeLessThan(10_240);
    },
  );

  it('have targets of a deploy role in a policy that fits into the 6,144 characters of a managed policy', () => {
    const characters = JSON.stringify(stack.statements('deploy-prod-targets-document')).length;
    expect(characters).toBeGreaterThan(1_000);
    expect(characters).toBeLessThan(6_144);
    expect(
      stack.resource['aws_iam_role_policy_attachment']?.['deploy-prod-targets-attachment'],
    ).toMatchObject({
      role: '${aws_iam_role.deploy-prod.name}',
      policy_arn: '${aws_iam_policy.deploy-prod-targets.arn}',
    });
  });

  it('limit every deploy role by the boundary of deploy roles', () => {
    const roles = stack.resource['aws_iam_role'] ?? {};
    expect(Object.entries(roles).map(([id, role]) => [id, role['permissions_boundary']])).toEqual([
      ['deploy-dev', '${aws_iam_policy.deploy-boundary.arn}'],
      ['deploy-prod', '${aws_iam_policy.deploy-boundary.arn}'],
      ['plan', undefined],
    ]);
  });
});
