import type { TerraformStack } from '../stack/terraform-stack.js';

/** How bad a finding is: `plan-check` fails on errors only. */
export type Severity = 'error' | 'warning';

/**
 * A rule that every stack must follow. A check never reports a guess: what it can't know, such as a role of another stack or a
 * variable without a default, is {@link NotChecked}.
 */
export interface Check {
  /** Stable: users search for it. */
  readonly id: string;
  readonly severity: Severity;
  /** The consequence of a violation, as one sentence. */
  readonly why: string;
  /** What to change, as one sentence. */
  readonly fix: string;
  /** A resource that follows the rule has no outcome. */
  readonly find: (stack: TerraformStack) => Outcome[];
}

export type Outcome = Violation | NotChecked;

/** A resource for which the values that decide are unknown before a deployment. */
export interface NotChecked {
  /** Terraform address of the resource. */
  readonly address: string;
  /** What is unknown, as a clause without a period: `the policies of its role are not all in this stack`. */
  readonly notChecked: string;
}

/** {@link NotChecked} with the id of the check. */
export interface SkippedCheck {
  readonly id: string;
  readonly address: string;
  readonly reason: string;
}

export function isNotChecked(outcome: Outcome): outcome is NotChecked {
  return 'notChecked' in outcome;
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
