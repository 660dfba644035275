import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A stack of one bucket, a producer, a stream and two consumers that give up at their first failure; `second` writes no receipts. */
const stack = {
  '//': { metadata: { stackName: 'watched' } },
  provider: { aws: [{ region: 'eu-west-1' }] },
  resource: {
    aws_s3_bucket: {
      source: { bucket: 'uploads' },
      failures: { bucket: 'failures' },
      ledger: { bucket: 'ledger' },
    },
    aws_s3_bucket_versioning: {
      versions: { bucket: '${aws_s3_bucket.source.bucket}', versioning_configuration: { status: 'Enabled' } },
    },
    aws_kinesis_stream: { stream: { name: 'lines', shard_count: 1 } },
    aws_iam_role: { role: { name: 'role' } },
    aws_lambda_function: {
      producer: lambda('producer', { STREAM_NAME: '${aws_kinesis_stream.stream.name}' }),
      first: lambda('first', { CONSUMER_NAME: 'first', SINK: 'log', LEDGER_BUCKET: 'ledger' }),
      second: lambda('second', { CONSUMER_NAME: 'second', SINK: 'log' }),
    },
    aws_lambda_permission: {
      uploads: {
        action: 'lambda:InvokeFunction',
        principal: 's3.amazonaws.com',
        function_name: '${aws_lambda_function.producer.function_name}',
        source_arn: '${aws_s3_bucket.source.arn}',
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
    aws_lambda_event_source_mapping: { first: mapping('first'), second: mapping('second') },
  },
};

function lambda(name: string, variables: Readonly<Record<string, string>>): object {
  return {
    function_name: name,
    filename: `${name}.zip`,
    handler: 'handler.handler',
    runtime: 'nodejs22.x',
    role: '${aws_iam_role.role.arn}',
    environment: { variables },
  };
}

function mapping(name: string): object {
  return {
    event_source_arn: '${aws_kinesis_stream.stream.arn}',
    function_name: `\${aws_lambda_function.${name}.arn}`,
    starting_position: 'TRIM_HORIZON',
    maximum_retry_attempts: 0,
    function_response_types: ['ReportBatchItemFailures'],
    destination_config: { on_failure: { destination_arn: '${aws_s3_bucket.failures.arn}' } },
  };
}

/** Writes the stack and a page of two files, as synthesis and build leave them, in a new folder. */
export function writeWatchedStack(): { readonly folder: string; readonly remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'watched-'));
  writeFileSync(join(folder, 'cdk.tf.json'), JSON.stringify(stack));
  writeFileSync(join(folder, 'index.html'), '<title>Headwaters</title>');
  writeFileSync(join(folder, 'app.js'), 'void 0;');
  return {
    folder,
    remove: () => {
      rmSync(folder, { recursive: true });
    },
  };
}
