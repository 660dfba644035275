import type { PolicyInput } from '@headwaters/aws-rules';
import { isSet, stringOf, type TerraformResource } from '@headwaters/terraform-reader';
import type { TerraformStack } from '../stack/terraform-stack.js';
import { readPolicy, toIamPolicy } from './policy-reader.js';

/** The resource that is the policy of another one, and the attribute by which it names that. */
const policyTypes: Readonly<Record<string, { readonly type: string; readonly owner: string }>> = {
  aws_sqs_queue: { type: 'aws_sqs_queue_policy', owner: 'queue_url' },
  aws_sns_topic: { type: 'aws_sns_topic_policy', owner: 'arn' },
  aws_s3_bucket: { type: 'aws_s3_bucket_policy', owner: 'bucket' },
  aws_kinesis_stream: { type: 'aws_kinesis_resource_policy', owner: 'resource_arn' },
};

/** The policies of a queue, topic, bucket or stream. One that may be of another resource is unknown. */
export function resourcePoliciesOf(stack: TerraformStack, resource: TerraformResource): PolicyInput[] {
  const { type = '', owner = '' } = policyTypes[resource.type] ?? {};
  const separate = stack.resourcesOfType(type).flatMap(({ attributes }): PolicyInput[] => {
    const found = stack.lookUp(resource.type, stringOf(attributes, owner));
    if (found === 'unknown') return ['unknown'];
    return found === resource ? [policyIn(stack, stringOf(attributes, 'policy'))] : [];
  });
  // AWS returns an empty policy, or its default, for a resource whose configuration has none.
  const hasOwn = separate.length === 0 && isSet(resource.attributes, 'policy');
  return hasOwn ? [policyIn(stack, stringOf(resource.attributes, 'policy'))] : separate;
}

function policyIn(stack: TerraformStack, policy: string | undefined): PolicyInput {
  return toIamPolicy(stack, readPolicy(stack, policy));
}
