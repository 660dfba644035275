import { allOf, answerOf, anyOf, type Answer } from '@headwaters/aws-rules';
import {
  isSet,
  isUnknownValue,
  stringOf,
  type JsonObject,
  type TerraformResource,
} from '@headwaters/terraform-reader';
import { readPolicy } from '../policy/policy-reader.js';
import { statementsOf } from '../policy/policy-statement.js';
import type { TerraformStack } from '../stack/terraform-stack.js';
import type { Check, Outcome, Violation } from './check.js';

export const publicAccess: Check = {
  id: 'public-access',
  severity: 'error',
  why: 'Anyone could read, write or run it.',
  fix: 'Name the principals that have access, or add a condition.',
  find: (stack) => [
    ...publicBuckets(stack),
    ...publicAccessControlLists(stack),
    ...publicPolicies(stack),
    ...publicRoles(stack),
    ...publicFunctions(stack),
  ],
};

const blockSettings = [
  'block_public_acls',
  'block_public_policy',
  'ignore_public_acls',
  'restrict_public_buckets',
];

function publicBuckets(stack: TerraformStack): Outcome[] {
  const blocks = stack.resourcesOfType('aws_s3_bucket_public_access_block');
  return stack.resourcesOfType('aws_s3_bucket').flatMap((bucket): Outcome[] => {
    const { address } = bucket;
    const answer = anyOf(
      blocks.map((block) => allOf([stack.names(block, 'bucket', bucket), isFullBlock(block.attributes)])),
    );
    if (answer === 'yes') return [];
    if (answer === 'unknown') {
      return [{ address, notChecked: 'the bucket or a setting of a public access block is an expression' }];
    }
    return [
      {
        address,
        what: 'Public access to the bucket is not fully blocked.',
        fix: `Add an aws_s3_bucket_public_access_block with ${blockSettings.join(', ')} set to true.`,
      },
    ];
  });
}

function isFullBlock(attributes: JsonObject): Answer {
  return allOf(
    blockSettings.map((name) =>
      isUnknownValue(attributes[name]) ? 'unknown' : answerOf(attributes[name] === true),
    ),
  );
}

function publicAccessControlLists(stack: TerraformStack): Violation[] {
  return ['aws_s3_bucket_acl', 'aws_s3_bucket']
    .flatMap((type) => stack.resourcesOfType(type))
    .filter(({ attributes }) => /^public-|^authenticated-read$/.test(stringOf(attributes, 'acl') ?? ''))
    .map(({ address }) => ({
      address,
      what: 'The access control list grants access to everyone.',
      fix: 'Remove the acl.',
    }));
}

const typesWithPolicy = [
  'aws_s3_bucket_policy',
  'aws_sqs_queue_policy',
  'aws_sns_topic_policy',
  'aws_kinesis_resource_policy',
  'aws_kms_key',
  'aws_kms_key_policy',
  'aws_sqs_queue',
  'aws_sns_topic',
];

function publicPolicies(stack: TerraformStack): Outcome[] {
  return typesWithPolicy
    .flatMap((type) => stack.resourcesOfType(type))
    .flatMap((resource) =>
      checkPolicy(stack, resource, {
        attribute: 'policy',
        what: 'The policy allows everyone, without a condition.',
      }),
    );
}

function publicRoles(stack: TerraformStack): Outcome[] {
  return stack.resourcesOfType('aws_iam_role').flatMap((role) =>
    checkPolicy(stack, role, {
      attribute: 'assume_role_policy',
      what: 'Every AWS account may assume the role.',
    }),
  );
}

function checkPolicy(
  stack: TerraformStack,
  { address, attributes }: TerraformResource,
  { attribute, what }: { readonly attribute: string; readonly what: string },
): Outcome[] {
  if (!isSet(attributes, attribute)) return [];
  const policy = readPolicy(stack, stringOf(attributes, attribute));
  if (policy === 'unknown') return [{ address, notChecked: `its ${attribute} is known only after apply` }];
  const isPublic = statementsOf(policy).some(
    ({ effect, principals, hasCondition }) => effect === 'Allow' && principals.includes('*') && !hasCondition,
  );
  return isPublic ? [{ address, what }] : [];
}

function publicFunctions(stack: TerraformStack): Violation[] {
  const permissions = stack.resourcesOfType('aws_lambda_permission');
  return [
    ...stack
      .resourcesOfType('aws_lambda_function_url')
      .filter(({ attributes }) => attributes['authorization_type'] === 'NONE')
      .map(({ address }) => ({ address, what: 'Everyone may invoke the function.' })),
    ...permissions
      .filter(({ attributes }) => attributes['principal'] === '*')
      .map(({ address }) => ({ address, what: 'Every AWS account may invoke the function.' })),
    ...permissions
      .filter(({ attributes }) => allowsForeignBuckets(attributes))
      .map(({ address }) => ({
        address,
        what: 'A bucket of another account may invoke the function.',
        fix: 'Set source_arn and source_account: anyone can create a bucket under the name of a deleted one.',
      })),
  ];
}

function allowsForeignBuckets(permission: JsonObject): boolean {
  const isForBucket = permission['principal'] === 's3.amazonaws.com';
  return isForBucket && !(stringOf(permission, 'source_arn') && stringOf(permission, 'source_account'));
}
