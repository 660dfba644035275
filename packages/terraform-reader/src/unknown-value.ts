/**
 * The expression that stands for a value which is known only after apply. Of several references, Terraform does not say how the
 * value is computed from them.
 *
 * @param references - From the root module.
 */
export function toUnknownValue(references: readonly string[]): string {
  return references.length === 1 ? `\${${references.join()}}` : `\${one_of(${references.join(', ')})}`;
}

/** The references that an unknown value is computed from: one, or several from a plan; empty for any other value. */
export function referencesOfValue(value: unknown): string[] {
  if (typeof value !== 'string') return [];
  const [, several] = /^\$\{one_of\((.*)\)\}$/s.exec(value) ?? [];
  if (several !== undefined) return several.split(', ');
  const [, single] = /^\$\{([^${}]+)\}$/.exec(value) ?? [];
  return single === undefined ? [] : [single];
}

/** Whether a value is, or contains, an expression whose value is unknown. */
export function isUnknownValue(value: unknown): boolean {
  return typeof value === 'string' && /(^|[^$])\$\{/.test(value);
}
