import { anyOf } from '@headwaters/aws-rules';
import { isSet, isUnknownValue } from '@headwaters/terraform-reader';
import { isSettingSet } from '../stack/known-setting.js';
import type { TerraformStack } from '../stack/terraform-stack.js';
import type { Check, Outcome, Violation } from './check.js';

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

function unencryptedStreams(stack: TerraformStack): Outcome[] {
  return stack.resourcesOfType('aws_kinesis_stream').flatMap(({ address, attributes }): Outcome[] => {
    const type = attributes['encryption_type'];
    if (type === 'KMS') return [];
    if (isUnknownValue(type)) return [{ address, notChecked: 'its encryption is an expression' }];
    return [
      {
        address,
        what: 'The stream stores records unencrypted.',
        fix: "Set encryption_type to KMS and kms_key_id to 'alias/aws/kinesis' or a key of your own.",
      },
    ];
  });
}

function unencryptedBuckets(stack: TerraformStack): Outcome[] {
  const configurations = stack.resourcesOfType('aws_s3_bucket_server_side_encryption_configuration');
  return stack.resourcesOfType('aws_s3_bucket').flatMap((bucket): Outcome[] => {
    const { address, attributes } = bucket;
    const answer = anyOf([
      isSettingSet(attributes, 'server_side_encryption_configuration'),
      ...configurations.map((configuration) => stack.names(configuration, 'bucket', bucket)),
    ]);
    if (answer === 'yes') return [];
    if (answer === 'unknown') {
      return [{ address, notChecked: 'the bucket of an encryption configuration is an expression' }];
    }
    return [
      {
        address,
        what: 'The encryption of the bucket is not declared.',
        fix: 'Add an aws_s3_bucket_server_side_encryption_configuration.',
      },
    ];
  });
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
