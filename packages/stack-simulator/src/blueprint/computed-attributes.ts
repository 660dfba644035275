import { createHash } from 'node:crypto';
import { parseFunctionReference } from '@headwaters/pipeline-contract';
import {
  toPolicyJson,
  type ComputeAttribute,
  type JsonObject,
  type TerraformResource,
} from '@headwaters/terraform-reader';

/** Partition, region and account of the stack's resources, as they appear in ARNs. */
export interface StackAccount {
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
}

/** Input of a computed attribute. */
interface ResourceContext extends StackAccount {
  readonly resource: TerraformResource;
  /** The declared name; otherwise generated from the declared prefix or the address. */
  readonly name: string;
  /** Returns the value of a declared attribute. */
  readonly declared: (attribute: string) => unknown;
}

type Compute = (context: ResourceContext) => unknown;

const arn =
  (service: string, resource: (context: ResourceContext) => string): Compute =>
  (context) =>
    `arn:${context.partition}:${service}:${context.region}:${context.accountId}:${resource(context)}`;
const name: Compute = (context) => context.name;
const uuid: Compute = ({ resource }) => deterministicUuid(resource.address);
const shortHash: Compute = ({ resource }) => deterministicUuid(resource.address).slice(0, 8);
const shortNumber: Compute = ({ resource }) =>
  String(Number.parseInt(deterministicUuid(resource.address).slice(0, 8), 16));
/** A new function that publishes has the version 1. */
const version: Compute = ({ declared }) => (String(declared('publish')) === 'true' ? '1' : '$LATEST');
const functionArn = arn('lambda', (context) => `function:${context.name}`);
const aliasArn = arn('lambda', ({ declared, name: alias }) => {
  const { name: functionName } = parseFunctionReference(String(declared('function_name')));
  return `function:${functionName}:${alias}`;
});
/** The ARN under which API Gateway invokes a function. */
const invokeArn =
  (computeArn: Compute): Compute =>
  (context) =>
    `arn:${context.partition}:apigateway:${context.region}:lambda:path/2015-03-31/functions/` +
    `${String(computeArn(context))}/invocations`;
const qualifiedArn: Compute = (context) => `${String(functionArn(context))}:${String(version(context))}`;
const queueUrl: Compute = (context) =>
  `https://sqs.${context.region}.amazonaws.com/${context.accountId}/${context.name}`;

/** Undefined, which is unknown, if a document that it includes is no JSON. */
const policyJson: Compute = ({ resource, declared }) => {
  const attributes = Object.keys(resource.attributes).map((attribute) => [attribute, declared(attribute)]);
  const policy = toPolicyJson(Object.fromEntries(attributes) as JsonObject);
  return policy && JSON.stringify(policy);
};

/** The attribute with the name of a resource, by type. Default: `name`. */
const nameAttributes: Readonly<Record<string, string>> = {
  aws_s3_bucket: 'bucket',
  aws_lambda_function: 'function_name',
};

/**
 * The attributes that AWS computes, by type. Source: the attribute references of the Terraform AWS provider 5.100,
 * https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs (read 2026-11-23).
 */
