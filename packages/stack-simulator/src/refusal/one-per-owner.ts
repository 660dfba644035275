import type { Attributes } from '@headwaters/terraform-reader';
import { describeReference, readReference } from '../blueprint/function-reference.js';
import type { StackReader } from '../blueprint/stack-reader.js';

/** Returns what a resource configures or creates, such as the name of its bucket. */
type OwnerOf = (declared: Attributes) => string;

const by =
  (attribute: string): OwnerOf =>
  (declared) =>
    declared.string(attribute);
const byFunction: OwnerOf = (declared) => describeReference(readReference(declared));

/**
 * Resources of which the owner has only one: a second one overwrites the first, and every plan shows a difference.
 *
 * Source: the notes of the provider's pages, such as
 * https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/s3_bucket_notification.
 */
const settings: Readonly<Record<string, OwnerOf>> = {
  aws_s3_bucket_acl: by('bucket'),
  aws_s3_bucket_cors_configuration: by('bucket'),
  aws_s3_bucket_lifecycle_configuration: by('bucket'),
  aws_s3_bucket_logging: by('bucket'),
  aws_s3_bucket_notification: by('bucket'),
  aws_s3_bucket_ownership_controls: by('bucket'),
  aws_s3_bucket_policy: by('bucket'),
  aws_s3_bucket_public_access_block: by('bucket'),
  aws_s3_bucket_server_side_encryption_configuration: by('bucket'),
  aws_s3_bucket_versioning: by('bucket'),
  aws_kinesis_resource_policy: by('resource_arn'),
  aws_kms_key_policy: by('key_id'),
  aws_lambda_function_event_invoke_config: byFunction,
  aws_lambda_function_recursion_config: byFunction,
  aws_sns_topic_policy: by('arn'),
  aws_sqs_queue_policy: by('queue_url'),
  aws_sqs_queue_redrive_policy: by('queue_url'),
};

/**
 * Resources whose name is taken when a second one is created. The first answer is recorded in LocalStack's snapshots of real
 * AWS, test_notfound_and_invalid_routingconfigs (aliases) and test_permission_exceptions (permissions).
 */
const names: Readonly<Record<string, { readonly nameOf: OwnerOf; readonly answer: string }>> = {
  aws_lambda_function: { nameOf: by('function_name'), answer: 'Function already exist' },
  aws_lambda_alias: {
    nameOf: (declared) =>
      describeReference({ name: readReference(declared).name, qualifier: declared.string('name') }),
    answer: 'Alias already exists',
  },
  aws_lambda_permission: {
    nameOf: (declared) => `${byFunction(declared)}, statement ${declared.string('statement_id')}`,
    answer: 'The statement id provided already exists',
  },
  aws_kinesis_stream: { nameOf: by('name'), answer: 'Stream already exists' },
  aws_s3_bucket: { nameOf: by('bucket'), answer: 'BucketAlreadyOwnedByYou' },
};

/** Checks that no two resources configure the same owner or have the same name. Both addresses are reported. */
export function checkOnePerOwner(stack: StackReader): void {
  for (const [type, ownerOf] of Object.entries(settings)) {
    for (const { first, second, owner } of repeated(stack, type, ownerOf)) {
      stack.problems.add(
        second,
        `configures ${owner}, as ${first} does: AWS keeps one of them only, and every apply overwrites the other. Join them`,
      );
    }
  }
  for (const [type, { nameOf, answer }] of Object.entries(names)) {
    for (const { first, second, owner } of repeated(stack, type, nameOf))
      stack.problems.add(second, `is ${owner}, as ${first} is. AWS: ${answer}`);
  }
}

function repeated(stack: StackReader, type: string, ownerOf: OwnerOf) {
  const firsts = new Map<string, string>();
  return stack.resources(type).flatMap((declared) => {
    // What is not known is not compared: most of these resources have no effect on a run.
    const owner = stack.known(() => ownerOf(declared));
    if (owner === undefined) return [];
    const first = firsts.get(owner);
    if (first !== undefined) return [{ first, second: declared.address, owner }];
    firsts.set(owner, declared.address);
    return [];
  });
}
