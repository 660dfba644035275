import { blocksOf, isSet, textOf, textsOf, type Attributes } from '../terraform/attributes.js';
import type { TerraformStack } from '../terraform/terraform-stack.js';
import type { PolicyStatement } from './policy-statement.js';

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

function fromDocument(statement: Attributes): PolicyStatement {
  return {
    effect: textOf(statement, 'effect') ?? 'Allow',
    actions: textsOf(statement, 'actions'),
    resources: textsOf(statement, 'resources'),
    principals: blocksOf(statement, 'principals').flatMap((block) => textsOf(block, 'identifiers')),
    hasCondition: isSet(statement, 'condition'),
  };
}

function parseJson(policy: string): PolicyStatement[] {
  let parsed: Attributes;
  try {
    parsed = JSON.parse(policy) as Attributes;
  } catch {
    return []; // an expression of Terraform: what it gives is not known here
  }
  return blocksOf(parsed, 'Statement').map((statement) => ({
    effect: textOf(statement, 'Effect') ?? '',
    actions: textsOf(statement, 'Action'),
    resources: textsOf(statement, 'Resource'),
    principals: principalsOf(statement['Principal']),
    hasCondition: isSet(statement, 'Condition'),
  }));
}

function principalsOf(principal: unknown): string[] {
  if (typeof principal === 'string') return [principal];
  if (typeof principal !== 'object' || principal === null) return [];
  return Object.keys(principal).flatMap((kind) => textsOf(principal as Attributes, kind));
}
