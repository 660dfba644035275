import { describe, expect, it } from '@jest/globals';
import { prod } from '../../src/environments/prod.js';
import { synthesize } from '../synthesize.js';

const stack = synthesize(prod);
type Block = Record<string, unknown>;

/** The addresses of all resources of a type for which `holds` is false. Throws if there is no such resource. */
function offenders(type: string, holds: (block: Block) => boolean): string[] {
  const resources = Object.entries(stack.resources(type));
  if (resources.length === 0) throw new Error(`The stack has no ${type}.`);
  return resources.filter(([, block]) => !holds(block)).map(([name]) => `${type}.${name}`);
}

/** The addresses of the buckets that no resource of a type refers to. */
function bucketsWithout(type: string): string[] {
  const buckets = Object.keys(stack.resources('aws_s3_bucket'));
  if (buckets.length === 0) throw new Error('The stack has no aws_s3_bucket.');
  const covered = Object.values(stack.resources(type)).map((block) => block['bucket']);
  return buckets
    .filter((name) => !covered.includes(`\${aws_s3_bucket.${name}.bucket}`))
    .map((name) => `aws_s3_bucket.${name}`);
}

const isSet = (name: string) => (block: Block) => block[name] !== undefined && block[name] !== '';
const firstOf = (block: Block, name: string) => (block[name] as Block[])[0] ?? {};

function abortsUploadsOfWholeBucket(block: Block): boolean {
  const rule = firstOf(block, 'rule');
  const isForAllObjects = Object.keys(firstOf(rule, 'filter')).length === 0;
  return isForAllObjects && isSet('abort_incomplete_multipart_upload')(rule);
}

/** Rules of Checkov and Security Hub for the resources of the stack, each with the resources that break it. The page Security lists the exceptions. */
const rules: Record<string, () => string[]> = {
  'CKV_AWS_185: the stream has a customer managed key': () =>
    offenders('aws_kinesis_stream', ({ kms_key_id: key }) => key === '${aws_kms_key.key.arn}'),
  'CKV_AWS_7: keys rotate': () =>
    offenders('aws_kms_key', ({ enable_key_rotation: rotates }) => rotates === true),
  'CKV2_AWS_64: keys have a policy': () => offenders('aws_kms_key', isSet('policy')),
  'CKV_AWS_50: functions are traced': () => offenders('aws_lambda_function', isSet('tracing_config')),
  'CKV_AWS_115: functions have a concurrency limit': () =>
    offenders('aws_lambda_function', isSet('reserved_concurrent_executions')),
  'CKV_AWS_173: environment variables are encrypted': () =>
    offenders('aws_lambda_function', isSet('kms_key_arn')),
  'CKV_AWS_364: function permissions are for one bucket or rule': () =>
    offenders(
      'aws_lambda_permission',
      // The ARN of a rule contains its account.
      (block) =>
        isSet('source_arn')(block) &&
        (isSet('source_account')(block) || block['principal'] === 'events.amazonaws.com'),
    ),
  'CKV_AWS_338: logs are kept for a year': () =>
    offenders('aws_cloudwatch_log_group', ({ retention_in_days: days }) => Number(days) >= 365),
  'CKV_AWS_158: logs are encrypted': () => offenders('aws_cloudwatch_log_group', isSet('kms_key_id')),
  'CKV_AWS_26: topics are encrypted': () => offenders('aws_sns_topic', isSet('kms_master_key_id')),
  'CKV_AWS_18: buckets have access logs': () => bucketsWithout('aws_s3_bucket_logging'),
  'CKV_AWS_21: buckets are versioned': () => bucketsWithout('aws_s3_bucket_versioning'),
  'CKV_AWS_145: buckets are encrypted': () =>
    bucketsWithout('aws_s3_bucket_server_side_encryption_configuration'),
  'CKV_AWS_145: buckets have a customer managed key': () =>
    offenders('aws_s3_bucket_server_side_encryption_configuration', (block) => {
      const { apply_server_side_encryption_by_default: encryption } = firstOf(block, 'rule');
      return (encryption as Block)['kms_master_key_id'] === '${aws_kms_key.key.arn}';
    }),
  'CKV_AWS_300: abandoned multipart uploads expire, in the whole bucket': () =>
    offenders('aws_s3_bucket_lifecycle_configuration', abortsUploadsOfWholeBucket),
  'CKV2_AWS_6: buckets block public access': () => bucketsWithout('aws_s3_bucket_public_access_block'),
  'CKV2_AWS_61: buckets have a lifecycle': () => bucketsWithout('aws_s3_bucket_lifecycle_configuration'),
  'CKV2_AWS_65: buckets have no access control lists': () =>
    bucketsWithout('aws_s3_bucket_ownership_controls'),
  'Security Hub Kinesis.3: the retention is at least 168 h': () =>
    offenders('aws_kinesis_stream', ({ retention_period: hours }) => Number(hours) >= 168),
  'Security Hub CloudWatch.15: alarms have an action': () =>
    offenders(
      'aws_cloudwatch_metric_alarm',
      ({ alarm_actions: actions }) => (actions as unknown[]).length > 0,
    ),
};

describe('the prod environment', () => {
  it('has buckets without a notification: those that nothing listens to, a written exception of CKV2_AWS_62', () => {
    expect(bucketsWithout('aws_s3_bucket_notification')).toEqual([
      'aws_s3_bucket.archive',
      'aws_s3_bucket.failures',
      'aws_s3_bucket.ledger',
    ]);
  });

  it.each(Object.entries(rules))('passes %s', (_, findOffenders) => {
    expect(findOffenders()).toEqual([]);
  });
});
