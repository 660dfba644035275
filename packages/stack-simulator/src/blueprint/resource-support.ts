import { consequences, ignoredResources } from './ignored-resources.js';

/**
 * Support of one attribute: supported, refused, or ignored with this consequence. `code` is about the code of a function: it is
 * refused if the code runs, and without effect if a script plays the function.
 */
export type AttributeSupport = 'supported' | 'refused' | 'code' | { readonly consequence: string };

/** Support of one resource type. */
export type ResourceSupport =
  /** Accepted and ignored. */
  | { readonly consequence: string }
  /** Supported attribute by attribute. An attribute that is not listed is refused. `consequence` is that of any such resource. */
  | { readonly attributes: Readonly<Record<string, AttributeSupport>>; readonly consequence?: string };

const supported = (...names: readonly string[]): Readonly<Record<string, AttributeSupport>> =>
  Object.fromEntries(names.map((name) => [name, 'supported']));
const refused = (...names: readonly string[]): Readonly<Record<string, AttributeSupport>> =>
  Object.fromEntries(names.map((name) => [name, 'refused']));
const code = (...names: readonly string[]): Readonly<Record<string, AttributeSupport>> =>
  Object.fromEntries(names.map((name) => [name, 'code']));
const ignored = (consequence: string) => ({ consequence });

const access = ignored(consequences.access);
const encryption = ignored(consequences.encryption);
const metrics = ignored(consequences.metrics);

/**
 * The support of each resource type. A type that is not listed is refused.
 * The attributes are those of the Terraform AWS provider 5.100 that a synthesized stack can set.
 */
export const resourceSupport: Readonly<Record<string, ResourceSupport>> = {
  aws_s3_bucket: {
    attributes: {
      ...supported('bucket', 'bucket_prefix', 'force_destroy'),
      object_lock_enabled: ignored('locked objects can be deleted'),
      // Settings that newer configurations declare in resources of their own.
      ...supported('versioning'),
      acl: access,
      policy: access,
      grant: access,
      server_side_encryption_configuration: encryption,
      lifecycle_rule: ignored(consequences.lifecycle),
      cors_rule: ignored(consequences.cors),
      logging: ignored(consequences.accessLog),
    },
  },
  aws_s3_bucket_versioning: { attributes: supported('bucket', 'versioning_configuration') },
  aws_s3_bucket_notification: {
    attributes: {
      ...supported('bucket', 'lambda_function', 'queue', 'topic', 'eventbridge'),
    },
  },
  aws_sqs_queue: {
    consequence: 'only mappings read the queue: its API is not served, and a function that calls it fails',
    attributes: {
      ...supported('name', 'name_prefix', 'visibility_timeout_seconds', 'delay_seconds'),
      ...supported('message_retention_seconds', 'redrive_policy', 'policy', 'receive_wait_time_seconds'),
      redrive_allow_policy: ignored(consequences.access),
      max_message_size: ignored('the size of messages is not limited'),
      fifo_queue: ignored(consequences.messages),
      content_based_deduplication: ignored(consequences.messages),
      deduplication_scope: ignored(consequences.messages),
      fifo_throughput_limit: ignored(consequences.messages),
      kms_master_key_id: encryption,
      kms_data_key_reuse_period_seconds: encryption,
      sqs_managed_sse_enabled: encryption,
    },
  },
  aws_sqs_queue_redrive_policy: { attributes: supported('queue_url', 'redrive_policy') },
  aws_cloudwatch_event_rule: {
    attributes: {
      ...supported('name', 'name_prefix', 'event_pattern', 'event_bus_name', 'state', 'is_enabled'),
      ...supported('force_destroy', 'schedule_expression'),
      ...refused('role_arn'),
    },
  },
  aws_cloudwatch_event_target: {
    attributes: {
      ...supported('rule', 'target_id', 'arn', 'event_bus_name', 'input', 'input_path', 'force_destroy'),
      ...supported('retry_policy', 'dead_letter_config'),
      ...refused('input_transformer', 'role_arn'),
    },
  },
  aws_kinesis_stream: {
    attributes: {
      ...supported('name', 'shard_count', 'retention_period', 'stream_mode_details', 'encryption_type'),
      ...supported('kms_key_id', 'enforce_consumer_deletion'),
      shard_level_metrics: metrics,
    },
  },
  aws_kinesis_stream_consumer: { attributes: supported('name', 'stream_arn') },
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
      ...supported('dead_letter_config'),
      ...code(
        'layers',
        'image_uri',
        'image_config',
        'file_system_config',
        's3_bucket',
        's3_key',
        's3_object_version',
      ),
      snap_start: ignored('every environment starts anew'),
      code_signing_config_arn: ignored('the signature of the code is not checked'),
      source_kms_key_arn: encryption,
      architectures: ignored("functions run on this machine's architecture"),
      ephemeral_storage: ignored("the size of a function's temporary folder is not limited"),
      kms_key_arn: encryption,
      tracing_config: ignored('no traces are recorded'),
      vpc_config: ignored(consequences.network),
      replace_security_groups_on_destroy: ignored(consequences.network),
      replacement_security_group_ids: ignored(consequences.network),
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
        'scaling_config',
      ),
      ...refused('provisioned_poller_config'),
      kms_key_arn: encryption,
      metrics_config: metrics,
    },
  },
  aws_dynamodb_table: {
    attributes: {
      ...supported('name', 'hash_key', 'range_key', 'attribute', 'billing_mode'),
      ...supported('read_capacity', 'write_capacity', 'on_demand_throughput', 'table_class'),
      point_in_time_recovery: ignored('tables have no backups'),
      deletion_protection_enabled: ignored('the table ends with the run'),
      server_side_encryption: encryption,
      ttl: ignored('items do not expire'),
    },
  },
  ...ignoredResources,
};

/** Attributes of any resource that have no effect on the simulation. */
export const neutralAttributes: ReadonlySet<string> = new Set([
  ...['//', 'depends_on', 'lifecycle', 'provider', 'tags', 'description', 'timeouts', 'region'],
]);
