import { blocksOf, isSet, stringOf, stringsOf, type JsonObject } from '@headwaters/terraform-reader';
import type { TerraformStack } from '../stack/terraform-stack.js';

/** A statement of an IAM policy, from JSON or from an `aws_iam_policy_document`. */
export interface PolicyStatement {
  readonly effect: string;
  /** Names and patterns, such as `s3:Get*`. */
  readonly actions: readonly string[];
  /** ARNs, patterns of ARNs and references. */
  readonly resources: readonly string[];
  /** `*`, service names and ARNs. */
  readonly principals: readonly string[];
  readonly hasCondition: boolean;
}

/** Reads the statements of a policy: JSON, or a reference to an `aws_iam_policy_document`. Empty if the policy is unknown. */
export function readPolicyStatements(stack: TerraformStack, policy: string | undefined): PolicyStatement[] {
  if (policy === undefined) return [];
  const [, address] =
    /^\$\{((?:module\.[\w-]+\.)*data\.aws_iam_policy_document\.[\w-]+)(?:\[[^\]]*\])?\.(?:minified_)?json\}$/.exec(
      policy,
    ) ?? [];
  if (address !== undefined) {
    return blocksOf(stack.findByAddress(address)?.attributes, 'statement').map(fromDocument);
  }
  return fromJson(policy);
}

function fromDocument(statement: JsonObject): PolicyStatement {
  return {
    effect: stringOf(statement, 'effect') ?? 'Allow',
    actions: stringsOf(statement, 'actions'),
    resources: stringsOf(statement, 'resources'),
    principals: blocksOf(statement, 'principals').flatMap((block) => stringsOf(block, 'identifiers')),
    hasCondition: isSet(statement, 'condition'),
  };
}

function fromJson(policy: string): PolicyStatement[] {
  let parsed: JsonObject;
  try {
    parsed = JSON.parse(policy) as JsonObject;
  } catch {
    return []; // An expression: its value is unknown.
  }
  return blocksOf(parsed, 'Statement').map((statement) => ({
    effect: stringOf(statement, 'Effect') ?? '',
    actions: stringsOf(statement, 'Action'),
    resources: stringsOf(statement, 'Resource'),
    principals: principalsOf(statement['Principal']),
    hasCondition: isSet(statement, 'Condition'),
  }));
}

function principalsOf(principal: unknown): string[] {
  if (typeof principal === 'string') return [principal];
  if (typeof principal !== 'object' || principal === null) return [];
  return Object.keys(principal).flatMap((kind) => stringsOf(principal as JsonObject, kind));
}

/** Whether a statement allows an action such as `s3:PutObject`. Case-insensitive, as in IAM. */
export function allows({ effect, actions }: PolicyStatement, action: string): boolean {
  return (
    effect === 'Allow' &&
    actions.some((pattern) => matchesPattern(pattern.toLowerCase(), action.toLowerCase()))
  );
}

/** Whether an IAM pattern, with `*` and `?`, matches a string. */
export function matchesPattern(pattern: string, value: string): boolean {
  const expression = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${expression}$`, 's').test(value);
}
