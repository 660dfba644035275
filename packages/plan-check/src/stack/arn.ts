import { matchesWildcard, uniqueText, unknownText } from '@headwaters/aws-rules';
import {
  isUnknownValue,
  parseTemplate,
  stringOf,
  withoutIndexes,
  type TerraformResource,
} from '@headwaters/terraform-reader';

/** Where references are looked up: a {@link TerraformStack}. */
interface Resources {
  readonly findByAddress: (address: string) => TerraformResource | undefined;
}

/**
 * Source: https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html,
 * a page for each service.
 */
const arns: Readonly<Record<string, { readonly name: string; readonly toArn: (name: string) => string }>> = {
  aws_s3_bucket: { name: 'bucket', toArn: (name) => `arn:aws:s3:::${name}` },
  aws_kinesis_stream: { name: 'name', toArn: (name) => regional('kinesis', `stream/${name}`) },
  aws_dynamodb_table: { name: 'name', toArn: (name) => regional('dynamodb', `table/${name}`) },
  aws_sqs_queue: { name: 'name', toArn: (name) => regional('sqs', name) },
  aws_sns_topic: { name: 'name', toArn: (name) => regional('sns', name) },
  aws_lambda_function: { name: 'function_name', toArn: (name) => regional('lambda', `function:${name}`) },
  aws_cloudwatch_log_group: { name: 'name', toArn: (name) => regional('logs', `log-group:${name}`) },
  aws_kms_key: { name: 'key_id', toArn: (name) => regional('kms', `key/${name}`) },
  aws_iam_role: { name: 'name', toArn: (name) => `arn:aws:iam::${account}:role/${name}` },
  aws_iam_policy: { name: 'name', toArn: (name) => `arn:aws:iam::${account}:policy/${name}` },
};
const account = unknownText('account');
const region = unknownText('region');

function regional(service: string, resource: string): string {
  return `arn:aws:${service}:${region}:${account}:${resource}`;
}

/** The ARN of a resource, with unknown parts. */
export function arnOf(stack: Resources, resource: TerraformResource): string {
  const { address, type, attributes } = resource;
  const known = stringOf(attributes, 'arn');
  if (known !== undefined && !isUnknownValue(known)) return known;
  const pattern = arns[type];
  return pattern === undefined ? unknownText(`${address}.arn`) : pattern.toArn(nameOf(stack, resource));
}

/** The name, without which AWS generates one. */
function nameOf(stack: Resources, { address, type, attributes }: TerraformResource): string {
  const name = stringOf(attributes, arns[type]?.name ?? 'name');
  return name === undefined ? uniqueText(`${address}.name`) : toText(stack, name);
}

/**
 * A string of a configuration with the expressions as far as they are known: ARNs and names of resources, account and region.
 * The rest are unknown parts.
 */
export function toText(stack: Resources, value: string): string {
  try {
    return parseTemplate(value)
      .map((piece) => ('literal' in piece ? piece.literal : textOfExpression(stack, piece.expression)))
      .join('');
  } catch {
    return unknownText(value);
  }
}

const surroundings: readonly [RegExp, string][] = [
  [/^data\.aws_caller_identity\.[\w-]+(\[\d+\])?\.account_id$/, account],
  [/^data\.aws_region\.[\w-]+(\[\d+\])?\.(name|region|id)$/, region],
  [/^data\.aws_partition\.[\w-]+(\[\d+\])?\.partition$/, 'aws'],
  [/^data\.aws_partition\.[\w-]+(\[\d+\])?\.dns_suffix$/, 'amazonaws.com'],
];

function textOfExpression(stack: Resources, expression: string): string {
  const found = surroundings.find(([pattern]) => pattern.test(withoutModules(expression)));
  if (found !== undefined) return found[1];
  const [, address = '', type = '', attribute = ''] =
    /^((?:module\.[\w-]+(?:\[[^\]]*\])?\.)*(aws_\w+)\.[\w-]+(?:\[[^\]]*\])?)\.(\w+)$/.exec(expression) ?? [];
  const resource = stack.findByAddress(address) ?? { address, type, name: '', attributes: {} };
  const kind = arns[type];
  if (kind === undefined) return unknownText(expression);
  if (attribute === 'arn') return arnOf(stack, resource);
  if (attribute === kind.name || (attribute === 'id' && /bucket|role/.test(type)))
    return nameOf(stack, resource);
  return unknownText(expression);
}

function withoutModules(expression: string): string {
  return withoutIndexes(expression).replace(/^(module\.[\w-]+\.)+/, '');
}

/** Whether a literal ARN names a resource. Its account and region count as those of the stack. */
export function isArnOf(stack: Resources, literal: string, resource: TerraformResource) {
  const pattern = arnOf(stack, resource).replaceAll(region, '*').replaceAll(account, '*');
  return matchesWildcard(pattern, literal);
}
