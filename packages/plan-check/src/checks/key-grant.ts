import { type TerraformResource, blocksOf, isSet, stringOf } from '@headwaters/terraform-reader';
import { allows, readStatements } from '../policy/policy-statement.js';
import { isCustomerKey, keyBehind, keysOf, mayUseKey, roleStatements } from '../policy/role-permissions.js';
import { streamMappings, streamOf } from '../stack/event-sources.js';
import { type TerraformStack, refersTo } from '../stack/terraform-stack.js';
import type { Check, Spot } from './check.js';

/** Something encrypted: what it is, and with which key. */
interface Encrypted {
  readonly resource: TerraformResource;
  readonly key: string | undefined;
}

function missing(
  stack: TerraformStack,
  lambda: TerraformResource,
  action: string,
  { resource, key }: Encrypted,
): Spot[] {
  if (!isCustomerKey(key) || mayUseKey(stack, lambda, { action, key })) return [];
  return [{ address: lambda.address, what: `Its role lacks ${action} on the key of ${resource.address}.` }];
}

const encryptedStream = (resource: TerraformResource): Encrypted => ({
  resource,
  key: stringOf(resource.attributes, 'kms_key_id'),
});

function readers(stack: TerraformStack): Spot[] {
  return streamMappings(stack).flatMap((mapping) => {
    const stream = streamOf(stack, mapping);
    const lambda = stack.resolve('aws_lambda_function', stringOf(mapping.attributes, 'function_name'));
    return stream && lambda ? missing(stack, lambda, 'kms:Decrypt', encryptedStream(stream)) : [];
  });
}

function writers(stack: TerraformStack): Spot[] {
  return stack.ofType('aws_lambda_function').flatMap((lambda) => {
    const writing = roleStatements(stack, lambda).filter(
      (statement) => allows(statement, 'kinesis:PutRecords') || allows(statement, 'kinesis:PutRecord'),
    );
    return stack
      .ofType('aws_kinesis_stream')
      .filter((stream) =>
        writing.some(({ resources }) => resources.some((resource) => namesStream(resource, stream))),
      )
      .flatMap((stream) => missing(stack, lambda, 'kms:GenerateDataKey', encryptedStream(stream)));
  });
}

function namesStream(resource: string, stream: TerraformResource): boolean {
  const name = stringOf(stream.attributes, 'name');
  return refersTo(resource, stream) || (name !== undefined && resource.endsWith(`:stream/${name}`));
}

/** What S3 asks of the key for each action on an object. */
const keyActions = [
  ['s3:GetObject', 'kms:Decrypt'],
  ['s3:GetObjectVersion', 'kms:Decrypt'],
  ['s3:PutObject', 'kms:GenerateDataKey'],
] as const;

function encryptedBuckets(stack: TerraformStack): Encrypted[] {
  return stack.ofType('aws_s3_bucket_server_side_encryption_configuration').flatMap(({ attributes }) => {
    const resource = stack.resolve('aws_s3_bucket', stringOf(attributes, 'bucket'));
    const [rule] = blocksOf(attributes, 'rule');
    const [byDefault] = blocksOf(rule, 'apply_server_side_encryption_by_default');
    return resource ? [{ resource, key: stringOf(byDefault, 'kms_master_key_id') }] : [];
  });
}

function usersOfBuckets(stack: TerraformStack): Spot[] {
  return encryptedBuckets(stack).flatMap((bucket) =>
    stack.ofType('aws_lambda_function').flatMap((lambda) => {
      const needed = keyActions.filter(([action]) =>
        roleStatements(stack, lambda).some(
          (statement) =>
            allows(statement, action) &&
            statement.resources.some((resource) => keysOf(resource, bucket.resource) !== undefined),
        ),
      );
      const actions = new Set(needed.map(([, keyAction]) => keyAction));
      return [...actions].flatMap((action) => missing(stack, lambda, action, bucket));
    }),
  );
}

/** CloudWatch Logs uses a key by the key's own policy, not by a role. */
function logGroups(stack: TerraformStack): Spot[] {
  return stack.ofType('aws_cloudwatch_log_group').flatMap(({ address, attributes }) => {
    const id = stringOf(attributes, 'kms_key_id');
    const key = id === undefined ? undefined : keyBehind(stack, id);
    if (key === undefined || letsLogsIn(stack, key)) return [];
    return [
      {
        address,
        what: `The policy of ${key.address} does not let CloudWatch Logs use it: the log group can't be made.`,
        fix: 'Allow logs.REGION.amazonaws.com to encrypt and decrypt in the policy of the key.',
      },
    ];
  });
}

function letsLogsIn(stack: TerraformStack, key: TerraformResource): boolean {
  const apart = stack
    .ofType('aws_kms_key_policy')
    .filter(({ attributes }) => refersTo(stringOf(attributes, 'key_id') ?? '', key));
  const policies = [key, ...apart].filter(({ attributes }) => isSet(attributes, 'policy'));
  const read = policies.map(({ attributes }) => readStatements(stack, stringOf(attributes, 'policy')));
  const isUnknown = read.some((statements) => statements.length === 0);
  return (
    isUnknown || read.flat().some(({ principals }) => principals.some((name) => /^logs\.|^\*$/.test(name)))
  );
}

export const keyGrant: Check = {
  id: 'key-grant',
  severity: 'error',
  why: 'Without the key every read or write is denied, and nothing else looks wrong.',
  fix: 'Allow the action on the key in the policy of the role.',
  find: (stack) => [...readers(stack), ...writers(stack), ...usersOfBuckets(stack), ...logGroups(stack)],
};
