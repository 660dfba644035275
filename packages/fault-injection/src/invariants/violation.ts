/** The five promises, by the names that code, tests and documentation share. */
export type Invariant = 'I1' | 'I2' | 'I3' | 'I4' | 'I5';

/** A promise that was not kept. */
export interface Violation {
  readonly seed: number;
  readonly invariant: Invariant;
  readonly detail: string;
}
