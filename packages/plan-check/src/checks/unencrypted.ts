import { type TerraformResource, isSet, stringOf } from '@headwaters/terraform-reader';
import { type TerraformStack, refersTo } from '../stack/terraform-stack.js';
import type { Check, Spot } from './check.js';

const hasCompanion = (stack: TerraformStack, type: string, bucket: TerraformResource) =>
  stack.ofType(type).some(({ attributes }) => {
    const value = stringOf(attributes, 'bucket');
    return value !== undefined && refersTo(value, bucket);
  });

const buckets = (stack: TerraformStack): Spot[] =>
  stack
    .ofType('aws_s3_bucket')
    .filter(
      (bucket) =>
        !isSet(bucket.attributes, 'server_side_encryption_configuration') &&
        !hasCompanion(stack, 'aws_s3_bucket_server_side_encryption_configuration', bucket),
    )
    .map(({ address }) => ({
      address,
      what: 'The bucket does not state its encryption.',
      fix: 'Add an aws_s3_bucket_server_side_encryption_configuration.',
    }));

const streams = (stack: TerraformStack): Spot[] =>
  stack
    .ofType('aws_kinesis_stream')
    .filter(({ attributes }) => attributes['encryption_type'] !== 'KMS')
    .map(({ address }) => ({
      address,
      what: 'The stream keeps records in the clear.',
      fix: "Set encryption_type to KMS and kms_key_id to 'alias/aws/kinesis' or a key of your own.",
    }));

const queues = (stack: TerraformStack): Spot[] =>
  stack
    .ofType('aws_sqs_queue')
    .filter(
      ({ attributes }) =>
        attributes['sqs_managed_sse_enabled'] === false && !isSet(attributes, 'kms_master_key_id'),
    )
    .map(({ address }) => ({ address, what: 'The queue keeps messages in the clear.' }));

const topics = (stack: TerraformStack): Spot[] =>
  stack
    .ofType('aws_sns_topic')
    .filter(({ attributes }) => !isSet(attributes, 'kms_master_key_id'))
    .map(({ address }) => ({
      address,
      what: 'The topic keeps messages in the clear.',
      fix: "Set kms_master_key_id to 'alias/aws/sns', or to a key of your own where a service of AWS publishes to it.",
    }));

export const unencrypted: Check = {
  id: 'unencrypted',
  severity: 'error',
  why: 'Data at rest must be unreadable without its key.',
  fix: 'Encrypt it.',
  find: (stack) => [...streams(stack), ...buckets(stack), ...queues(stack), ...topics(stack)],
};
