import { destinationActions, fanOutReadActions, streamReadActions } from '@headwaters/aws-rules';
import type { FlowScenario } from './scenario.js';

/** What a scenario changes in the stack. */
export type StackAttributes = Pick<
  FlowScenario,
  | 'shards'
  | 'mapping'
  | 'asynchronous'
  | 'producer'
  | 'consumer'
  | 'notification'
  | 'versioning'
  | 'resources'
>;

/** What Lambda needs the role of the functions for. */
const permissions = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Action: [
        ...streamReadActions,
        ...fanOutReadActions.consumer,
        ...Object.values(destinationActions).flat(),
      ],
      Resource: '*',
    },
  ],
});

/**
 * The stack of a scenario: bucket `uploads` -> function `producer`; stream `stream`, with a fan-out consumer `fan-out`, ->
 * function `consumer`; bucket `failures`, queue `dead-letters`, topic `alerts` and event bus `bus` as destinations. Each function has an alias
 * `live`. The attributes of the scenario override these.
 */
export function scenarioStack(scenario: StackAttributes): object {
  const code = {
    filename: 'unused.zip',
    handler: 'handler.handler',
    runtime: 'nodejs22.x',
    role: '${aws_iam_role.role.arn}',
    publish: true,
  };
  return {
    '//': { metadata: { stackName: 'conformance' } },
    provider: { aws: [{ region: 'us-east-1' }] },
    resource: mergeResources(scenario.resources ?? {}, {
      aws_iam_role: { role: { name: 'role', inline_policy: { name: 'permissions', policy: permissions } } },
      aws_s3_bucket: { uploads: { bucket: 'uploads' }, failures: { bucket: 'failures' } },
      aws_s3_bucket_versioning: {
        versions: {
          bucket: 'uploads',
          versioning_configuration: { status: scenario.versioning ? 'Enabled' : 'Disabled' },
        },
      },
      aws_sqs_queue: { 'dead-letters': { name: 'dead-letters', policy: allowS3('sqs:SendMessage') } },
      aws_sns_topic: { alerts: { name: 'alerts', policy: allowS3('sns:Publish') } },
      aws_cloudwatch_event_bus: { bus: { name: 'bus' } },
      aws_kinesis_stream: { stream: { name: 'stream', shard_count: scenario.shards ?? 1 } },
      aws_kinesis_stream_consumer: {
        'fan-out': { name: 'fan-out', stream_arn: '${aws_kinesis_stream.stream.arn}' },
      },
      aws_lambda_function: {
        producer: { function_name: 'producer', ...code, ...scenario.producer },
        consumer: { function_name: 'consumer', ...code, ...scenario.consumer },
      },
      aws_lambda_alias: { producer: liveAlias('producer'), consumer: liveAlias('consumer') },
      aws_lambda_function_event_invoke_config: {
        producer: {
          function_name: 'producer',
          destination_config: { on_failure: { destination: '${aws_s3_bucket.failures.arn}' } },
          ...scenario.asynchronous,
        },
      },
      aws_lambda_permission: {
        uploads: {
          action: 'lambda:InvokeFunction',
          function_name: '${aws_lambda_function.producer.function_name}',
          principal: 's3.amazonaws.com',
        },
        uploads_live: {
          action: 'lambda:InvokeFunction',
          function_name: '${aws_lambda_function.producer.function_name}',
          qualifier: '${aws_lambda_alias.producer.name}',
          principal: 's3.amazonaws.com',
        },
      },
      aws_s3_bucket_notification: {
        uploads: {
          bucket: 'uploads',
          lambda_function: {
            lambda_function_arn: '${aws_lambda_function.producer.arn}',
            events: ['s3:ObjectCreated:*'],
            ...scenario.notification,
          },
        },
      },
      aws_lambda_event_source_mapping: {
        mapping: {
          event_source_arn: '${aws_kinesis_stream.stream.arn}',
          function_name: '${aws_lambda_function.consumer.arn}',
          starting_position: 'TRIM_HORIZON',
          destination_config: { on_failure: { destination_arn: '${aws_s3_bucket.failures.arn}' } },
          ...scenario.mapping,
        },
      },
    }),
  };
}

/** The policy of a queue or topic that receives events of buckets. */
function allowS3(action: string): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: { Service: 's3.amazonaws.com' }, Action: action, Resource: '*' },
    ],
  });
}

type Resources = NonNullable<StackAttributes['resources']>;

/** Adds resources, and attributes of resources that the stack has. The attribute of a scenario wins. */
function mergeResources(added: Resources, base: Resources): Resources {
  const types = [...new Set([...Object.keys(base), ...Object.keys(added)])];
  return Object.fromEntries(types.map((type) => [type, mergeNamed(added[type] ?? {}, base[type] ?? {})]));
}

function mergeNamed(added: Resources[string], base: Resources[string]): Resources[string] {
  const merged = Object.entries(added).map(
    ([name, attributes]) => [name, { ...base[name], ...attributes }] as const,
  );
  return { ...base, ...Object.fromEntries(merged) };
}

/** The alias `live` of the published version of a function. */
function liveAlias(functionName: string): Record<string, unknown> {
  return {
    name: 'live',
    function_name: `\${aws_lambda_function.${functionName}.function_name}`,
    function_version: `\${aws_lambda_function.${functionName}.version}`,
  };
}
