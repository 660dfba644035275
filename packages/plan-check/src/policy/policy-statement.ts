import { type JsonObject, blocksOf, isSet, stringOf, stringsOf } from '@headwaters/terraform-reader';
import type { TerraformStack } from '../stack/terraform-stack.js';

/** One statement of a policy, whichever way it was written down. */
export interface PolicyStatement {
  readonly effect: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** `*`, service names and ARNs. */
  readonly principals: readonly string[];
  readonly hasCondition: boolean;
}

/** Whether a statement allows an action such as `s3:PutObject`, by name or by a pattern. */
export function allows({ effect, actions }: PolicyStatement, action: string): boolean {
  return (
    effect === 'Allow' && actions.some((pattern) => matches(pattern.toLowerCase(), action.toLowerCase()))
  );
}

/** Whether a pattern of IAM, with `*` and `?`, matches a text. */
export function matches(pattern: string, text: string): boolean {
  const expression = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${expression}$`, 's').test(text);
}

/** The statements of a policy: JSON text, or a reference to an `aws_iam_policy_document`. */
export function readStatements(stack: TerraformStack, policy: string | undefined): PolicyStatement[] {
  if (policy === undefined) return [];
  const [, address] =
    /^\$\{((?:module\.[\w-]+\.)*data\.aws_iam_policy_document\.[\w-]+)(?:\[[^\]]*\])?\.(?:minified_)?json\}$/.exec(
      policy,
    ) ?? [];
  if (address !== undefined) {
    return blocksOf(stack.byAddress(address)?.attributes, 'statement').map(fromDocument);
  }
  return parseJson(policy);
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

function parseJson(policy: string): PolicyStatement[] {
  let parsed: JsonObject;
  try {
    parsed = JSON.parse(policy) as JsonObject;
  } catch {
    return []; // an expression of Terraform: what it gives is not known here
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
