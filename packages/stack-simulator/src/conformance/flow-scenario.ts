import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { playScript } from '../script/play-script.js';
import type { TranscriptEntry } from '../script/transcript.js';
import { observeTranscript } from './observe-transcript.js';
import type { Expectation, FlowScenario } from './scenario.js';

/** Plays the script of a scenario and returns the results in the form of its expectation. */
export async function observeFlow(scenario: FlowScenario): Promise<Expectation> {
  const stackDirectory = await mkdtemp(join(tmpdir(), 'scenario-'));
  try {
    await writeFile(join(stackDirectory, 'cdk.tf.json'), JSON.stringify(scenarioStack(scenario)));
    const entries: TranscriptEntry[] = [];
    await playScript({ stackDirectory, steps: scenario.steps, onEntry: (entry) => entries.push(entry) });
    return observeTranscript(entries);
  } finally {
    await rm(stackDirectory, { recursive: true });
  }
}

/**
 * The stack of a scenario: bucket `uploads` -> function `producer`; stream `stream`, with a fan-out consumer `fan-out`, ->
 * function `consumer`; bucket `failures`, queue `dead-letters` and topic `alerts` as destinations. Each function has an alias
 * `live`. The attributes of the scenario override these.
 */
function scenarioStack(scenario: FlowScenario): object {
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
    resource: {
      aws_iam_role: { role: { name: 'role' } },
      aws_s3_bucket: { uploads: { bucket: 'uploads' }, failures: { bucket: 'failures' } },
      aws_s3_bucket_versioning: {
        versions: {
          bucket: 'uploads',
          versioning_configuration: { status: scenario.versioning ? 'Enabled' : 'Disabled' },
        },
      },
      aws_sqs_queue: { 'dead-letters': { name: 'dead-letters' } },
      aws_sns_topic: { alerts: { name: 'alerts' } },
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
    },
  };
}

/** The alias `live` of the published version of a function. */
function liveAlias(functionName: string): object {
  return {
    name: 'live',
    function_name: `\${aws_lambda_function.${functionName}.function_name}`,
    function_version: `\${aws_lambda_function.${functionName}.version}`,
  };
}
