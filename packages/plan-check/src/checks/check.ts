import type { TerraformStack } from '../stack/terraform-stack.js';

export type Severity = 'error' | 'warning';

/** Something in a stack that will go wrong, or will go wrong unseen. */
export interface Finding {
  /** The check that found it. */
  readonly id: string;
  readonly severity: Severity;
  /** The resource's address in Terraform. */
  readonly address: string;
  readonly what: string;
  readonly why: string;
  readonly fix: string;
}

/** Where a check found something, and what. */
export interface Spot {
  readonly address: string;
  readonly what: string;
  /** In the place of the check's own fix, where there is a better one. */
  readonly fix?: string;
  /** In the place of the check's own severity, where it may be as it should. */
  readonly severity?: Severity;
}

/** One thing that must hold in any stack. What it can't know (a variable, a module) it passes over. */
export interface Check {
  /** Stable: people silence and search by it. */
  readonly id: string;
  readonly severity: Severity;
  readonly why: string;
  readonly fix: string;
  readonly find: (stack: TerraformStack) => Spot[];
}
