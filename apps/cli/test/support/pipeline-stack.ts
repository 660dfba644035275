import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const bundlePath = (app: string) =>
  fileURLToPath(new URL(`../../../${app}/dist/${app}.zip`, import.meta.url));

const commonAttributes = {
  handler: 'handler.handler',
  runtime: 'nodejs22.x',
  role: 'arn:aws:iam::123456789012:role/role',
  timeout: 30,
};

const onFailure = { on_failure: { destination_arn: 'arn:aws:s3:::failures' } };

export interface PipelineStackOptions {
  readonly shardCount?: number;
  /** Environment variables of the producer. */
  readonly producer?: Readonly<Record<string, string>>;
  /** Environment variables of each consumer, by its name. */
  readonly consumers: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** Environment variables of a consumer with the archive sink. */
export const archivingTo = (bucket: string) => ({ SINK: 'archive', ARCHIVE_BUCKET: bucket });

const commonVariables = { LEDGER_BUCKET: 'ledger', LOG_LEVEL: 'ERROR' };

function declareConsumer(name: string, variables: Readonly<Record<string, string>>): object {
  return {
    ...commonAttributes,
    function_name: `consumer-${name}`,
    filename: bundlePath('consumer'),
    environment: { variables: { ...commonVariables, CONSUMER_NAME: name, ...variables } },
  };
}

function declareMapping(name: string): object {
  return {
    event_source_arn: '${aws_kinesis_stream.stream.arn}',
    function_name: `\${aws_lambda_function.${name}.arn}`,
    starting_position: 'TRIM_HORIZON',
    batch_size: 2,
    maximum_retry_attempts: 0,
    bisect_batch_on_function_error: true,
    function_response_types: ['ReportBatchItemFailures'],
    destination_config: onFailure,
  };
}

/**
 * Writes a synthesized stack with the built producer and consumers, and cells of 1,024 bytes.
 *
 * @returns the folder of the stack.
 */
export function writePipelineStack({
  shardCount = 1,
  producer = {},
  consumers,
}: PipelineStackOptions): string {
  const folder = mkdtempSync(join(tmpdir(), 'headwaters-pipeline-'));
  const names = Object.keys(consumers);
  const stack = {
    provider: { aws: [{ region: 'eu-west-1' }] },
    resource: {
      aws_s3_bucket: Object.fromEntries(
        ['source', 'archive', 'failures', 'ledger'].map((bucket) => [bucket, { bucket }]),
      ),
      aws_s3_bucket_versioning: {
        source: { bucket: 'source', versioning_configuration: { status: 'Enabled' } },
      },
      aws_kinesis_stream: { stream: { name: 'stream', shard_count: shardCount } },
      aws_lambda_function: {
        producer: {
          ...commonAttributes,
          function_name: 'producer',
          filename: bundlePath('producer'),
          environment: {
            variables: { ...commonVariables, STREAM_NAME: 'stream', CELL_BYTES: '1024', ...producer },
          },
        },
        ...Object.fromEntries(names.map((name) => [name, declareConsumer(name, consumers[name] ?? {})])),
      },
      aws_lambda_permission: {
        uploads: {
          action: 'lambda:InvokeFunction',
          function_name: '${aws_lambda_function.producer.function_name}',
          principal: 's3.amazonaws.com',
          source_arn: '${aws_s3_bucket.source.arn}',
        },
      },
      aws_s3_bucket_notification: {
        uploads: {
          bucket: 'source',
          lambda_function: [
            { lambda_function_arn: '${aws_lambda_function.producer.arn}', events: ['s3:ObjectCreated:*'] },
          ],
        },
      },
      aws_lambda_event_source_mapping: Object.fromEntries(names.map((name) => [name, declareMapping(name)])),
    },
  };
  writeFileSync(join(folder, 'cdk.tf.json'), JSON.stringify(stack));
  return folder;
}
