import { matchesWildcard } from '@headwaters/aws-rules';
import { blocksOf, isSet, stringOf, stringsOf, type JsonObject } from '@headwaters/terraform-reader';

/** A statement of an IAM policy, with the expressions of the configuration. */
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

/** The statements of a policy in JSON. */
export function statementsOf(policy: JsonObject): PolicyStatement[] {
  return blocksOf(policy, 'Statement').map((statement) => ({
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

/** Whether an IAM pattern, with `*` and `?`, surely matches a string. */
export function matchesPattern(pattern: string, value: string): boolean {
  return matchesWildcard(pattern, value) === 'yes';
}
