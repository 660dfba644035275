import { readConfiguration } from '@headwaters/stack-simulator';
import { describe, expect, it } from '@jest/globals';
import { openBlueprint } from '../../src/blueprint/blueprint.js';
import { AccessControl } from '../../src/permissions/access-control.js';
import { authorizeCalls } from '../../src/permissions/authorize-calls.js';
import { accessKeyIdOfFunction } from '../../src/permissions/function-credentials.js';
import { ingestStack } from '../support/ingest-stack.js';
import { writeStack } from '../support/write-stack.js';

const streamArn = 'arn:aws:kinesis:eu-west-1:123456789012:stream/stream';
const account = { Principal: { AWS: 'arn:aws:iam::123456789012:root' } };

/** What a function is answered whose role has these statements. The stream has a key with this policy. */
async function answer(call: { action: string; resource: string }, statements: object[], keyPolicy: object) {
  const { resource } = ingestStack() as { resource: object };
  const policy = JSON.stringify({ Version: '2012-10-17', Statement: statements });
  const stack = {
    ...ingestStack(),
    resource: {
      ...resource,
      aws_iam_role: { role: { name: 'role', inline_policy: { name: 'policy', policy } } },
      aws_kms_key: { key: { policy: JSON.stringify({ Version: '2012-10-17', Statement: [keyPolicy] }) } },
      aws_kinesis_stream: {
        stream: { name: 'stream', encryption_type: 'KMS', kms_key_id: '${aws_kms_key.key.arn}' },
      },
    },
  };
  const archives = { 'producer.zip': '', 'consumer.zip': '' };
  const open = openBlueprint(await readConfiguration(writeStack(stack, archives)), []);
  const authorize = authorizeCalls(open.blueprint, new AccessControl(open));
  const denial = authorize({ accessKeyId: accessKeyIdOfFunction('producer'), ...call });
  return denial?.message.replace(/key\/[0-9a-f-]+/, 'key/ID');
}

const caller = 'User: arn:aws:sts::123456789012:assumed-role/role/producer is not authorized to perform:';
const allow = (Action: string) => ({ Effect: 'Allow', Action, Resource: '*' });
const keyForAccount = { ...allow('kms:*'), ...account };

describe('authorizeCalls', () => {
  it('names an object in quotation marks, as S3 does', async () => {
    const call = { action: 's3:GetObject', resource: 'arn:aws:s3:::failures/a' };
    expect(await answer(call, [allow('sqs:*')], keyForAccount)).toBe(
      `${caller} s3:GetObject on resource: "arn:aws:s3:::failures/a" because no identity-based policy allows the s3:GetObject action`,
    );
  });

  it('says that a policy of the role denies a call', async () => {
    const deny = { ...allow('kinesis:PutRecords'), Effect: 'Deny' };
    const call = { action: 'kinesis:PutRecords', resource: streamArn };
    expect(await answer(call, [allow('kinesis:*'), deny], keyForAccount)).toBe(
      `${caller} kinesis:PutRecords on resource: ${streamArn} with an explicit deny in an identity-based policy`,
    );
  });

  it.each([
    ['the role lacks the permission that the key leaves to the account', keyForAccount, 'identity-based'],
    [
      'the policy of the key allows another role alone',
      { ...allow('kms:*'), Principal: { AWS: 'arn:aws:iam::123456789012:role/other' } },
      'resource-based',
    ],
  ])('names the key of the stream if %s', async (_, keyPolicy, type) => {
    const call = { action: 'kinesis:PutRecords', resource: streamArn };
    expect(await answer(call, [allow('kinesis:*')], keyPolicy)).toBe(
      `${caller} kms:GenerateDataKey on resource: arn:aws:kms:eu-west-1:123456789012:key/ID because no ${type} policy allows the kms:GenerateDataKey action`,
    );
  });
});
