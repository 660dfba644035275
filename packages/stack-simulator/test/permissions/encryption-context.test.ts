import { readConfiguration } from '@headwaters/stack-simulator';
import { describe, expect, it } from '@jest/globals';
import { openBlueprint } from '../../src/blueprint/blueprint.js';
import { AccessControl } from '../../src/permissions/access-control.js';
import { writeStack } from '../support/write-stack.js';

const decideFor = async (encryptionContext: string) => {
  const statement = {
    Effect: 'Allow',
    Action: 'kms:Decrypt',
    Resource: '*',
    Condition: { StringEquals: { 'kms:EncryptionContext:aws:s3:arn': encryptionContext } },
  };
  const policy = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
  const byDefault = { sse_algorithm: 'aws:kms', kms_master_key_id: '${aws_kms_key.key.arn}' };
  const resource = {
    aws_kms_key: { key: {} },
    aws_s3_bucket: { data: { bucket: 'data' } },
    aws_s3_bucket_server_side_encryption_configuration: {
      data: { bucket: 'data', rule: { apply_server_side_encryption_by_default: byDefault } },
    },
    aws_iam_role: { role: { name: 'role', inline_policy: { name: 'policy', policy } } },
  };
  const access = new AccessControl(openBlueprint(await readConfiguration(writeStack({ resource })), []));
  return access.decideKey(
    { role: 'arn:aws:iam::123456789012:role/role', resource: 'arn:aws:s3:::data/a/b' },
    'Decrypt',
  );
};

describe('AccessControl.decideKey', () => {
  it.each([
    ['the object', 'arn:aws:s3:::data/a/b', 'yes'],
    ['its bucket, which it is with a bucket key', 'arn:aws:s3:::data', 'yes'],
    ['another object', 'arn:aws:s3:::data/a/c', 'no'],
  ])('reads the encryption context of an object as the ARN of %s', async (_what, arn, expected) => {
    expect(await decideFor(arn)).toBe(expected);
  });
});
