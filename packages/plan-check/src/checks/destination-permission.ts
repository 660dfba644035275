import {
  allOf,
  destinationActions,
  failureRecordPrefix,
  unknownText,
  type Answer,
} from '@headwaters/aws-rules';
import { blockOf, isUnknownValue, stringOf, type TerraformResource } from '@headwaters/terraform-reader';
import { isCustomerManagedKey, mayUseKey, senderKeyActions } from '../policy/key-access.js';
import { resourcePoliciesOf } from '../policy/resource-policies.js';
import { mayDo } from '../policy/role-policies.js';
import { toText } from '../stack/arn.js';
import { findMappedFunction } from '../stack/event-sources.js';
import { findConfigured } from '../stack/invoked-function.js';
import type { TerraformStack } from '../stack/terraform-stack.js';
import type { Check, Outcome } from './check.js';

/**
 * Sources: https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html,
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html and
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html (read 2026-11-29).
 */
export const destinationPermission: Check = {
  id: 'destination-permission',
  severity: 'error',
  why: 'Lambda sends failures with the role of the function: without the permission, or without the key of the destination, they are lost.',
  fix: 'Allow the action on the destination, and kms:GenerateDataKey and kms:Decrypt on its key, in a policy of the role.',
  find: (stack) => listDestinations(stack).flatMap((use) => describeUse(stack, use)),
};

/** A destination that a mapping, an invoke configuration or a function has. */
interface DestinationUse {
  readonly address: string;
  /** Is `undefined` if it is not in this stack. */
  readonly lambda: TerraformResource | undefined;
  /** ARN or reference. */
  readonly destination: string;
}

function listDestinations(stack: TerraformStack): DestinationUse[] {
  const ofMappings = stack.resourcesOfType('aws_lambda_event_source_mapping').map((mapping) => {
    const config = blockOf(blockOf(mapping.attributes, 'destination_config'), 'on_failure');
    return [mapping, findMappedFunction(stack, mapping), stringOf(config, 'destination_arn')] as const;
  });
  const ofInvocations = stack.resourcesOfType('aws_lambda_function_event_invoke_config').flatMap((config) =>
    ['on_failure', 'on_success'].map((name) => {
      const block = blockOf(blockOf(config.attributes, 'destination_config'), name);
      return [config, findConfigured(stack, config)?.lambda, stringOf(block, 'destination')] as const;
    }),
  );
  const ofFunctions = stack.resourcesOfType('aws_lambda_function').map((lambda) => {
    const config = blockOf(lambda.attributes, 'dead_letter_config');
    return [lambda, lambda, stringOf(config, 'target_arn')] as const;
  });
  return [...ofMappings, ...ofInvocations, ...ofFunctions].flatMap(([{ address }, lambda, destination]) =>
    destination === undefined ? [] : [{ address, lambda, destination }],
  );
}

type Service = keyof typeof destinationActions;

const serviceByType: Readonly<Record<string, Service>> = {
  aws_sqs_queue: 'sqs',
  aws_sns_topic: 'sns',
  aws_s3_bucket: 's3',
  aws_lambda_function: 'lambda',
  aws_cloudwatch_event_bus: 'events',
};

interface Destination {
  readonly service: Service;
  readonly arn: string;
  /** Is `undefined` if it is not in this stack. */
  readonly resource: TerraformResource | undefined;
}

function readDestination(stack: TerraformStack, value: string): Destination | 'unknown' {
  const arn = toText(stack, value);
  for (const [type, service] of Object.entries(serviceByType)) {
    const resource = stack.findReferenced(type, value);
    if (resource !== undefined) return { service, arn, resource };
  }
  const [, named = ''] = isUnknownValue(value) ? [] : (/^arn:[^:]+:([^:]+):/.exec(value) ?? []);
  const service = Object.values(serviceByType).find((each) => each === named);
  return service === undefined ? 'unknown' : { service, arn, resource: undefined };
}

function describeUse(
  stack: TerraformStack,
  { address, lambda, destination: value }: DestinationUse,
): Outcome[] {
  const destination = readDestination(stack, value);
  if (lambda === undefined) return [{ address, notChecked: 'its function is not in this stack' }];
  if (destination === 'unknown') return [{ address, notChecked: 'its destination is an expression' }];
  const answers = [...sendAnswers(stack, lambda, destination), ...keyAnswers(stack, lambda, destination)];
  const missing = answers.filter(({ answer }) => answer === 'no').map(({ need }) => need);
  if (missing.length > 0) {
    return [{ address, what: `The role of ${lambda.address} does not allow ${missing.join(', ')}.` }];
  }
  if (allOf(answers.map(({ answer }) => answer)) === 'yes') return [];
  return [{ address, notChecked: `what the role of ${lambda.address} allows is not fully known` }];
}

interface NeedAnswer {
  /** Such as `sqs:SendMessage on the destination`. */
  readonly need: string;
  readonly answer: Answer;
}

function sendAnswers(
  stack: TerraformStack,
  lambda: TerraformResource,
  { service, arn, resource: owner }: Destination,
): NeedAnswer[] {
  return destinationActions[service].map((action) => {
    const isOfObject = action === 's3:PutObject';
    const resource = isOfObject ? `${arn}/${failureRecordPrefix}${unknownText('failure record')}` : arn;
    const byRole = mayDo(stack, lambda, { action, resource });
    const resourcePolicies = owner === undefined ? [] : resourcePoliciesOf(stack, owner);
    const isByResource = byRole === 'no' && resourcePolicies.length > 0;
    const answer = isByResource ? mayDo(stack, lambda, { action, resource, resourcePolicies }) : byRole;
    return { need: `${action} on the destination`, answer };
  });
}

/** A bucket is not among them: the rule key-grant has the keys of all buckets. */
function keyAnswers(
  stack: TerraformStack,
  lambda: TerraformResource,
  { service, resource }: Destination,
): NeedAnswer[] {
  const key = stringOf(resource?.attributes, 'kms_master_key_id');
  if (!['sqs', 'sns'].includes(service) || !isCustomerManagedKey(key)) return [];
  return senderKeyActions.map((action) => ({
    need: `${action} on the key of ${resource?.address}`,
    answer: mayUseKey(stack, lambda, { action, key }),
  }));
}
