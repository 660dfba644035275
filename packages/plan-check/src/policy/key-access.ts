import { anyOf, uniqueText, unknownText, type Answer, type PolicyInput } from '@headwaters/aws-rules';
import {
  isSet,
  isUnknownValue,
  stringOf,
  stringsOf,
  type TerraformResource,
} from '@headwaters/terraform-reader';
import { arnOf } from '../stack/arn.js';
import type { TerraformStack } from '../stack/terraform-stack.js';
import { readPolicy, toIamPolicy } from './policy-reader.js';
import { findRole, mayDo } from './role-policies.js';

/** Whether a key is customer managed. AWS managed keys need no grant. */
export function isCustomerManagedKey(key: string | undefined): key is string {
  return key !== undefined && !/(^|:)alias\/aws\//.test(key);
}

/**
 * What a sender to an encrypted queue or topic does with its key.
 *
 * Source: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html (read 2026-11-29).
 */
export const senderKeyActions = ['kms:GenerateDataKey', 'kms:Decrypt'] as const;

/** Whether a function may use a key: by the policies of its role, by the policy of the key, or by a grant. */
export function mayUseKey(
  stack: TerraformStack,
  lambda: TerraformResource,
  { action, key: value }: { readonly action: string; readonly key: string },
): Answer {
  const key = findKey(stack, value);
  const byPolicy = mayDo(stack, lambda, {
    action,
    resource: key === undefined ? externalKey(value) : arnOf(stack, key),
    resourcePolicies: key === undefined ? ['unknown'] : keyPolicies(stack, key),
  });
  return anyOf([byPolicy, key === undefined ? 'no' : hasGrant(stack, lambda, { action, key })]);
}

/** The ARN of a key of another stack, of which only the id or an alias is known. */
function externalKey(value: string): string {
  if (value.startsWith('arn:') && !isUnknownValue(value)) return value;
  return `arn:aws:kms:${unknownText('region')}:${unknownText('account')}:key/${uniqueText(value)}`;
}

/** The policies of a key: its own, and that of an `aws_kms_key_policy`. None if AWS creates the default. */
export function keyPolicies(stack: TerraformStack, key: TerraformResource): PolicyInput[] {
  const separate = stack
    .resourcesOfType('aws_kms_key_policy')
    .map(({ attributes }) => ({
      attributes,
      key: stack.lookUp('aws_kms_key', stringOf(attributes, 'key_id')),
    }))
    .filter((each) => each.key === key || each.key === 'unknown');
  return [key, ...separate.map((each) => ({ attributes: each.key === 'unknown' ? {} : each.attributes }))]
    .filter((each) => each !== key || isSet(each.attributes, 'policy'))
    .map(({ attributes }) => toIamPolicy(stack, readPolicy(stack, stringOf(attributes, 'policy'))));
}

/** Source: https://docs.aws.amazon.com/kms/latest/developerguide/grants.html. */
function hasGrant(
  stack: TerraformStack,
  lambda: TerraformResource,
  { action, key }: { readonly action: string; readonly key: TerraformResource },
): Answer {
  const operation = action.replace('kms:', '');
  const role = findRole(stack, lambda);
  return anyOf(
    stack.resourcesOfType('aws_kms_grant').map(({ attributes }): Answer => {
      const granted = stack.lookUp('aws_kms_key', stringOf(attributes, 'key_id'));
      const grantee = stack.lookUp('aws_iam_role', stringOf(attributes, 'grantee_principal'));
      const operations = stringsOf(attributes, 'operations');
      const isFor = (one: unknown, other: unknown) => one === other || one === 'unknown';
      if (!isFor(granted, key) || !isFor(grantee, role)) return 'no';
      if (!operations.includes(operation)) return operations.some(isUnknownValue) ? 'unknown' : 'no';
      return granted === key && grantee === role && role !== undefined ? 'yes' : 'unknown';
    }),
  );
}

/** The key with an ARN, an id or an alias. */
export function findKey(stack: TerraformStack, key: string): TerraformResource | undefined {
  const alias = stack.findReferenced('aws_kms_alias', key)?.attributes['target_key_id'];
  return stack.findReferenced('aws_kms_key', typeof alias === 'string' ? alias : key);
}
