import { type JsonObject, stringOf } from '@headwaters/terraform-reader';
import { readStatements } from '../policy/policy-statement.js';
import { type TerraformStack, refersTo } from '../stack/terraform-stack.js';
import type { Check, Spot } from './check.js';

const blocks = ['block_public_acls', 'block_public_policy', 'ignore_public_acls', 'restrict_public_buckets'];

const isFullyBlocked = (attributes: JsonObject) => blocks.every((name) => attributes[name] === true);

const openBuckets = (stack: TerraformStack): Spot[] =>
  stack
    .ofType('aws_s3_bucket')
    .filter(
      (bucket) =>
        !stack.ofType('aws_s3_bucket_public_access_block').some(({ attributes }) => {
          const value = stringOf(attributes, 'bucket');
          return value !== undefined && refersTo(value, bucket) && isFullyBlocked(attributes);
        }),
    )
    .map(({ address }) => ({
      address,
      what: 'Public access to the bucket is not blocked in all four ways.',
      fix: `Add an aws_s3_bucket_public_access_block with ${blocks.join(', ')} set to true.`,
    }));

const isOpen = (stack: TerraformStack, policy: string | undefined) =>
  readStatements(stack, policy).some(
    ({ effect, principals, hasCondition }) => effect === 'Allow' && principals.includes('*') && !hasCondition,
  );

const openPolicies = (stack: TerraformStack): Spot[] =>
  [
    'aws_s3_bucket_policy',
    'aws_sqs_queue_policy',
    'aws_sns_topic_policy',
    'aws_kinesis_resource_policy',
    'aws_kms_key',
    'aws_kms_key_policy',
    'aws_sqs_queue',
    'aws_sns_topic',
  ]
    .flatMap((type) => stack.ofType(type))
    .filter(({ attributes }) => isOpen(stack, stringOf(attributes, 'policy')))
    .map(({ address }) => ({ address, what: 'The policy allows everyone, without a condition.' }));

const openRoles = (stack: TerraformStack): Spot[] =>
  stack
    .ofType('aws_iam_role')
    .filter(({ attributes }) => isOpen(stack, stringOf(attributes, 'assume_role_policy')))
    .map(({ address }) => ({ address, what: 'Every account may take the role.' }));

const openLists = (stack: TerraformStack): Spot[] =>
  ['aws_s3_bucket_acl', 'aws_s3_bucket']
    .flatMap((type) => stack.ofType(type))
    .filter(({ attributes }) => /^public-|^authenticated-read$/.test(stringOf(attributes, 'acl') ?? ''))
    .map(({ address }) => ({
      address,
      what: 'The access control list lets everyone in.',
      fix: 'Remove the acl.',
    }));

const openFunctions = (stack: TerraformStack): Spot[] => [
  ...stack
    .ofType('aws_lambda_function_url')
    .filter(({ attributes }) => attributes['authorization_type'] === 'NONE')
    .map(({ address }) => ({ address, what: 'The function can be called by everyone.' })),
  ...stack
    .ofType('aws_lambda_permission')
    .filter(({ attributes }) => attributes['principal'] === '*')
    .map(({ address }) => ({ address, what: 'Every account may call the function.' })),
  ...stack
    .ofType('aws_lambda_permission')
    .filter(({ attributes }) => {
      const isFromBucket = attributes['principal'] === 's3.amazonaws.com';
      return isFromBucket && !(stringOf(attributes, 'source_arn') && stringOf(attributes, 'source_account'));
    })
    .map(({ address }) => ({
      address,
      what: 'A bucket of another account may call the function.',
      fix: 'Set source_arn and source_account: bucket names can be taken by anyone once they are given up.',
    })),
];

export const publicAccess: Check = {
  id: 'public-access',
  severity: 'error',
  why: 'Anyone could read, write or run it.',
  fix: 'Name who may, or add a condition.',
  find: (stack) => [
    ...openBuckets(stack),
    ...openLists(stack),
    ...openPolicies(stack),
    ...openRoles(stack),
    ...openFunctions(stack),
  ],
};
