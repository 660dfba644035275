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
