import { anyOf, fanOutReadActions, streamReadActions, unknownText, type Answer } from '@headwaters/aws-rules';
import { isSet, isUnknownValue, stringOf, type TerraformResource } from '@headwaters/terraform-reader';
import { resourcePoliciesOf } from '../policy/resource-policies.js';
import { mayDo } from '../policy/role-policies.js';
import { arnOf, toText } from '../stack/arn.js';
import { findMappedFunction } from '../stack/event-sources.js';
import type { TerraformStack } from '../stack/terraform-stack.js';
import type { Check, Outcome } from './check.js';

/**
 * Sources: https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-create.html,
 * https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-eventsourcemapping.html,
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html (read 2026-11-29; the last two name managed policies) and the refusal in https://github.com/hashicorp/terraform-provider-aws/issues/20229.
 */
export const sourcePermission: Check = {
  id: 'source-permission',
  severity: 'error',
  why: 'Lambda reads a source with the role of the function: AWS refuses the mapping if the role may not read.',
  fix: 'Allow the actions on the source in a policy of the role, and let the mapping depend on the policy.',
  find: (stack) =>
    stack.resourcesOfType('aws_lambda_event_source_mapping').flatMap((mapping): Outcome[] => {
      const { address, attributes } = mapping;
      // Mappings of Kafka and Amazon MQ.
      if (['topics', 'queues', 'self_managed_event_source'].some((name) => isSet(attributes, name)))
        return [];
      const source = stringOf(attributes, 'event_source_arn');
      const lambda = findMappedFunction(stack, mapping);
      if (source === undefined) return [];
      if (lambda === undefined) return [{ address, notChecked: 'its function is not in this stack' }];
      const needs = needsOf(stack, source);
      if (needs === 'unknown') return [{ address, notChecked: 'its source is an expression' }];
      return describeNeeds(stack, { address, lambda, needs });
    }),
};

/** Actions on a part of a source. */
interface Need {
  readonly actions: readonly string[];
  /** The ARNs under which policies may name it. */
  readonly arns: readonly string[];
  /** Is `undefined` if it is not in this stack. */
  readonly owner?: TerraformResource | undefined;
}

const tableReadActions = ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'];
const queueReadActions = ['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'];

function needsOf(stack: TerraformStack, source: string): readonly Need[] | 'unknown' {
  const arn = toText(stack, source);
  const found = ['aws_kinesis_stream', 'aws_dynamodb_table', 'aws_sqs_queue'].map((type) =>
    stack.findReferenced(type, source),
  );
  const [stream, table, queue] = found;
  const consumer = stack.findReferenced('aws_kinesis_stream_consumer', source);
  if (consumer !== undefined) return needsOfConsumer(stack, consumer, arn);
  const [, service] = isUnknownValue(source) ? [] : (/^arn:[^:]+:([^:]+):/.exec(source) ?? []);
  if (stream ?? service === 'kinesis') return [{ actions: streamReadActions, arns: [arn], owner: stream }];
  if (queue ?? service === 'sqs') return [{ actions: queueReadActions, arns: [arn], owner: queue }];
  if (table !== undefined) {
    const label = unknownText(`${table.address}.stream_label`);
    return [{ actions: tableReadActions, arns: [arn, `${arnOf(stack, table)}/stream/${label}`] }];
  }
  if (service === 'dynamodb') return [{ actions: tableReadActions, arns: [arn] }];
  return service === undefined ? 'unknown' : [];
}

function needsOfConsumer(
  stack: TerraformStack,
  consumer: TerraformResource,
  arn: string,
): Need[] | 'unknown' {
  const { attributes, address } = consumer;
  const streamArn = stringOf(attributes, 'stream_arn');
  if (streamArn === undefined) return 'unknown';
  const ofStream = toText(stack, streamArn);
  const name = toText(stack, stringOf(attributes, 'name') ?? unknownText(`${address}.name`));
  const ofConsumer = `${ofStream}/consumer/${name}:${unknownText(`${address}.creation_timestamp`)}`;
  return [
    { actions: fanOutReadActions.stream, arns: [ofStream] },
    { actions: fanOutReadActions.consumer, arns: [arn, ofConsumer] },
  ];
}

function describeNeeds(
  stack: TerraformStack,
  { address, lambda, needs }: { address: string; lambda: TerraformResource; needs: readonly Need[] },
): Outcome[] {
  const answers = needs.flatMap((need) =>
    need.actions.map((action) => ({ action, answer: mayRead(stack, lambda, { action, need }) })),
  );
  const missing = answers.filter(({ answer }) => answer === 'no').map(({ action }) => action);
  if (missing.length > 0) {
    const what = `The role of ${lambda.address} does not allow ${missing.join(', ')} on the source.`;
    return [{ address, what }];
  }
  if (answers.every(({ answer }) => answer === 'yes')) return [];
  return [{ address, notChecked: `what the role of ${lambda.address} allows is not fully known` }];
}

function mayRead(
  stack: TerraformStack,
  lambda: TerraformResource,
  { action, need: { arns, owner } }: { readonly action: string; readonly need: Need },
): Answer {
  const resourcePolicies = owner === undefined ? [] : resourcePoliciesOf(stack, owner);
  return anyOf(
    arns.flatMap((resource) => {
      const byRole = mayDo(stack, lambda, { action, resource });
      if (byRole !== 'no' || resourcePolicies.length === 0) return [byRole];
      return [mayDo(stack, lambda, { action, resource, resourcePolicies })];
    }),
  );
}
