import { blocksOf, isSet, stringOf, type TerraformResource } from '@headwaters/terraform-reader';
import { allows, readPolicyStatements } from '../policy/policy-statement.js';
import {
  findKey,
  isCustomerManagedKey,
  mayUseKey,
  objectKeyPattern,
  readRoleStatements,
} from '../policy/role-permissions.js';
import { findMappedFunction, findStream, listStreamMappings } from '../stack/event-sources.js';
import { attributeRefersTo, refersTo, type TerraformStack } from '../stack/terraform-stack.js';
import type { Check, Violation } from './check.js';

export const keyGrant: Check = {
  id: 'key-grant',
  severity: 'error',
  why: 'Without a grant on the key, every read or write is denied, although all other permissions are right.',
  fix: 'Allow the action on the key in a policy of the role.',
  find: (stack) => [
    ...readersWithoutGrant(stack),
    ...writersWithoutGrant(stack),
    ...bucketUsersWithoutGrant(stack),
    ...logGroupsWithoutGrant(stack),
  ],
};

/** A stream or bucket with its key. */
interface EncryptedResource {
  readonly resource: TerraformResource;
  /** ARN, id, alias or reference. */
  readonly key: string | undefined;
}

/** `action` on the key, such as `kms:Decrypt`. */
interface KeyUse {
  readonly action: string;
  readonly on: EncryptedResource;
}

function checkGrant(
  stack: TerraformStack,
  lambda: TerraformResource,
  { action, on: { resource, key } }: KeyUse,
): Violation[] {
  if (!isCustomerManagedKey(key) || mayUseKey(stack, lambda, { action, key })) return [];
  return [
    { address: lambda.address, what: `Its role does not allow ${action} on the key of ${resource.address}.` },
  ];
}

function toEncryptedStream(resource: TerraformResource): EncryptedResource {
  return { resource, key: stringOf(resource.attributes, 'kms_key_id') };
}

function readersWithoutGrant(stack: TerraformStack): Violation[] {
  return listStreamMappings(stack).flatMap((mapping) => {
    const stream = findStream(stack, mapping);
    const lambda = findMappedFunction(stack, mapping);
    return stream && lambda
      ? checkGrant(stack, lambda, { action: 'kms:Decrypt', on: toEncryptedStream(stream) })
      : [];
  });
}

function writersWithoutGrant(stack: TerraformStack): Violation[] {
  return stack.resourcesOfType('aws_lambda_function').flatMap((lambda) => {
    const writing = readRoleStatements(stack, lambda).filter(
      (statement) => allows(statement, 'kinesis:PutRecords') || allows(statement, 'kinesis:PutRecord'),
    );
    return stack
      .resourcesOfType('aws_kinesis_stream')
      .filter((stream) =>
        writing.some(({ resources }) => resources.some((resource) => namesStream(resource, stream))),
      )
      .flatMap((stream) =>
        checkGrant(stack, lambda, { action: 'kms:GenerateDataKey', on: toEncryptedStream(stream) }),
      );
  });
}

function namesStream(resource: string, stream: TerraformResource): boolean {
  const name = stringOf(stream.attributes, 'name');
  return refersTo(resource, stream) || (name !== undefined && resource.endsWith(`:stream/${name}`));
}

/** The action on the key that S3 needs for each action on an object. */
const keyActions = [
  ['s3:GetObject', 'kms:Decrypt'],
  ['s3:GetObjectVersion', 'kms:Decrypt'],
  ['s3:PutObject', 'kms:GenerateDataKey'],
] as const;

function bucketUsersWithoutGrant(stack: TerraformStack): Violation[] {
  return listEncryptedBuckets(stack).flatMap((bucket) =>
    stack.resourcesOfType('aws_lambda_function').flatMap((lambda) => {
      const statements = readRoleStatements(stack, lambda);
      const needed = keyActions.filter(([action]) =>
        statements.some(
          (statement) =>
            allows(statement, action) &&
            statement.resources.some((resource) => objectKeyPattern(resource, bucket.resource) !== undefined),
        ),
      );
      const actions = new Set(needed.map(([, keyAction]) => keyAction));
      return [...actions].flatMap((action) => checkGrant(stack, lambda, { action, on: bucket }));
    }),
  );
}

function listEncryptedBuckets(stack: TerraformStack): EncryptedResource[] {
  return stack
    .resourcesOfType('aws_s3_bucket_server_side_encryption_configuration')
    .flatMap(({ attributes }) => {
      const resource = stack.findReferenced('aws_s3_bucket', stringOf(attributes, 'bucket'));
      const [rule] = blocksOf(attributes, 'rule');
      const [byDefault] = blocksOf(rule, 'apply_server_side_encryption_by_default');
      return resource ? [{ resource, key: stringOf(byDefault, 'kms_master_key_id') }] : [];
    });
}

/** CloudWatch Logs needs a grant in the key's own policy; a role does not help. */
function logGroupsWithoutGrant(stack: TerraformStack): Violation[] {
  return stack.resourcesOfType('aws_cloudwatch_log_group').flatMap(({ address, attributes }) => {
    const id = stringOf(attributes, 'kms_key_id');
    const key = id === undefined ? undefined : findKey(stack, id);
    if (key === undefined || allowsCloudWatchLogs(stack, key)) return [];
    return [
      {
        address,
        what: `The policy of ${key.address} does not allow CloudWatch Logs to use it: creating the log group fails.`,
        fix: 'Allow logs.REGION.amazonaws.com to encrypt and decrypt in the policy of the key.',
      },
    ];
  });
}

function allowsCloudWatchLogs(stack: TerraformStack, key: TerraformResource): boolean {
  const separate = stack
    .resourcesOfType('aws_kms_key_policy')
    .filter((policy) => attributeRefersTo(policy, 'key_id', key));
  const policies = [key, ...separate]
    .filter(({ attributes }) => isSet(attributes, 'policy'))
    .map(({ attributes }) => readPolicyStatements(stack, stringOf(attributes, 'policy')));
  const isUnknown = policies.some((statements) => statements.length === 0);
  return (
    isUnknown ||
    policies.flat().some(({ principals }) => principals.some((name) => /^logs\.|^\*$/.test(name)))
  );
}
