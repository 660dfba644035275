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
