import { isSet, type TerraformResource } from '@headwaters/terraform-reader';
import { attributeRefersTo, type TerraformStack } from '../stack/terraform-stack.js';
import type { Check, Violation } from './check.js';

export const unencrypted: Check = {
  id: 'unencrypted',
  severity: 'error',
  why: 'Stored data must be unreadable without its key.',
  fix: 'Encrypt it.',
  find: (stack) => [
    ...unencryptedStreams(stack),
    ...unencryptedBuckets(stack),
    ...unencryptedQueues(stack),
    ...unencryptedTopics(stack),
  ],
};

function unencryptedStreams(stack: TerraformStack): Violation[] {
  return stack
    .resourcesOfType('aws_kinesis_stream')
    .filter(({ attributes }) => attributes['encryption_type'] !== 'KMS')
    .map(({ address }) => ({
      address,
      what: 'The stream stores records unencrypted.',
      fix: "Set encryption_type to KMS and kms_key_id to 'alias/aws/kinesis' or a key of your own.",
    }));
}

function unencryptedBuckets(stack: TerraformStack): Violation[] {
  return stack
    .resourcesOfType('aws_s3_bucket')
    .filter(
      (bucket) =>
        !isSet(bucket.attributes, 'server_side_encryption_configuration') &&
        !hasEncryptionConfiguration(stack, bucket),
    )
    .map(({ address }) => ({
      address,
      what: 'The encryption of the bucket is not declared.',
      fix: 'Add an aws_s3_bucket_server_side_encryption_configuration.',
    }));
}

function hasEncryptionConfiguration(stack: TerraformStack, bucket: TerraformResource): boolean {
  return stack
    .resourcesOfType('aws_s3_bucket_server_side_encryption_configuration')
    .some((configuration) => attributeRefersTo(configuration, 'bucket', bucket));
}

function unencryptedQueues(stack: TerraformStack): Violation[] {
  return stack
    .resourcesOfType('aws_sqs_queue')
    .filter(
      ({ attributes }) =>
        attributes['sqs_managed_sse_enabled'] === false && !isSet(attributes, 'kms_master_key_id'),
    )
    .map(({ address }) => ({ address, what: 'The queue stores messages unencrypted.' }));
}

function unencryptedTopics(stack: TerraformStack): Violation[] {
  return stack
    .resourcesOfType('aws_sns_topic')
    .filter(({ attributes }) => !isSet(attributes, 'kms_master_key_id'))
    .map(({ address }) => ({
      address,
      what: 'The topic stores messages unencrypted.',
      fix: "Set kms_master_key_id to 'alias/aws/sns', or to a key of your own if an AWS service publishes to the topic.",
    }));
}
