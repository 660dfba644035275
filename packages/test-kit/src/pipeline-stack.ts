import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Attributes of a Terraform resource. */
export type Attributes = Readonly<Record<string, unknown>>;

/** A stack in Terraform's JSON syntax, as CDKTF synthesizes it. */
export interface TerraformStack {
  readonly '//'?: object;
  readonly provider: object;
  readonly data?: object;
  /** Resources by type and name. */
  readonly resource: Readonly<Record<string, Readonly<Record<string, Attributes>>>>;
}

export interface PipelineStackOptions {
  /** Name in the metadata. Default: no metadata. */
  readonly stackName?: string;
  /** Bucket names by resource name. Default: `source` and `failures`, named alike. Both are required. */
  readonly buckets?: Readonly<Record<string, string>>;
  /** Attributes of the stream. Default: the name `stream` and one shard. */
  readonly stream?: Attributes;
  /** Attributes of the producer. */
  readonly producer?: Attributes;
  /** Consumers by function name: attributes of the function and of its event source mapping. */
  readonly consumers: Readonly<
    Record<string, { readonly function?: Attributes; readonly mapping?: Attributes }>
  >;
  /** Uploads that start the producer: suffix of their keys. Default: every upload. */
  readonly uploadSuffix?: string;
  /** More resources by type and name. They override the ones of the builder. */
  readonly resources?: TerraformStack['resource'];
}

/** The role of all functions allows everything that a pipeline does. */
const permissions = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: ['kinesis:*', 's3:*', 'lambda:InvokeFunction'], Resource: '*' }],
});

/**
 * Builds a pipeline: versioned bucket `source` -> function `producer` -> stream -> consumers, with failure destinations in the
 * bucket `failures`. Resource names: `aws_s3_bucket.source`, `aws_kinesis_stream.stream`, `aws_lambda_function.<name>`,
 * `aws_lambda_event_source_mapping.<name>`, `aws_s3_bucket_notification.uploads`.
 */
export function pipelineStack(options: PipelineStackOptions): TerraformStack {
  const { stackName, buckets = { source: 'source', failures: 'failures' }, consumers } = options;
  const mapEntries = <Value>(make: (name: string) => Value) =>
    Object.fromEntries(Object.keys(consumers).map((name) => [name, make(name)]));
  const resources: TerraformStack['resource'] = {
    aws_s3_bucket: Object.fromEntries(Object.entries(buckets).map(([name, bucket]) => [name, { bucket }])),
    aws_s3_bucket_versioning: {
      source: {
        bucket: '${aws_s3_bucket.source.bucket}',
        versioning_configuration: { status: 'Enabled' },
      },
    },
    aws_kinesis_stream: { stream: { name: 'stream', shard_count: 1, ...options.stream } },
    aws_iam_role: { role: { name: 'role', inline_policy: { name: 'permissions', policy: permissions } } },
    aws_lambda_function: {
      producer: lambdaFunction('producer', options.producer),
      ...mapEntries((name) => lambdaFunction(name, consumers[name]?.function)),
    },
    ...uploadNotification(options.uploadSuffix),
    aws_lambda_event_source_mapping: mapEntries((name) => eventSourceMapping(name, consumers[name]?.mapping)),
  };
  return {
    ...(stackName !== undefined && { '//': { metadata: { stackName } } }),
    provider: { aws: [{ region: 'eu-west-1' }] },
    resource: mergeResources(resources, options.resources ?? {}),
  };
}

function lambdaFunction(name: string, attributes: Attributes = {}): Attributes {
  return {
    function_name: name,
    filename: `${name}.zip`,
    handler: 'handler.handler',
    runtime: 'nodejs22.x',
    role: '${aws_iam_role.role.arn}',
    timeout: 30,
    ...attributes,
  };
}

function eventSourceMapping(name: string, attributes: Attributes = {}): Attributes {
  return {
    event_source_arn: '${aws_kinesis_stream.stream.arn}',
    function_name: `\${aws_lambda_function.${name}.arn}`,
    starting_position: 'TRIM_HORIZON',
    function_response_types: ['ReportBatchItemFailures'],
    destination_config: { on_failure: { destination_arn: '${aws_s3_bucket.failures.arn}' } },
    ...attributes,
  };
}

function uploadNotification(suffix: string | undefined): TerraformStack['resource'] {
  return {
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
        bucket: '${aws_s3_bucket.source.id}',
        lambda_function: [
          {
            lambda_function_arn: '${aws_lambda_function.producer.arn}',
            events: ['s3:ObjectCreated:*'],
            ...(suffix !== undefined && { filter_suffix: suffix }),
          },
        ],
      },
    },
  };
}

function mergeResources(
  base: TerraformStack['resource'],
  more: TerraformStack['resource'],
): TerraformStack['resource'] {
  const merged = Object.entries(more).map(([type, resources]) => [type, { ...base[type], ...resources }]);
  return { ...base, ...(Object.fromEntries(merged) as TerraformStack['resource']) };
}

/**
 * Writes a stack to `cdk.tf.json` in a new temporary folder, as CDKTF synthesizes it.
 *
 * @param files - More files of the folder, by name, for example archives of functions.
 * @returns The folder. The caller removes it.
 */
export function writeStack(stack: object, files: Readonly<Record<string, string | Uint8Array>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'headwaters-stack-'));
  writeFileSync(join(folder, 'cdk.tf.json'), JSON.stringify(stack));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  return folder;
}

/**
 * The attributes of a function with the built archive of this repository, with receipts in the bucket `ledger`. The `test` target of the
 * project must depend on the build of the app.
 */
export function bundledFunction(
  app: 'producer' | 'consumer',
  variables: Readonly<Record<string, string>>,
): Attributes {
  return {
    filename: fileURLToPath(new URL(`../../../apps/${app}/dist/${app}.zip`, import.meta.url)),
    environment: { variables: { LEDGER_BUCKET: 'ledger', LOG_LEVEL: 'ERROR', ...variables } },
  };
}
