import { createHash } from 'node:crypto';
import type { DeclaredResource } from '../terraform/declared-resource.js';
import type { ComputeAttribute } from '../terraform/evaluator.js';

/** Where the simulated resources live, as ARNs spell it. */
export interface Surroundings {
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
}

/** What the makers below know of a resource. */
interface Facts extends Surroundings {
  readonly resource: DeclaredResource;
  /** The declared name, or one made from the declared prefix, or from the address. */
  readonly name: string;
  readonly declared: (attribute: string) => unknown;
}

type Maker = (facts: Facts) => unknown;
type Makers = Readonly<Record<string, Maker>>;

const arn =
  (service: string, resource: (facts: Facts) => string): Maker =>
  (facts) =>
    `arn:${facts.partition}:${service}:${facts.region}:${facts.accountId}:${resource(facts)}`;
const name: Maker = (facts) => facts.name;
const uuid: Maker = ({ resource }) => deterministicUuid(resource.address);
const queueUrl: Maker = (facts) =>
  `https://sqs.${facts.region}.amazonaws.com/${facts.accountId}/${facts.name}`;

/** The attribute that holds a type's name, where it isn't `name`. */
const nameAttributes: Readonly<Record<string, string>> = {
  aws_s3_bucket: 'bucket',
  aws_lambda_function: 'function_name',
};

/**
 * The attributes that AWS makes, by type. Source: the attribute references of the Terraform AWS provider 5.100,
 * https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs (read 2026-11-23).
 */
const makers: Readonly<Record<string, Makers>> = {
  aws_s3_bucket: {
    id: name,
    bucket: name,
    arn: (facts) => `arn:${facts.partition}:s3:::${facts.name}`,
    bucket_domain_name: (facts) => `${facts.name}.s3.amazonaws.com`,
    bucket_regional_domain_name: (facts) => `${facts.name}.s3.${facts.region}.amazonaws.com`,
    region: (facts) => facts.region,
  },
  aws_kinesis_stream: {
    id: arn('kinesis', (facts) => `stream/${facts.name}`),
    arn: arn('kinesis', (facts) => `stream/${facts.name}`),
    name,
  },
  aws_lambda_function: {
    id: name,
    function_name: name,
    arn: arn('lambda', (facts) => `function:${facts.name}`),
    qualified_arn: arn('lambda', (facts) => `function:${facts.name}:$LATEST`),
    version: () => '$LATEST',
    invoke_arn: (facts) =>
      `arn:${facts.partition}:apigateway:${facts.region}:lambda:path/2015-03-31/functions/` +
      `arn:${facts.partition}:lambda:${facts.region}:${facts.accountId}:function:${facts.name}/invocations`,
  },
  aws_lambda_event_source_mapping: {
    id: uuid,
    uuid,
    arn: arn('lambda', (facts) => `event-source-mapping:${deterministicUuid(facts.resource.address)}`),
    function_arn: ({ declared }) => declared('function_name'),
  },
  aws_iam_role: {
    id: name,
    name,
    arn: (facts) => `arn:${facts.partition}:iam::${facts.accountId}:role/${facts.name}`,
  },
  aws_iam_policy: {
    id: (facts) => `arn:${facts.partition}:iam::${facts.accountId}:policy/${facts.name}`,
    arn: (facts) => `arn:${facts.partition}:iam::${facts.accountId}:policy/${facts.name}`,
    name,
  },
  aws_cloudwatch_log_group: { id: name, name, arn: arn('logs', (facts) => `log-group:${facts.name}`) },
  aws_sqs_queue: { id: queueUrl, url: queueUrl, name, arn: arn('sqs', (facts) => facts.name) },
  aws_sns_topic: { id: arn('sns', (facts) => facts.name), name, arn: arn('sns', (facts) => facts.name) },
  aws_kms_key: {
    id: uuid,
    key_id: uuid,
    arn: arn('kms', ({ resource }) => `key/${deterministicUuid(resource.address)}`),
  },
  aws_kms_alias: { id: name, name, arn: arn('kms', (facts) => facts.name) },
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
  aws_caller_identity: {
    account_id: (facts) => facts.accountId,
    id: (facts) => facts.accountId,
    arn: (facts) => `arn:${facts.partition}:iam::${facts.accountId}:root`,
    user_id: (facts) => facts.accountId,
  },
  aws_region: {
    id: (facts) => facts.region,
    name: (facts) => facts.region,
    region: (facts) => facts.region,
    endpoint: (facts) => `ec2.${facts.region}.amazonaws.com`,
  },
  aws_partition: {
    id: (facts) => facts.partition,
    partition: (facts) => facts.partition,
    dns_suffix: () => 'amazonaws.com',
  },
};

/** Makes the attributes that AWS would, for resources that live in `surroundings`. */
export function computeAttributeIn(surroundings: Surroundings): ComputeAttribute {
  return (resource, attribute, declared) => {
    const make = makers[resource.type]?.[attribute];
    if (make === undefined) return undefined;
    return make({ ...surroundings, resource, declared, name: nameOf(resource, declared) });
  };
}

/** Terraform draws a random suffix after a declared prefix; here it depends on the address alone, so that runs repeat. */
function nameOf(resource: DeclaredResource, declared: (attribute: string) => unknown): string {
  const attribute = nameAttributes[resource.type] ?? 'name';
  const given = declared(attribute);
  if (typeof given === 'string') return given;
  const prefix = declared(`${attribute}_prefix`);
  const suffix = deterministicUuid(resource.address).slice(0, 8);
  return typeof prefix === 'string' ? `${prefix}${suffix}` : `terraform-${suffix}`;
}

/** `stream/NAME` of a stream's ARN. */
function streamPart(streamArn: unknown): string {
  return typeof streamArn === 'string' ? streamArn.slice(streamArn.lastIndexOf(':') + 1) : 'stream/unknown';
}

/** A version 4 shaped UUID that depends on `seed` alone, for ids that AWS would draw at random but a run must repeat. */
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