const computed: Readonly<Record<string, Readonly<Record<string, Compute>>>> = {
  aws_s3_bucket: {
    id: name,
    bucket: name,
    arn: (context) => `arn:${context.partition}:s3:::${context.name}`,
    bucket_domain_name: (context) => `${context.name}.s3.amazonaws.com`,
    bucket_regional_domain_name: (context) => `${context.name}.s3.${context.region}.amazonaws.com`,
    region: (context) => context.region,
  },
  aws_kinesis_stream: {
    id: arn('kinesis', (context) => `stream/${context.name}`),
    arn: arn('kinesis', (context) => `stream/${context.name}`),
    name,
  },
  aws_lambda_function: {
    id: name,
    function_name: name,
    arn: functionArn,
    version,
    qualified_arn: qualifiedArn,
    invoke_arn: invokeArn(functionArn),
    qualified_invoke_arn: invokeArn(qualifiedArn),
  },
  aws_lambda_alias: { id: aliasArn, arn: aliasArn, invoke_arn: invokeArn(aliasArn) },
  aws_lambda_event_source_mapping: {
    id: uuid,
    uuid,
    arn: arn('lambda', (context) => `event-source-mapping:${deterministicUuid(context.resource.address)}`),
    function_arn: ({ declared }) => declared('function_name'),
  },
  aws_iam_role: {
    id: name,
    name,
    arn: (context) => `arn:${context.partition}:iam::${context.accountId}:role/${context.name}`,
  },
  aws_iam_policy: {
    id: (context) => `arn:${context.partition}:iam::${context.accountId}:policy/${context.name}`,
    arn: (context) => `arn:${context.partition}:iam::${context.accountId}:policy/${context.name}`,
    name,
  },
  aws_iam_policy_document: { json: policyJson, minified_json: policyJson },
  aws_cloudwatch_log_group: { id: name, name, arn: arn('logs', (context) => `log-group:${context.name}`) },
  aws_sqs_queue: { id: queueUrl, url: queueUrl, name, arn: arn('sqs', (context) => context.name) },
  aws_dynamodb_table: { id: name, name, arn: arn('dynamodb', (context) => `table/${context.name}`) },
  aws_kinesis_firehose_delivery_stream: {
    id: arn('firehose', (context) => `deliverystream/${context.name}`),
    name,
    arn: arn('firehose', (context) => `deliverystream/${context.name}`),
  },
  aws_glue_catalog_database: {
    id: (context) => `${context.accountId}:${context.name}`,
    name,
    arn: arn('glue', (context) => `database/${context.name}`),
  },
  aws_glue_catalog_table: {
    id: ({ accountId, declared, name: table }) =>
      `${accountId}:${String(declared('database_name'))}:${table}`,
    name,
    arn: arn('glue', ({ declared, name: table }) => `table/${String(declared('database_name'))}/${table}`),
  },
  aws_athena_workgroup: { id: name, name, arn: arn('athena', (context) => `workgroup/${context.name}`) },
  aws_sns_topic: {
    id: arn('sns', (context) => context.name),
    name,
    arn: arn('sns', (context) => context.name),
  },
  aws_cloudwatch_event_rule: { id: name, name, arn: arn('events', (context) => `rule/${context.name}`) },
  aws_cloudwatch_event_bus: { id: name, name, arn: arn('events', (context) => `event-bus/${context.name}`) },
  aws_kms_key: {
    id: uuid,
    key_id: uuid,
    arn: arn('kms', ({ resource }) => `key/${deterministicUuid(resource.address)}`),
  },
  aws_kms_alias: { id: name, name, arn: arn('kms', (context) => context.name) },
  aws_kinesis_stream_consumer: {
    id: arn(
      'kinesis',
      ({ declared, name: consumer }) => `${streamPart(declared('stream_arn'))}/consumer/${consumer}:1`,
    ),
    arn: arn(
      'kinesis',
      ({ declared, name: consumer }) => `${streamPart(declared('stream_arn'))}/consumer/${consumer}:1`,
    ),
    name,
  },
  // What Terraform draws at random is repeatable here.
  random_id: { hex: shortHash, id: shortHash, b64_url: shortHash, dec: shortNumber },
  random_integer: { id: shortNumber, result: ({ declared }) => declared('min') },
  random_password: { result: shortHash },
  random_pet: { id: shortHash },
  random_string: { id: shortHash, result: shortHash },
  random_uuid: { id: uuid, result: uuid },
  aws_caller_identity: {
    account_id: (context) => context.accountId,
    id: (context) => context.accountId,
    arn: (context) => `arn:${context.partition}:iam::${context.accountId}:root`,
    user_id: (context) => context.accountId,
  },
  aws_region: {
    id: (context) => context.region,
    name: (context) => context.region,
    region: (context) => context.region,
    endpoint: (context) => `ec2.${context.region}.amazonaws.com`,
  },
  aws_partition: {
    id: (context) => context.partition,
    partition: (context) => context.partition,
    dns_suffix: () => 'amazonaws.com',
  },
};

/** Returns a function that computes the attributes that AWS would, for resources of this account. */
export function computeAttributesIn(account: StackAccount): ComputeAttribute {
  return (resource, attribute, declared) => {
    const compute = computed[resource.type]?.[attribute];
    if (compute === undefined) return undefined;
    return compute({ ...account, resource, declared, name: nameOf(resource, declared) });
  };
}

/** Terraform appends a random suffix to a declared prefix. Here it is derived from the address, so that runs are repeatable. */
function nameOf(resource: TerraformResource, declared: (attribute: string) => unknown): string {
  const attribute = nameAttributes[resource.type] ?? 'name';
  const declaredName = declared(attribute);
  if (typeof declaredName === 'string') return declaredName;
  const prefix = declared(`${attribute}_prefix`);
  const suffix = deterministicUuid(resource.address).slice(0, 8);
  return typeof prefix === 'string' ? `${prefix}${suffix}` : `terraform-${suffix}`;
}

/** The `stream/NAME` part of a stream's ARN. */
function streamPart(streamArn: unknown): string {
  return typeof streamArn === 'string' ? streamArn.slice(streamArn.lastIndexOf(':') + 1) : 'stream/unknown';
}

/** Derives a UUID (in version 4 format) from `seed`: ids that are random on AWS are repeatable here. */
export function deterministicUuid(seed: string): string {
  const digits = createHash('sha256').update(seed).digest('hex');
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    `4${digits.slice(13, 16)}`,
    `8${digits.slice(17, 20)}`,
    digits.slice(20, 32),
  ].join('-');
}
