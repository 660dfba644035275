/** A small stack with the structure of the ingest stack: bucket -> producer -> stream -> consumer. */
export function ingestStack({
  mapping = {},
  producer = {},
  retries = {},
  recursion,
}: {
  readonly mapping?: object;
  readonly producer?: object;
  readonly retries?: object;
  readonly recursion?: 'Allow' | undefined;
} = {}): object {
  return {
    '//': { metadata: { stackName: 'ingest-test' } },
    provider: { aws: [{ region: 'eu-west-1' }] },
    data: { aws_caller_identity: { account: {} } },
    resource: {
      aws_s3_bucket: {
        source: { bucket: 'source-${data.aws_caller_identity.account.account_id}' },
        failures: { bucket: 'failures' },
      },
      aws_s3_bucket_versioning: {
        source_versioning: {
          bucket: '${aws_s3_bucket.source.bucket}',
          versioning_configuration: { status: 'Enabled' },
        },
      },
      aws_kinesis_stream: { stream: { name: 'stream', shard_count: 1 } },
      aws_iam_role: { role: { name: 'role' } },
      aws_lambda_function: {
        producer: {
          function_name: 'producer',
          filename: 'producer.zip',
          handler: 'handler.handler',
          runtime: 'nodejs22.x',
          role: '${aws_iam_role.role.arn}',
          timeout: 10,
          environment: { variables: { STREAM_NAME: '${aws_kinesis_stream.stream.name}' } },
          ...producer,
        },
        consumer: {
          function_name: 'consumer',
          filename: 'consumer.zip',
          handler: 'handler.handler',
          runtime: 'nodejs22.x',
          role: '${aws_iam_role.role.arn}',
          timeout: 10,
        },
      },
      aws_lambda_function_event_invoke_config: {
        producer_retries: {
          function_name: '${aws_lambda_function.producer.function_name}',
          destination_config: { on_failure: { destination: '${aws_s3_bucket.failures.arn}' } },
          ...retries,
        },
      },
      ...(recursion && {
        aws_lambda_function_recursion_config: {
          producer: { function_name: 'producer', recursive_loop: recursion },
        },
      }),
      aws_lambda_permission: {
        uploads: {
          action: 'lambda:InvokeFunction',
          function_name: '${aws_lambda_function.producer.function_name}',
          principal: 's3.amazonaws.com',
        },
      },
      aws_s3_bucket_notification: {
        uploads: {
          bucket: '${aws_s3_bucket.source.id}',
          lambda_function: [
            {
              lambda_function_arn: '${aws_lambda_function.producer.arn}',
              events: ['s3:ObjectCreated:*'],
              filter_suffix: '.txt',
            },
          ],
        },
      },
      aws_lambda_event_source_mapping: {
        consumer_mapping: {
          event_source_arn: '${aws_kinesis_stream.stream.arn}',
          function_name: '${aws_lambda_function.consumer.arn}',
          starting_position: 'TRIM_HORIZON',
          function_response_types: ['ReportBatchItemFailures'],
          destination_config: { on_failure: { destination_arn: '${aws_s3_bucket.failures.arn}' } },
          ...mapping,
        },
      },
    },
  };
}
