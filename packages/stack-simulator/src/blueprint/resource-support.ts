/** How far a run honours one attribute: fully, not at all and with this consequence, or so little that it is refused. */
export type AttributeSupport = 'honoured' | 'refused' | { readonly consequence: string };

/** How far a run honours a type of resource. */
export type ResourceSupport =
  /** Accepted, and without effect. */
  | { readonly consequence: string }
  /** Honoured, attribute by attribute; one that isn't named is not supported. */
  | { readonly attributes: Readonly<Record<string, AttributeSupport>> };

const honoured = (...names: readonly string[]): Readonly<Record<string, AttributeSupport>> =>
  Object.fromEntries(names.map((name) => [name, 'honoured']));
const refused = (...names: readonly string[]): Readonly<Record<string, AttributeSupport>> =>
  Object.fromEntries(names.map((name) => [name, 'refused']));
const without = (consequence: string) => ({ consequence });

const permissions = without('permissions are not enforced: every call is allowed');
const access = without('access rules are not enforced: every caller is let in');
const encryption = without('data lies on this machine unencrypted');
const alarms = without('no metrics are collected, so no alarm is ever raised and no dashboard drawn');
const recorded = without('messages are recorded as events of the simulation and go to no subscriber');

/**
 * What a run honours, by type of resource. A type that isn't here is refused.
 * The attributes are those of the Terraform AWS provider 5.100 that a synthesized stack can set.
 */
export const resourceSupport: Readonly<Record<string, ResourceSupport>> = {
  aws_s3_bucket: {
    attributes: {
      ...honoured('bucket', 'bucket_prefix', 'force_destroy'),
      object_lock_enabled: without('objects can be deleted although locked'),
    },
  },
  aws_s3_bucket_versioning: { attributes: honoured('bucket', 'versioning_configuration') },
  aws_s3_bucket_notification: {
    attributes: {
      ...honoured('bucket', 'lambda_function'),
      ...refused('queue', 'topic'),
      eventbridge: without('no events go to EventBridge'),
    },
  },
  aws_kinesis_stream: {
    attributes: honoured(
      ...['name', 'shard_count', 'retention_period', 'stream_mode_details', 'encryption_type', 'kms_key_id'],
      'enforce_consumer_deletion',
    ),
  },
  aws_lambda_function: {
    attributes: {
      ...honoured(
        'function_name',
        'role',
        'handler',
        'runtime',
        'filename',
        'source_code_hash',
        'package_type',
      ),
      ...honoured(
        'memory_size',
        'timeout',
        'environment',
        'reserved_concurrent_executions',
        'logging_config',
      ),
      ...honoured('publish', 'skip_destroy'),
      ...refused('layers', 'image_uri', 'image_config', 'file_system_config', 'dead_letter_config'),
      architectures: without("it runs on this machine's own architecture"),
      ephemeral_storage: without("the size of its temporary folder isn't limited"),
      kms_key_arn: encryption,
      tracing_config: without('no traces are sent'),
      vpc_config: without("it runs in this machine's network"),
    },
  },
  aws_lambda_function_event_invoke_config: {
    attributes: honoured(
      ...['function_name', 'maximum_retry_attempts', 'maximum_event_age_in_seconds', 'destination_config'],
    ),
  },
  aws_lambda_function_recursion_config: { attributes: honoured('function_name', 'recursive_loop') },
  aws_lambda_event_source_mapping: {
    attributes: {
      ...honoured('event_source_arn', 'function_name', 'enabled', 'batch_size', 'starting_position'),
      ...honoured(
        'starting_position_timestamp',
        'maximum_batching_window_in_seconds',
        'parallelization_factor',
      ),
      ...honoured(
        'maximum_retry_attempts',
        'maximum_record_age_in_seconds',
        'bisect_batch_on_function_error',
      ),
      ...honoured(
        'function_response_types',
        'destination_config',
        'filter_criteria',
        'tumbling_window_in_seconds',
      ),
      kms_key_arn: encryption,
      metrics_config: alarms,
    },
  },
  aws_kinesis_stream_consumer: without('records are polled for and not pushed by enhanced fan-out'),
  aws_sqs_queue: recorded,
  aws_sns_topic: recorded,
  aws_sns_topic_subscription: recorded,
  aws_lambda_permission: permissions,
  aws_iam_role: permissions,
  aws_iam_policy: permissions,
  aws_iam_role_policy: permissions,
  aws_iam_role_policy_attachment: permissions,
  aws_iam_role_policies_exclusive: permissions,
  aws_iam_role_policy_attachments_exclusive: permissions,
  aws_sqs_queue_policy: permissions,
  aws_sns_topic_policy: permissions,
  aws_kinesis_resource_policy: permissions,
  aws_s3_bucket_policy: access,
  aws_s3_bucket_public_access_block: access,
  aws_s3_bucket_ownership_controls: access,
  aws_s3_bucket_acl: access,
  aws_s3_bucket_server_side_encryption_configuration: encryption,
  aws_kms_key: encryption,
  aws_kms_key_policy: encryption,
  aws_kms_alias: encryption,
  aws_s3_bucket_lifecycle_configuration: without('objects neither expire nor move to other storage'),
  aws_s3_bucket_cors_configuration: without('pages of other origins get no leave to call the bucket'),
  aws_s3_bucket_logging: without('no access log is written'),
  aws_s3_bucket_metric: alarms,
  aws_cloudwatch_log_group: without('log lines are given as events of the simulation and are not kept'),
  aws_cloudwatch_log_metric_filter: alarms,
  aws_cloudwatch_query_definition: alarms,
  aws_cloudwatch_metric_alarm: alarms,
  aws_cloudwatch_composite_alarm: alarms,
  aws_cloudwatch_dashboard: alarms,
};

/** What every resource may carry without any effect on how events flow. */
export const neutralAttributes: ReadonlySet<string> = new Set([
  ...['//', 'depends_on', 'lifecycle', 'provider', 'tags', 'description', 'timeouts', 'region'],
]);
