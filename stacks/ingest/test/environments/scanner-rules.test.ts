import { describe, expect, it } from '@jest/globals';
import { prod } from '../../src/environments/prod.js';
import { synthesize } from '../synthesize.js';

const stack = synthesize(prod);
type Block = Record<string, unknown>;

const all = (type: string): Block[] => Object.values(stack.resources(type));
const buckets = Object.keys(stack.resources('aws_s3_bucket'));

/** Whether each bucket has a resource of this type that is about it. */
const eachBucketHas = (type: string) =>
  buckets.length > 0 &&
  buckets.every((bucket) =>
    all(type).some((resource) => resource['bucket'] === `\${aws_s3_bucket.${bucket}.bucket}`),
  );

const everyOne = (type: string, isSo: (block: Block) => boolean) =>
  all(type).length > 0 && all(type).every(isSo);
const isSet = (name: string) => (block: Block) => block[name] !== undefined && block[name] !== '';
const firstOf = (block: Block, name: string) => (block[name] as Block[])[0] ?? {};

/** Checkov's rules for what the stack has, as far as they are about its shape. Left out: the four that the README names. */
const rules: Record<string, () => boolean> = {
  'CKV_AWS_185, a key of our own for the stream': () =>
    everyOne('aws_kinesis_stream', ({ kms_key_id: key }) => key === '${aws_kms_key.key.arn}'),
  'CKV_AWS_7, a key that rotates': () =>
    everyOne('aws_kms_key', ({ enable_key_rotation: rotates }) => rotates === true),
  'CKV2_AWS_64, a key with a policy': () => everyOne('aws_kms_key', isSet('policy')),
  'CKV_AWS_50, traces': () => everyOne('aws_lambda_function', isSet('tracing_config')),
  'CKV_AWS_115, a limit of concurrency': () =>
    everyOne('aws_lambda_function', isSet('reserved_concurrent_executions')),
  'CKV_AWS_173, encrypted variables': () => everyOne('aws_lambda_function', isSet('kms_key_arn')),
  'CKV_AWS_364, a permission for one bucket': () =>
    everyOne(
      'aws_lambda_permission',
      (block) => isSet('source_arn')(block) && isSet('source_account')(block),
    ),
  'CKV_AWS_338, logs for a year': () =>
    everyOne('aws_cloudwatch_log_group', ({ retention_in_days: days }) => Number(days) >= 365),
  'CKV_AWS_158, encrypted logs': () => everyOne('aws_cloudwatch_log_group', isSet('kms_key_id')),
  'CKV_AWS_26, an encrypted topic': () => everyOne('aws_sns_topic', isSet('kms_master_key_id')),
  'CKV_AWS_18, access logs': () => eachBucketHas('aws_s3_bucket_logging'),
  'CKV_AWS_21, versions': () => eachBucketHas('aws_s3_bucket_versioning'),
  'CKV_AWS_145, buckets with our key': () =>
    eachBucketHas('aws_s3_bucket_server_side_encryption_configuration'),
  'CKV_AWS_300, unfinished uploads that go, in the whole bucket': () =>
    everyOne('aws_s3_bucket_lifecycle_configuration', (block) => {
      const rule = firstOf(block, 'rule');
      const isForAll = Object.keys(firstOf(rule, 'filter')).length === 0;
      return isForAll && isSet('abort_incomplete_multipart_upload')(rule);
    }),
  'CKV2_AWS_6, no public access': () => eachBucketHas('aws_s3_bucket_public_access_block'),
  'CKV2_AWS_61, a lifecycle': () => eachBucketHas('aws_s3_bucket_lifecycle_configuration'),
  'CKV2_AWS_62, notifications': () => eachBucketHas('aws_s3_bucket_notification'),
  'CKV2_AWS_65, no access control lists': () => eachBucketHas('aws_s3_bucket_ownership_controls'),
  'Kinesis.3 of Security Hub, a week of memory': () =>
    everyOne('aws_kinesis_stream', ({ retention_period: hours }) => Number(hours) >= 168),
  'CloudWatch.15 of Security Hub, alarms that tell someone': () =>
    everyOne(
      'aws_cloudwatch_metric_alarm',
      ({ alarm_actions: actions }) => (actions as unknown[]).length > 0,
    ),
};

describe('the prod environment, by the rules of scanners', () => {
  it.each(Object.entries(rules))('has %s', (_, holds) => {
    expect(holds()).toBe(true);
  });
});
