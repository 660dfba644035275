import type { CheckReport } from '../check-inputs.js';
import type { Finding, SkippedCheck } from '../checks/check.js';

/** An item with the path of its stack. */
type OfStack<Item> = Item & { readonly stack: string };

/** The report as JSON. */
export interface JsonReport {
  readonly findings: readonly OfStack<Finding>[];
  readonly notChecked: readonly OfStack<SkippedCheck>[];
  readonly suppressed: readonly OfStack<Finding & { reason: string | undefined; suppressedBy: string }>[];
}

/** Findings, what was not checked, and what is suppressed, each with the path of its stack. */
export function toJsonReport({ findings, notChecked, suppressed }: CheckReport): JsonReport {
  return {
    findings: findings.map(({ input, ...finding }) => ({ stack: input.path, ...finding })),
    notChecked: notChecked.map(({ input, ...skipped }) => ({ stack: input.path, ...skipped })),
    suppressed: suppressed.map(({ input, suppression, ...finding }) => ({
      stack: input.path,
      ...finding,
      reason: suppression.reason,
      suppressedBy: suppression.origin,
    })),
  };
}
