import { allOf, evaluateAccess, unknownText, type Answer, type PolicyInput } from '@headwaters/aws-rules';
import { blocksOf, stringOf, type JsonObject, type TerraformResource } from '@headwaters/terraform-reader';
import { findKey, isCustomerManagedKey, keyPolicies, senderKeyActions } from '../policy/key-access.js';
import { resourcePoliciesOf } from '../policy/resource-policies.js';
import { arnOf, toText } from '../stack/arn.js';
import type { TerraformStack } from '../stack/terraform-stack.js';
import type { Check, Outcome } from './check.js';

/**
 * Sources: https://docs.aws.amazon.com/AmazonS3/latest/userguide/grant-destinations-permissions-to-s3.html,
 * https://docs.aws.amazon.com/sns/latest/dg/subscribe-sqs-queue-to-sns-topic.html and
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html (read 2026-11-29).
 */
export const targetPolicy: Check = {
  id: 'target-policy',
  severity: 'error',
  why: 'A service sends to a queue or topic only if its policy allows it: S3 refuses the notification, SNS and EventBridge lose the event.',
  fix: 'Add an aws_sqs_queue_policy or aws_sns_topic_policy that allows the service, with the condition aws:SourceArn.',
  find: (stack) => listDeliveries(stack).flatMap((delivery) => describeDelivery(stack, delivery)),
};

/** A resource by which a service sends to a queue or topic. */
interface Delivery {
  readonly address: string;
  /** The service that sends. */
  readonly principal: string;
  /** ARN or reference of what it sends for: a bucket, a topic or a rule. */
  readonly sourceArn: string;
  /** ARN or reference. */
  readonly target: string;
}

/** A {@link Delivery} of which parts may be missing. */
type Candidate = Readonly<Record<'principal' | 'target' | 'sourceArn', string | undefined>> | undefined;

function listDeliveries(stack: TerraformStack): Delivery[] {
  const deliveriesOf = (type: string, read: (attributes: JsonObject) => Candidate[]) =>
    stack.resourcesOfType(type).flatMap(({ address, attributes }) =>
      read(attributes).flatMap((found): Delivery[] => {
        const { principal, target, sourceArn = '' } = found ?? {};
        return principal && target ? [{ address, principal, target, sourceArn }] : [];
      }),
    );
  return [
    ...deliveriesOf('aws_s3_bucket_notification', (attributes) => notificationTargets(stack, attributes)),
    ...deliveriesOf('aws_sns_topic_subscription', (attributes) => [
      attributes['protocol'] === 'sqs'
        ? {
            principal: 'sns.amazonaws.com',
            target: stringOf(attributes, 'endpoint'),
            sourceArn: stringOf(attributes, 'topic_arn'),
          }
        : undefined,
    ]),
    ...deliveriesOf('aws_cloudwatch_event_target', (attributes) => [
      // With a role, the target needs no policy.
      stringOf(attributes, 'role_arn') === undefined
        ? {
            principal: 'events.amazonaws.com',
            target: stringOf(attributes, 'arn'),
            sourceArn: ruleArn(stack, attributes),
          }
        : undefined,
    ]),
  ];
}

/** The target names its rule, and the policy of the target the ARN of the rule, which contains the account. */
function ruleArn(stack: TerraformStack, attributes: JsonObject): string | undefined {
  const rule = stack.findReferenced('aws_cloudwatch_event_rule', stringOf(attributes, 'rule'));
  return rule && `\${${rule.address}.arn}`;
}

function notificationTargets(stack: TerraformStack, attributes: JsonObject): Candidate[] {
  const name = stringOf(attributes, 'bucket');
  const bucket = stack.findReferenced('aws_s3_bucket', name);
  const sourceArn = bucket === undefined ? `arn:aws:s3:::${name ?? ''}` : arnOf(stack, bucket);
  const targetsOf = (block: string, attribute: string) =>
    blocksOf(attributes, block).map((each) => stringOf(each, attribute));
  return [...targetsOf('queue', 'queue_arn'), ...targetsOf('topic', 'topic_arn')].map((target) => ({
    principal: 's3.amazonaws.com',
    target,
    sourceArn,
  }));
}

const actions = [
  ['aws_sqs_queue', 'sqs:SendMessage'],
  ['aws_sns_topic', 'sns:Publish'],
] as const;

function describeDelivery(stack: TerraformStack, delivery: Delivery): Outcome[] {
  const { address, target, principal } = delivery;
  for (const [type, action] of actions) {
    const resource = stack.findReferenced(type, target);
    if (resource === undefined) continue;
    const policy = maySend(stack, delivery, { action, resource });
    const key = mayEncrypt(stack, delivery, resource);
    if (policy === 'no') {
      return [{ address, what: `No policy of ${resource.address} allows ${action} to ${principal}.` }];
    }
    if (key === 'no') {
      const what = `The key of ${resource.address} does not allow ${senderKeyActions.join(' and ')} to ${principal}.`;
      const fix =
        'Encrypt with a key of your own whose policy allows the service, or with the managed key of SQS.';
      return [{ address, what, fix }];
    }
    if (policy === 'yes' && key === 'yes') return [];
    return [{ address, notChecked: `what the policy of ${resource.address} allows is not fully known` }];
  }
  return [];
}

interface Request {
  readonly action: string;
  readonly resource: TerraformResource;
}

function maySend(stack: TerraformStack, delivery: Delivery, request: Request): Answer {
  return evaluate(stack, delivery, request, resourcePoliciesOf(stack, request.resource));
}

/** Whether the service may use the key of a queue or topic. The key that AWS manages, `alias/aws/sqs`, allows no service. */
function mayEncrypt(stack: TerraformStack, delivery: Delivery, { attributes }: TerraformResource): Answer {
  const value = stringOf(attributes, 'kms_master_key_id');
  if (value === undefined) return 'yes';
  if (!isCustomerManagedKey(value)) return 'no';
  const key = findKey(stack, value);
  if (key === undefined) return 'unknown';
  const policies = keyPolicies(stack, key);
  return allOf(
    senderKeyActions.map((action) => evaluate(stack, delivery, { action, resource: key }, policies)),
  );
}

function evaluate(
  stack: TerraformStack,
  { principal, sourceArn }: Delivery,
  { action, resource }: Request,
  resourcePolicies: readonly PolicyInput[],
): Answer {
  return evaluateAccess({
    identityPolicies: [],
    resourcePolicies,
    request: {
      action,
      resource: arnOf(stack, resource),
      principal,
      context: {
        'aws:SecureTransport': true,
        'aws:SourceAccount': unknownText('account'),
        ...(sourceArn !== '' && { 'aws:SourceArn': toText(stack, sourceArn) }),
      },
    },
  });
}
