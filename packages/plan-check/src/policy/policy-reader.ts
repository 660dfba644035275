import type { PolicyInput } from '@headwaters/aws-rules';
import {
  blocksOf,
  isObject,
  isSet,
  isUnknownValue,
  parseJsonObject,
  readJsonencode,
  referencesOfValue,
  stringOf,
  stringsOf,
  toPolicyJson,
  type JsonObject,
  type TerraformResource,
} from '@headwaters/terraform-reader';
import { toText } from '../stack/arn.js';
import type { TerraformStack } from '../stack/terraform-stack.js';

/**
 * Reads a policy: JSON, `jsonencode(...)` of a literal, or a reference to an `aws_iam_policy_document`. Its strings keep their expressions.
 *
 * @returns `unknown` for any other expression, and for what is no policy.
 */
export function readPolicy(stack: TerraformStack, policy: string | undefined): JsonObject | 'unknown' {
  if (policy === undefined) return 'unknown';
  const [reference = '', ...others] = referencesOfValue(policy);
  if (/(^|\.)data\.aws_iam_policy_document\./.test(reference) && others.length === 0) {
    const document = stack.findByAddress(reference);
    return document === undefined ? 'unknown' : readDocument(stack, document);
  }
  const encoded = readJsonencode(policy);
  return isObject(encoded) ? encoded : (parseJsonObject(policy) ?? 'unknown');
}

const includes = ['source_policy_documents', 'override_policy_documents'] as const;

function readDocument(
  stack: TerraformStack,
  { attributes, change }: TerraformResource,
): JsonObject | 'unknown' {
  if ('dynamic' in attributes || isUnknownValue(attributes['statement'])) return 'unknown';
  // A data source that the plan has already read has its statements in this attribute, too.
  const json = stringOf(attributes, 'json');
  if (json !== undefined && !isUnknownValue(json)) return parseJsonObject(json) ?? 'unknown';
  const included = includes.map((name): [string, string[]] => [
    name,
    stringsOf(attributes, name).map((text) => JSON.stringify(readPolicy(stack, text))),
  ]);
  const document = toPolicyJson({ ...attributes, ...Object.fromEntries(included) });
  if (document === undefined) return 'unknown';
  return change === undefined ? document : withUnknownRest(document);
}

/**
 * A plan contains the reference without the text after it: `aws_s3_bucket.b.arn` for `"${aws_s3_bucket.b.arn}/*"`. Nothing
 * follows the ARN of a key.
 */
function withUnknownRest(document: JsonObject): JsonObject {
  const addRest = (text: string) =>
    /^\$\{[^${}]+\.arn\}$/.test(text) && !text.includes('aws_kms_key') ? `${text}\${plan.rest}` : text;
  const statements = blocksOf(document, 'Statement').map((statement) => ({
    ...statement,
    ...(isSet(statement, 'Resource') && { Resource: stringsOf(statement, 'Resource').map(addRest) }),
    ...(isSet(statement, 'NotResource') && { NotResource: stringsOf(statement, 'NotResource').map(addRest) }),
  }));
  return { ...document, Statement: statements };
}

/** A policy as IAM sees it, with the expressions of the configuration resolved or as unknown parts. */
export function toIamPolicy(stack: TerraformStack, policy: JsonObject | 'unknown'): PolicyInput {
  return policy === 'unknown' ? policy : (convert(policy, (text) => toText(stack, text)) as object);
}

function convert(value: unknown, convertText: (text: string) => string): unknown {
  if (typeof value === 'string') return convertText(value);
  if (Array.isArray(value)) return value.map((item) => convert(item, convertText));
  if (!isObject(value)) return value;
  const entries = Object.entries(value).map(([name, item]) => [name, convert(item, convertText)]);
  return Object.fromEntries(entries) as JsonObject;
}
