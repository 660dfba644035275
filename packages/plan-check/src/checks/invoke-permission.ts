import { matchesWildcard } from '@headwaters/aws-rules';
import {
  isUnknownValue,
  stringOf,
  withoutIndexes,
  type TerraformResource,
} from '@headwaters/terraform-reader';
import { listTriggers, type Trigger } from '../stack/event-sources.js';
import { findConfigured } from '../stack/invoked-function.js';
import { refersTo, type TerraformStack } from '../stack/terraform-stack.js';

import type { Check, Outcome } from './check.js';

/**
 * Sources: https://docs.aws.amazon.com/AmazonS3/latest/userguide/grant-destinations-permissions-to-s3.html and
 * https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html (read 2026-11-29).
 */
export const invokePermission: Check = {
  id: 'invoke-permission',
  severity: 'error',
  why: 'A service invokes a function only with a permission: S3 refuses the notification, SNS and EventBridge lose the event.',
  fix: 'Add an aws_lambda_permission for the function with the principal of the service and source_arn, and let the trigger depend on it.',
  find: (stack) => listTriggers(stack).flatMap((trigger) => describeTrigger(stack, trigger)),
};

function describeTrigger(stack: TerraformStack, trigger: Trigger): Outcome[] {
  const { principal, resource, invoked } = trigger;
  if (principal === undefined) return []; // It has a role.
  const { address } = resource;
  const permissions = listPermissions(stack, principal);
  const own = permissions.filter(
    (permission) => findConfigured(stack, permission)?.lambda === invoked.lambda,
  );
  if (own.some((permission) => mayBeFor(stack, trigger, permission))) return [];
  if (permissions.some((permission) => isOfUnknownFunction(stack, permission))) {
    return [{ address, notChecked: 'the function of a permission is an expression' }];
  }
  const what =
    own.length === 0
      ? `${principal} has no permission to invoke ${invoked.lambda.address}.`
      : `The permission of ${principal} to invoke ${invoked.lambda.address} is for another source.`;
  return [{ address, what }];
}

function listPermissions(stack: TerraformStack, principal: string): TerraformResource[] {
  return stack.resourcesOfType('aws_lambda_permission').filter(({ attributes }) => {
    const value = stringOf(attributes, 'principal');
    return value === principal || value === '*' || isUnknownValue(value);
  });
}

function isOfUnknownFunction(stack: TerraformStack, permission: TerraformResource): boolean {
  const name = stringOf(permission.attributes, 'function_name');
  return findConfigured(stack, permission) === undefined && (name === undefined || isUnknownValue(name));
}

/** The attribute by which a trigger names what its permission has as source, and the type of that. */
const sources: Readonly<Record<string, { readonly attribute: string; readonly type: string }>> = {
  aws_s3_bucket_notification: { attribute: 'bucket', type: 'aws_s3_bucket' },
  aws_sns_topic_subscription: { attribute: 'topic_arn', type: 'aws_sns_topic' },
  aws_cloudwatch_event_target: { attribute: 'rule', type: 'aws_cloudwatch_event_rule' },
};

/** Whether the source of a permission may be the one of the trigger. False only if both are known and differ. */
function mayBeFor(stack: TerraformStack, { resource }: Trigger, permission: TerraformResource): boolean {
  const { attribute = '', type = '' } = sources[resource.type] ?? {};
  const arn = stringOf(permission.attributes, 'source_arn');
  const source = stack.findReferenced(type, stringOf(resource.attributes, attribute));
  if (arn === undefined || source === undefined || refersTo(arn, source)) return true;
  const other = stack.findReferenced(type, arn);
  if (other !== undefined) return withoutIndexes(other.address) === withoutIndexes(source.address);
  return isUnknownValue(arn) || !isOfOtherBucket(arn, source);
}

/** The ARN of a bucket is known before a deployment; the ARNs of topics and rules contain the account. */
function isOfOtherBucket(arn: string, { type, attributes }: TerraformResource): boolean {
  const name = stringOf(attributes, 'bucket');
  if (type !== 'aws_s3_bucket' || name === undefined || isUnknownValue(name)) return false;
  return matchesWildcard(arn, `arn:aws:s3:::${name}`) === 'no';
}
