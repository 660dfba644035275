interface IngestStackOptions {
  readonly mapping?: object;
  /** Default: 1. */
  readonly shards?: number;
  readonly producer?: object;
  readonly consumer?: object;
  readonly retries?: object;
  readonly recursion?: 'Allow' | undefined;
  /** Whether the functions are published and invoked through their aliases `live`. Default: false. */
  readonly versions?: boolean;
}

/** What the functions of the tests need. */
const permissions = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: ['kinesis:*', 's3:*', 'lambda:InvokeFunction'], Resource: '*' }],
});

/** A small stack with the structure of the ingest stack: bucket -> producer -> stream -> consumer. */
export function ingestStack({
  mapping = {},
  shards = 1,
  producer = {},
  consumer = {},
  retries = {},
  recursion,
  versions = false,
}: IngestStackOptions = {}): object {
  const qualifier = versions && { qualifier: '${aws_lambda_alias.producer_live.name}' };
  const published = versions && { publish: true };
  const arnOf = (name: string) =>
    versions ? `\${aws_lambda_alias.${name}_live.arn}` : `\${aws_lambda_function.${name}.arn}`;
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
      aws_kinesis_stream: { stream: { name: 'stream', shard_count: shards } },
      aws_iam_role: { role: { name: 'role', inline_policy: { name: 'all', policy: permissions } } },
      aws_lambda_function: {
        producer: {
          function_name: 'producer',
          filename: 'producer.zip',
          handler: 'handler.handler',
          runtime: 'nodejs22.x',
          role: '${aws_iam_role.role.arn}',
          timeout: 10,
          environment: { variables: { STREAM_NAME: '${aws_kinesis_stream.stream.name}' } },
          ...published,
          ...producer,
        },
        consumer: {
          function_name: 'consumer',
          filename: 'consumer.zip',
          handler: 'handler.handler',
          runtime: 'nodejs22.x',
          role: '${aws_iam_role.role.arn}',
          timeout: 10,
          ...published,
          ...consumer,
        },
      },
      ...(versions && {
        aws_lambda_alias: { producer_live: liveAlias('producer'), consumer_live: liveAlias('consumer') },
      }),
      aws_lambda_function_event_invoke_config: {
        producer_retries: {
          function_name: '${aws_lambda_function.producer.function_name}',
          ...qualifier,
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
          ...qualifier,
        },
      },
      aws_s3_bucket_notification: {
        uploads: {
          bucket: '${aws_s3_bucket.source.id}',
          lambda_function: [
            {
              lambda_function_arn: arnOf('producer'),
              events: ['s3:ObjectCreated:*'],
              filter_suffix: '.txt',
            },
          ],
        },
      },
      aws_lambda_event_source_mapping: {
        consumer_mapping: {
          event_source_arn: '${aws_kinesis_stream.stream.arn}',
          function_name: arnOf('consumer'),
          starting_position: 'TRIM_HORIZON',
          function_response_types: ['ReportBatchItemFailures'],
          destination_config: { on_failure: { destination_arn: '${aws_s3_bucket.failures.arn}' } },
          ...mapping,
        },
      },
    },
  };
}

/** An alias of the published version of a function. */
function liveAlias(name: string): object {
  return {
    name: 'live',
    function_name: `\${aws_lambda_function.${name}.function_name}`,
    function_version: `\${aws_lambda_function.${name}.version}`,
  };
}
