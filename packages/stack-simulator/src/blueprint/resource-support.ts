/** Support of one attribute: supported, refused, or ignored with this consequence. */
export type AttributeSupport = 'supported' | 'refused' | { readonly consequence: string };

/** Support of one resource type. */
export type ResourceSupport =
  /** Accepted and ignored. */
  | { readonly consequence: string }
  /** Supported attribute by attribute. An attribute that is not listed is refused. */
  | { readonly attributes: Readonly<Record<string, AttributeSupport>> };

const supported = (...names: readonly string[]): Readonly<Record<string, AttributeSupport>> =>
  Object.fromEntries(names.map((name) => [name, 'supported']));
const refused = (...names: readonly string[]): Readonly<Record<string, AttributeSupport>> =>
  Object.fromEntries(names.map((name) => [name, 'refused']));
const ignored = (consequence: string) => ({ consequence });

const permissions = ignored('permissions are not enforced: every call is allowed');
const access = ignored('access rules are not enforced: every caller has access');
const encryption = ignored('data is stored unencrypted on this machine');
const alarms = ignored('no metrics are collected, so no alarm is raised and no dashboard is available');
const eventsOnly = ignored('messages are events of the simulation and are not delivered');

/**
 * The support of each resource type. A type that is not listed is refused.
 * The attributes are those of the Terraform AWS provider 5.100 that a synthesized stack can set.
 */
export const resourceSupport: Readonly<Record<string, ResourceSupport>> = {
  aws_s3_bucket: {
    attributes: {
      ...supported('bucket', 'bucket_prefix', 'force_destroy'),
      object_lock_enabled: ignored('locked objects can be deleted'),
    },
  },
  aws_s3_bucket_versioning: { attributes: supported('bucket', 'versioning_configuration') },
  aws_s3_bucket_notification: {
    attributes: {
      ...supported('bucket', 'lambda_function'),
      ...refused('queue', 'topic'),
      eventbridge: ignored('no events are sent to EventBridge'),
    },
  },
  aws_kinesis_stream: {
    attributes: supported(
      ...['name', 'shard_count', 'retention_period', 'stream_mode_details', 'encryption_type', 'kms_key_id'],
      'enforce_consumer_deletion',
    ),
  },
  aws_lambda_function: {
    attributes: {
      ...supported(
        'function_name',
        'role',
        'handler',
        'runtime',
        'filename',
        'source_code_hash',
        'package_type',
      ),
      ...supported(
        'memory_size',
        'timeout',
        'environment',
        'reserved_concurrent_executions',
        'logging_config',
      ),
      ...supported('publish', 'skip_destroy'),
      ...refused('layers', 'image_uri', 'image_config', 'file_system_config', 'dead_letter_config'),
      architectures: ignored("functions run on this machine's architecture"),
      ephemeral_storage: ignored("the size of a function's temporary folder is not limited"),
      kms_key_arn: encryption,
      tracing_config: ignored('no traces are recorded'),
      vpc_config: ignored("functions run in this machine's network"),
    },
  },
  aws_lambda_alias: {
    attributes: {
      ...supported('name', 'function_name', 'function_version'),
      ...refused('routing_config'),
    },
  },
  aws_lambda_function_event_invoke_config: {
    attributes: supported(
      ...['function_name', 'qualifier', 'maximum_retry_attempts', 'maximum_event_age_in_seconds'],
      'destination_config',
    ),
  },
  aws_lambda_function_recursion_config: { attributes: supported('function_name', 'recursive_loop') },
  aws_lambda_event_source_mapping: {
    attributes: {
      ...supported('event_source_arn', 'function_name', 'enabled', 'batch_size', 'starting_position'),
      ...supported(
        'starting_position_timestamp',
        'maximum_batching_window_in_seconds',
        'parallelization_factor',
      ),
      ...supported(
        'maximum_retry_attempts',
        'maximum_record_age_in_seconds',
        'bisect_batch_on_function_error',
      ),
      ...supported(
        'function_response_types',
        'destination_config',
        'filter_criteria',
        'tumbling_window_in_seconds',
      ),
      kms_key_arn: encryption,
      metrics_config: alarms,
    },
  },
  aws_kinesis_stream_consumer: ignored('Kinesis records are polled, not pushed by enhanced fan-out'),
  aws_sqs_queue: eventsOnly,
  aws_sns_topic: eventsOnly,
  aws_sns_topic_subscription: eventsOnly,
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
  aws_s3_bucket_lifecycle_configuration: ignored(
    'objects do not expire and do not change their storage class',
  ),
  aws_s3_bucket_cors_configuration: ignored('cross-origin requests to the bucket are not allowed'),
  aws_s3_bucket_logging: ignored('no access log is written'),
  aws_s3_bucket_metric: alarms,
  aws_cloudwatch_log_group: ignored('log lines are events of the simulation and are not stored'),
  aws_cloudwatch_log_metric_filter: alarms,
  aws_cloudwatch_query_definition: alarms,
  aws_cloudwatch_metric_alarm: alarms,
  aws_cloudwatch_composite_alarm: alarms,
  aws_cloudwatch_dashboard: alarms,
};

/** Attributes of any resource that have no effect on the simulation. */
export const neutralAttributes: ReadonlySet<string> = new Set([
  ...['//', 'depends_on', 'lifecycle', 'provider', 'tags', 'description', 'timeouts', 'region'],
]);
