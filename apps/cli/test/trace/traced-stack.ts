import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const archiveFile = (app: string) =>
  fileURLToPath(new URL(`../../../${app}/dist/${app}.zip`, import.meta.url));

const everyFunction = {
  handler: 'handler.handler',
  runtime: 'nodejs22.x',
  role: 'arn:aws:iam::123456789012:role/role',
  timeout: 30,
};

const onFailure = { on_failure: { destination_arn: 'arn:aws:s3:::failures' } };

function consumer(name: string, archiveBucket: string): object {
  return {
    ...everyFunction,
    function_name: `consumer-${name}`,
    filename: archiveFile('consumer'),
    environment: {
      variables: {
        ...{ CONSUMER_NAME: name, LEDGER_BUCKET: 'ledger', LOG_LEVEL: 'ERROR' },
        ...{ SINK: 'archive', ARCHIVE_BUCKET: archiveBucket },
      },
    },
  };
}

function mapping(name: string): object {
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
 * Writes a stack of the real functions with cells of 1,024 bytes and two consumers, one of which archives to a bucket that
 * is not there. Returns its folder.
 */
export function writeTracedStack(): string {
  const folder = mkdtempSync(join(tmpdir(), 'headwaters-trace-'));
  const stack = {
    provider: { aws: [{ region: 'eu-west-1' }] },
    resource: {
      aws_s3_bucket: Object.fromEntries(
        ['source', 'archive', 'failures', 'ledger'].map((bucket) => [bucket, { bucket }]),
      ),
      aws_s3_bucket_versioning: {
        source: { bucket: 'source', versioning_configuration: { status: 'Enabled' } },
      },
      aws_kinesis_stream: { stream: { name: 'stream', shard_count: 1 } },
      aws_lambda_function: {
        producer: {
          ...everyFunction,
          function_name: 'producer',
          filename: archiveFile('producer'),
          environment: {
            variables: {
              ...{ STREAM_NAME: 'stream', CELL_BYTES: '1024', LEDGER_BUCKET: 'ledger', LOG_LEVEL: 'ERROR' },
            },
          },
        },
        sound: consumer('sound', 'archive'),
        broken: consumer('broken', 'absent'),
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
      aws_lambda_event_source_mapping: { sound: mapping('sound'), broken: mapping('broken') },
    },
  };
  writeFileSync(join(folder, 'cdk.tf.json'), JSON.stringify(stack));
  return folder;
}
