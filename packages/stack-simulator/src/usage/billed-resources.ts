import type { Attributes } from '@headwaters/terraform-reader';
import type { StackReader } from '../blueprint/stack-reader.js';

/** What a stack declares that costs money and that its run does not show. */
export interface BilledResources {
  /** Buckets whose objects are encrypted with a key of KMS, by name. */
  readonly keyedBuckets: ReadonlyMap<string, KeyedBucket>;
  /** Customer managed keys. */
  readonly keys: number;
  /** Metrics that alarms read, counted for each alarm. */
  readonly alarmMetrics: number;
}

interface KeyedBucket {
  /** Whether S3 makes the keys of its objects from a bucket key, instead of asking KMS for each. */
  readonly hasBucketKey: boolean;
}

export function readBilledResources(stack: StackReader): BilledResources {
  return {
    keyedBuckets: readKeyedBuckets(stack),
    keys: stack.resources('aws_kms_key').length,
    alarmMetrics: stack
      .resources('aws_cloudwatch_metric_alarm')
      .reduce((sum, alarm) => sum + (stack.known(() => countMetrics(alarm)) ?? 1), 0),
  };
}

function readKeyedBuckets(stack: StackReader): ReadonlyMap<string, KeyedBucket> {
  const keyed = new Map<string, KeyedBucket>();
  for (const declared of stack.resources('aws_s3_bucket_server_side_encryption_configuration')) {
    const bucket = stack.known(() => declared.optionalString('bucket'));
    const rule = stack.known(() => declared.block('rule'));
    const byDefault = rule?.block('apply_server_side_encryption_by_default');
    const algorithm = byDefault && stack.known(() => byDefault.optionalString('sse_algorithm'));
    if (bucket === undefined || algorithm !== 'aws:kms') continue;
    keyed.set(bucket, { hasBucketKey: stack.known(() => rule?.boolean('bucket_key_enabled')) === true });
  }
  return keyed;
}

/** An alarm on an expression reads the metrics of its queries. */
function countMetrics(alarm: Attributes): number {
  const queries = alarm.blocks('metric_query').filter((query) => query.blocks('metric').length > 0);
  return Math.max(1, queries.length);
}
