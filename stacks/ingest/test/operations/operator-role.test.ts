import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { dev } from '../../src/environments/dev.js';
import { synthesize } from '../synthesize.js';
import { operated, principals } from './operated.js';

const stack = synthesize(operated);
const mappings = stack.encodedPolicy('aws_iam_role_policy', 'operator_mappings-policy').Statement;
const statements = [
  ...stack.statements('operator_permissions'),
  ...mappings.map(({ Sid, Action, Resource }) => ({
    sid: String(Sid),
    actions: Action as string[],
    resources: Resource as string[],
    condition: undefined,
  })),
];

const bucket = (purpose: string) => `arn:aws:s3:::headwaters-ingest-dev-${purpose}-111122223333-us-east-1`;
const liveAlias = (part: string) =>
  `arn:aws:lambda:us-east-1:111122223333:function:headwaters-ingest-dev-${part}:live`;
const consumers = ['consumer-archive', 'consumer-audit', 'consumer-latest', 'consumer-search'];

/** What the role may do, and to what, without its key. */
const granted = Object.fromEntries(
  statements
    .filter(({ actions }) => !actions.join().startsWith('kms:'))
    .map(({ sid, actions, resources }) => [sid, { actions, resources }]),
);

/** The action that each call of the recovery commands needs. Those of S3 by the service authorization reference. */
const neededFor: Readonly<Record<string, string | undefined>> = {
  DeleteObject: 's3:DeleteObject',
  GetEventSourceMapping: 'lambda:GetEventSourceMapping',
  GetObject: 's3:GetObject',
  HeadObject: 's3:GetObjectVersion',
  Invoke: 'lambda:InvokeFunction',
  ListObjectVersions: 's3:ListBucketVersions',
  ListObjectsV2: 's3:ListBucket',
  PutObject: 's3:PutObject',
  UpdateEventSourceMapping: 'lambda:UpdateEventSourceMapping',
};

/** The calls of AWS in the source code of the packages that the recovery commands consist of. */
function calls(): string[] {
  const sources = ['recovery', 'ledger'].flatMap((name) => {
    const folder = fileURLToPath(new URL(`../../../../packages/${name}/src`, import.meta.url));
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts'))
      .map((path) => readFileSync(`${folder}/${path}`, 'utf8'));
  });
  const found = sources.flatMap((source) => [
    ...[...source.matchAll(/\bnew (\w+)Command\(/g)].map(([, name = '']) => name),
    ...[...source.matchAll(/\bpaginate(\w+)\(/g)].map(([, name = '']) => name),
  ]);
  return [...new Set(found)].sort();
}

describe('OperatorRole', () => {
  it('may be assumed by the principals of the settings only', () => {
    expect(stack.statements('operator_trust')).toEqual([
      { actions: ['sts:AssumeRole'], principals: [{ type: 'AWS', identifiers: principals }] },
    ]);
    expect(stack.resource('aws_iam_role', 'operator')).toMatchObject({
      name: 'headwaters-ingest-dev-operator-us-east-1',
      assume_role_policy: '${data.aws_iam_policy_document.operator_trust.json}',
    });
    expect(stack.outputs()).toMatchObject({ 'operator-role-arn': '${aws_iam_role.operator.arn}' });
  });

  it('has exactly the permissions that the calls of the recovery commands need', () => {
    expect(calls()).toEqual(Object.keys(neededFor));
    const actions = Object.values(granted).flatMap((grant) => grant.actions);
    expect([...new Set(actions)].sort()).toEqual(Object.values(neededFor).sort());
  });

  it('has them for the buckets, aliases and mappings of this pipeline', () => {
    expect(granted).toEqual({
      ListUploads: { actions: ['s3:ListBucketVersions'], resources: [bucket('source')] },
      FindUploads: { actions: ['s3:ListBucket'], resources: [bucket('source')] },
      ReadUploads: { actions: ['s3:GetObjectVersion'], resources: [`${bucket('source')}/*`] },
      ReadLatestUploads: { actions: ['s3:GetObject'], resources: [`${bucket('source')}/*`] },
      ListLedger: { actions: ['s3:ListBucket'], resources: [bucket('ledger')] },
      ReadLedger: { actions: ['s3:GetObject'], resources: [`${bucket('ledger')}/*`] },
      WriteReceipts: { actions: ['s3:PutObject'], resources: [`${bucket('ledger')}/receipts/*`] },
      WriteJobs: {
        actions: ['s3:PutObject'],
        resources: [`${bucket('ledger')}/closures/*`, `${bucket('ledger')}/recovery/*`],
      },
      ListFailures: { actions: ['s3:ListBucket'], resources: [bucket('failures')] },
      ReadFailures: { actions: ['s3:GetObject'], resources: [`${bucket('failures')}/*`] },
      CloseFailures: { actions: ['s3:DeleteObject'], resources: [`${bucket('failures')}/*`] },
      ListArchive: { actions: ['s3:ListBucket'], resources: [bucket('archive')] },
      ReadArchive: { actions: ['s3:GetObject'], resources: [`${bucket('archive')}/*`] },
      InvokeFunctions: {
        actions: ['lambda:InvokeFunction'],
        resources: ['producer', ...consumers].map(liveAlias),
      },
      PauseAndResume: {
        actions: ['lambda:GetEventSourceMapping', 'lambda:UpdateEventSourceMapping'],
        resources: consumers.map(
          (part) =>
            `arn:aws:lambda:us-east-1:111122223333:event-source-mapping:\${aws_lambda_event_source_mapping.${part}_mapping.uuid}`,
        ),
      },
    });
  });

  it('uses the own key for these buckets only', () => {
    const uses = statements
      .filter(({ actions }) => actions.join().startsWith('kms:'))
      .map(({ actions, resources, condition }) => ({
        action: actions.join(),
        resource: resources.join(),
        bucket: (condition as { values: string[] }[])[0]?.values[0],
      }));
    const key = '${aws_kms_key.key.arn}';
    expect(uses).toEqual([
      { action: 'kms:Decrypt', resource: key, bucket: bucket('source') },
      { action: 'kms:Decrypt', resource: key, bucket: bucket('ledger') },
      { action: 'kms:GenerateDataKey', resource: key, bucket: bucket('ledger') },
      { action: 'kms:Decrypt', resource: key, bucket: bucket('failures') },
      { action: 'kms:Decrypt', resource: key, bucket: bucket('archive') },
    ]);
    const sids = stack.statements('operator_permissions').map(({ sid }) => sid);
    expect(new Set(sids).size).toBe(sids.length);
  });

  it('has the permissions boundary of the settings', () => {
    const bounded = synthesize({ ...dev, operators: { principals }, permissionsBoundary: 'limit' });
    expect(bounded.resource('aws_iam_role', 'operator')['permissions_boundary']).toContain(':policy/limit');
  });

  it('changes no permission of another role, and is absent without the setting', () => {
    const other = synthesize({ ...operated, operators: undefined });
    const policies = (of: typeof stack) =>
      ['producer', ...consumers, 'reconciler', 'canary'].map((name) => of.statements(`${name}_permissions`));
    expect(policies(other)).toEqual(policies(stack));
    expect(Object.keys(other.resources('aws_iam_role'))).not.toContain('operator');
  });
});
