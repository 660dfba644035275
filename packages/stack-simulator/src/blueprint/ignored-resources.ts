/** What differs from AWS where the simulator ignores a resource or setting, as one clause. */
export const consequences = {
  permissions: 'permissions are not enforced: every call is allowed',
  access: 'access rules are not enforced: every caller has access',
  encryption: 'data is stored unencrypted on this machine',
  metrics: 'no metrics are collected, so no alarm is raised and no dashboard is available',
  messages: 'messages are events of the simulation and are not delivered',
  network: "functions run in this machine's network",
  lifecycle: 'objects do not expire and do not change their storage class',
  cors: 'cross-origin requests to the bucket are not allowed',
  accessLog: 'no access log is written',
} as const;

const secrets = 'the value is not served: a function that asks AWS for it fails';
const logs = 'log lines are events of the simulation and are not stored';
const planning = 'it exists in Terraform only and has no effect on a run';
const queries = 'objects can not be queried';
const delivery = 'it is not run locally: nothing reads the stream for it, and calls of its API fail';
const images = 'container images are not run';

/** The types that are accepted and ignored, by consequence. */
const typesByConsequence: readonly (readonly [consequence: string, types: readonly string[]])[] = [
  [
    consequences.messages,
    [
      ...['aws_sqs_queue_redrive_allow_policy'],
      ...[
        'aws_sns_topic',
        'aws_sns_topic_subscription',
        'aws_cloudwatch_event_bus',
        'aws_cloudwatch_event_archive',
      ],
    ],
  ],
  [
    consequences.permissions,
    [
      ...['aws_lambda_permission', 'aws_lambda_layer_version_permission'],
      ...['aws_iam_role', 'aws_iam_policy', 'aws_iam_role_policy', 'aws_iam_role_policy_attachment'],
      ...['aws_iam_role_policies_exclusive', 'aws_iam_role_policy_attachments_exclusive'],
      ...['aws_iam_policy_attachment', 'aws_iam_instance_profile', 'aws_iam_service_linked_role'],
      ...['aws_iam_user', 'aws_iam_user_policy', 'aws_iam_user_policy_attachment', 'aws_iam_access_key'],
      ...[
        'aws_iam_group',
        'aws_iam_group_policy',
        'aws_iam_group_policy_attachment',
        'aws_iam_group_membership',
      ],
      ...[
        'aws_iam_openid_connect_provider',
        'aws_cloudwatch_event_bus_policy',
        'aws_cloudwatch_log_resource_policy',
      ],
      ...[
        'aws_sqs_queue_policy',
        'aws_sns_topic_policy',
        'aws_kinesis_resource_policy',
        'aws_ecr_repository_policy',
      ],
    ],
  ],
  [
    consequences.access,
    [
      ...['aws_s3_bucket_policy', 'aws_s3_bucket_public_access_block', 'aws_s3_account_public_access_block'],
      ...[
        'aws_s3_bucket_ownership_controls',
        'aws_s3_bucket_acl',
        'aws_s3_bucket_request_payment_configuration',
      ],
    ],
  ],
  [
    consequences.encryption,
    [
      ...['aws_s3_bucket_server_side_encryption_configuration', 'aws_kms_key', 'aws_kms_key_policy'],
      ...['aws_kms_alias', 'aws_kms_grant', 'aws_kms_replica_key'],
    ],
  ],
  [
    consequences.lifecycle,
    ['aws_s3_bucket_lifecycle_configuration', 'aws_s3_bucket_intelligent_tiering_configuration'],
  ],
  ['locked objects can be deleted', ['aws_s3_bucket_object_lock_configuration']],
  ['objects are not replicated', ['aws_s3_bucket_replication_configuration']],
  ['the object is not in the bucket', ['aws_s3_object', 'aws_s3_bucket_object']],
  [consequences.cors, ['aws_s3_bucket_cors_configuration']],
  [consequences.accessLog, ['aws_s3_bucket_logging']],
  ['the bucket is no web site', ['aws_s3_bucket_website_configuration']],
  ['requests are as fast as this machine is', ['aws_s3_bucket_accelerate_configuration']],
  ['no report is written', ['aws_s3_bucket_inventory', 'aws_s3_bucket_analytics_configuration']],
  [
    consequences.metrics,
    [
      ...['aws_s3_bucket_metric', 'aws_cloudwatch_log_metric_filter', 'aws_cloudwatch_query_definition'],
      ...['aws_cloudwatch_metric_alarm', 'aws_cloudwatch_composite_alarm', 'aws_cloudwatch_dashboard'],
      ...['aws_xray_group', 'aws_xray_sampling_rule', 'aws_budgets_budget'],
    ],
  ],
  [logs, ['aws_cloudwatch_log_group', 'aws_cloudwatch_log_stream', 'aws_cloudwatch_log_subscription_filter']],
  ['environments start when they are needed', ['aws_lambda_provisioned_concurrency_config']],
  ["functions run on this machine's Node.js version", ['aws_lambda_runtime_management_config']],
  [
    'the signature of the code is not checked',
    ['aws_lambda_code_signing_config', 'aws_signer_signing_profile'],
  ],
  ['the URL of the function is not served', ['aws_lambda_function_url']],
  ['the content of a layer is not on this machine', ['aws_lambda_layer_version']],
  [secrets, ['aws_ssm_parameter', 'aws_secretsmanager_secret', 'aws_secretsmanager_secret_version']],
  [
    consequences.network,
    [
      ...['aws_vpc', 'aws_subnet', 'aws_security_group', 'aws_security_group_rule', 'aws_vpc_endpoint'],
      ...[
        'aws_vpc_security_group_ingress_rule',
        'aws_vpc_security_group_egress_rule',
        'aws_internet_gateway',
      ],
      ...['aws_route', 'aws_route_table', 'aws_route_table_association', 'aws_nat_gateway', 'aws_eip'],
    ],
  ],
  [
    queries,
    [
      ...['aws_athena_workgroup', 'aws_athena_database', 'aws_athena_named_query', 'aws_athena_data_catalog'],
      ...['aws_glue_catalog_database', 'aws_glue_catalog_table', 'aws_glue_partition_index'],
      ...['aws_glue_crawler', 'aws_glue_classifier', 'aws_glue_registry', 'aws_glue_schema'],
    ],
  ],
  [delivery, ['aws_kinesis_firehose_delivery_stream']],
  [images, ['aws_ecr_repository', 'aws_ecr_lifecycle_policy']],
  [
    planning,
    [
      ...['terraform_data', 'null_resource', 'archive_file', 'local_file', 'local_sensitive_file'],
      ...['random_id', 'random_integer', 'random_password', 'random_pet', 'random_string', 'random_uuid'],
      ...['time_sleep', 'time_static', 'time_rotating', 'time_offset', 'aws_resourcegroups_group'],
    ],
  ],
];

/** The resource types that are accepted and have no effect, each with its consequence. */
export const ignoredResources: Readonly<Record<string, { readonly consequence: string }>> =
  Object.fromEntries(
    typesByConsequence.flatMap(([consequence, types]) => types.map((type) => [type, { consequence }])),
  );

/** The types that have an effect if permissions are enforced: they decide the calls of the stack's functions. */
export const enforcedTypes: ReadonlySet<string> = new Set([
  ...['aws_iam_role', 'aws_iam_policy', 'aws_iam_role_policy', 'aws_iam_role_policy_attachment'],
  ...[
    'aws_iam_role_policies_exclusive',
    'aws_iam_role_policy_attachments_exclusive',
    'aws_iam_policy_attachment',
  ],
  ...['aws_lambda_permission', 'aws_s3_bucket_policy', 'aws_kinesis_resource_policy'],
  ...['aws_sqs_queue_policy', 'aws_sns_topic_policy'],
]);
