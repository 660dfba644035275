import {
  Attributes,
  Evaluator,
  stringOf,
  type ComputeAttribute,
  type TerraformConfiguration,
} from '@headwaters/terraform-reader';

/** The account and region that a stack is applied to. */
export interface TargetAccount {
  readonly id: string;
  /** `aws`, `aws-cn` or `aws-us-gov`. */
  readonly partition: string;
  readonly region: string;
}

/** A data stream that a stack creates or changes. */
export interface PlannedStream {
  readonly name: string;
  readonly mode: 'PROVISIONED' | 'ON_DEMAND';
  /** 0 for an on-demand stream. */
  readonly shards: number;
}

/** What a stack needs of the account that it is applied to. */
export interface PlannedStack {
  /** Empty if there is no restriction. */
  readonly allowedAccountIds: readonly string[];
  readonly reservations: readonly { readonly functionName: string; readonly concurrency: number }[];
  readonly streams: readonly PlannedStream[];
  /** Consumers with enhanced fan-out, also of streams that the stack does not create. */
  readonly fanOutConsumers: readonly { readonly streamName: string; readonly name: string }[];
  /** Buckets that receive access logs and are not created by the stack. */
  readonly accessLogBuckets: readonly string[];
  /** Buckets whose uploads start something through EventBridge, and whose EventBridge switch the stack does not set. */
  readonly eventBuckets: readonly string[];
  /** The backend `s3`. Its bucket is `undefined` if it is passed to `terraform init`. */
  readonly state: { readonly bucket: string | undefined; readonly region: string } | undefined;
}

/**
 * Reads what a synthesized stack needs of an account. References to the account, its region and its partition are resolved.
 *
 * @throws AttributeInvalidError or ExpressionUnsupportedError of `@headwaters/terraform-reader` if a value can't be evaluated.
 */
export function readPlannedStack(
  configuration: TerraformConfiguration,
  account: TargetAccount,
): PlannedStack {
  const evaluator = new Evaluator(configuration, { computeAttribute: attributesIn(account) });
  const resourcesOfType = (type: string): readonly Attributes[] =>
    [...configuration.resources.values()]
      .filter((resource) => resource.type === type)
      .map((resource) => Attributes.of(resource, evaluator));
  const ownBuckets = new Set(
    resourcesOfType('aws_s3_bucket').map((bucket) => bucket.optionalString('bucket')),
  );
  const logBuckets = resourcesOfType('aws_s3_bucket_logging').map((logging) =>
    logging.string('target_bucket'),
  );
  return {
    allowedAccountIds: configuration.allowedAccountIds,
    reservations: resourcesOfType('aws_lambda_function').flatMap(readReservation),
    streams: resourcesOfType('aws_kinesis_stream').map(readStream),
    fanOutConsumers: resourcesOfType('aws_kinesis_stream_consumer').map((consumer) => ({
      streamName: consumer.string('stream_arn').replace(/^.*:stream\//, ''),
      name: consumer.string('name'),
    })),
    accessLogBuckets: [...new Set(logBuckets)].filter((bucket) => !ownBuckets.has(bucket)),
    eventBuckets: readEventBuckets(resourcesOfType),
    state: readState(configuration, account.region),
  };
}

/** The buckets in the patterns of rules, without those that a notification of the stack lets send to EventBridge. */
function readEventBuckets(resourcesOfType: (type: string) => readonly Attributes[]): string[] {
  const switched = new Set(
    resourcesOfType('aws_s3_bucket_notification').map((notification) => notification.string('bucket')),
  );
  const watched = resourcesOfType('aws_cloudwatch_event_rule').flatMap((rule) =>
    bucketsInPattern(rule.optionalString('event_pattern') ?? '{}'),
  );
  return [...new Set(watched)].filter((bucket) => !switched.has(bucket));
}

function bucketsInPattern(json: string): string[] {
  const { source = [], detail } = JSON.parse(json) as {
    source?: readonly unknown[];
    detail?: { bucket?: { name?: readonly unknown[] } };
  };
  const names = source.includes('aws.s3') ? (detail?.bucket?.name ?? []) : [];
  return names.filter((name) => typeof name === 'string');
}

function readReservation(declared: Attributes): PlannedStack['reservations'] {
  const concurrency = declared.optionalNumber('reserved_concurrent_executions') ?? -1;
  return concurrency < 0 ? [] : [{ functionName: declared.string('function_name'), concurrency }];
}

function readStream(declared: Attributes): PlannedStream {
  const name = declared.string('name');
  const mode = declared.block('stream_mode_details')?.optionalString('stream_mode');
  if (mode === 'ON_DEMAND') return { name, mode, shards: 0 };
  return { name, mode: 'PROVISIONED', shards: declared.optionalNumber('shard_count') ?? 1 };
}

function readState({ backend }: TerraformConfiguration, region: string): PlannedStack['state'] {
  if (backend?.type !== 's3') return undefined;
  return {
    bucket: stringOf(backend.settings, 'bucket'),
    region: stringOf(backend.settings, 'region') ?? region,
  };
}

/** Computes the attributes of AWS that names of this kind of stack contain. */
function attributesIn({ id, partition, region }: TargetAccount): ComputeAttribute {
  const known: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    aws_caller_identity: { account_id: id, id },
    aws_partition: { partition, id: partition },
    aws_region: { region, name: region, id: region },
  };
  return ({ type }, attribute, declared) => {
    if (type === 'aws_kinesis_stream' && (attribute === 'arn' || attribute === 'id'))
      return `arn:${partition}:kinesis:${region}:${id}:stream/${String(declared('name'))}`;
    if (type === 'aws_s3_bucket' && attribute === 'id') return declared('bucket');
    return known[type]?.[attribute];
  };
}
