import type { World } from './world.js';

/** Names in the stack of every world. */
export const names = {
  bucket: 'uploads',
  stream: 'stream',
  producer: 'producer',
  consumer: 'consumer',
  mapping: 'aws_lambda_event_source_mapping.mapping',
} as const;

const lambdaAssumes = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
};

function policy(...statements: readonly (readonly [actions: readonly string[], resource: string])[]): string {
  const Statement = statements.map(([Action, Resource]) => ({ Effect: 'Allow', Action, Resource }));
  return JSON.stringify({ Version: '2012-10-17', Statement });
}

const readActions = [
  'kinesis:DescribeStream',
  'kinesis:DescribeStreamSummary',
  'kinesis:GetRecords',
  'kinesis:GetShardIterator',
  'kinesis:ListShards',
];

/** Creates the `cdk.tf.json` of a world: bucket -> producer -> stream -> consumer, with a queue for failures. */
export function worldStack(world: World): object {
  const { mapping } = world;
  return {
    '//': { metadata: { stackName: world.name } },
    provider: { aws: [{ region: 'us-east-1' }] },
    resource: {
      aws_s3_bucket: { uploads: { bucket: names.bucket } },
      aws_kinesis_stream: { stream: { name: names.stream, shard_count: world.shards } },
      aws_sqs_queue: { failures: { name: 'failures' } },
      ...roles(),
      aws_lambda_function: {
        producer: lambdaFunction(names.producer),
        consumer: lambdaFunction(names.consumer),
      },
      ...notification(),
      aws_lambda_function_event_invoke_config: {
        producer: {
          function_name: '${aws_lambda_function.producer.function_name}',
          destination_config: { on_failure: { destination: '${aws_sqs_queue.failures.arn}' } },
        },
      },
      aws_lambda_event_source_mapping: {
        mapping: {
          event_source_arn: '${aws_kinesis_stream.stream.arn}',
          function_name: '${aws_lambda_function.consumer.arn}',
          starting_position: 'TRIM_HORIZON',
          destination_config: { on_failure: { destination_arn: '${aws_sqs_queue.failures.arn}' } },
          batch_size: mapping.batchSize,
          maximum_retry_attempts: mapping.retries,
          bisect_batch_on_function_error: mapping.bisect ?? false,
          parallelization_factor: mapping.parallelization ?? 1,
          maximum_batching_window_in_seconds: mapping.batchingWindowSeconds ?? 0,
          maximum_record_age_in_seconds: mapping.maximumAgeSeconds ?? -1,
          ...(mapping.partialResponses && { function_response_types: ['ReportBatchItemFailures'] }),
        },
      },
    },
  };
}

function lambdaFunction(name: 'producer' | 'consumer'): object {
  return {
    function_name: name,
    filename: 'unused.zip',
    handler: 'handler.handler',
    runtime: 'nodejs24.x',
    role: `\${aws_iam_role.${name}.arn}`,
  };
}

function roles(): object {
  const role = (name: string) => ({ name, assume_role_policy: JSON.stringify(lambdaAssumes) });
  const stream = '${aws_kinesis_stream.stream.arn}';
  const sendFailures = [['sqs:SendMessage'], '${aws_sqs_queue.failures.arn}'] as const;
  return {
    aws_iam_role: { producer: role(names.producer), consumer: role(names.consumer) },
    aws_iam_role_policy: {
      producer: {
        role: '${aws_iam_role.producer.name}',
        policy: policy([['kinesis:PutRecords'], stream], sendFailures),
      },
      consumer: {
        role: '${aws_iam_role.consumer.name}',
        policy: policy([readActions, stream], sendFailures),
      },
    },
  };
}

function notification(): object {
  return {
    aws_lambda_permission: {
      uploads: {
        action: 'lambda:InvokeFunction',
        function_name: '${aws_lambda_function.producer.function_name}',
        principal: 's3.amazonaws.com',
        source_arn: '${aws_s3_bucket.uploads.arn}',
      },
    },
    aws_s3_bucket_notification: {
      uploads: {
        bucket: '${aws_s3_bucket.uploads.bucket}',
        lambda_function: {
          lambda_function_arn: '${aws_lambda_function.producer.arn}',
          events: ['s3:ObjectCreated:*'],
        },
      },
    },
  };
}
