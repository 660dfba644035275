import type { TerraformStack } from '../stack/terraform-stack.js';

/** How bad a finding is: `plan-check` fails on errors only. */
export type Severity = 'error' | 'warning';

/**
 * A rule that every stack must follow. A check skips what it can't know, such as a role of another stack or a variable without
 * a default: it never reports a guess.
 */
export interface Check {
  /** Stable: users search for it. */
  readonly id: string;
  readonly severity: Severity;
  /** The consequence of a violation, as one sentence. */
  readonly why: string;
  /** What to change, as one sentence. */
  readonly fix: string;
  readonly find: (stack: TerraformStack) => Violation[];
}

/** A resource that violates a check. */
export interface Violation {
  /** Terraform address of the resource. */
  readonly address: string;
  /** What is wrong, as one sentence. */
  readonly what: string;
  /** Overrides the check's fix. */
  readonly fix?: string;
  /** Overrides the check's severity. */
  readonly severity?: Severity;
}

/** A violation with the explanation and the fix of its check. Printed by `plan-check --json`. */
export interface Finding {
  /** Id of the check. */
  readonly id: string;
  readonly severity: Severity;
  /** Terraform address of the resource. */
  readonly address: string;
  readonly what: string;
  readonly why: string;
  readonly fix: string;
}
