import type { Bill } from '@headwaters/bill';

/** What a command would do, before it acts. */
export interface RecoveryPlan {
  /** Named counts, for example `{ records: 3, objects: 1 }`, in the order in which they are printed. */
  readonly counts: Readonly<Record<string, number>>;
  /** Bytes that are read and delivered. */
  readonly bytes: number;
  /** Estimated cost of the requests and the functions. */
  readonly cost: Bill;
  /** What it will not do, and why; one sentence each. */
  readonly notes: readonly string[];
}

/** Progress of a command that acts. */
export interface RecoveryProgress {
  readonly done: number;
  /** `undefined` if it is not known yet. */
  readonly total: number | undefined;
  /** What is counted, in the plural: `records`, `objects`. */
  readonly unit: string;
  readonly bytes: number;
}

/** What a command reports while it runs. The command line prints them; `--json` prints each as one line. */
export type RecoveryReport =
  | ({ readonly type: 'plan' } & RecoveryPlan)
  | ({ readonly type: 'progress' } & RecoveryProgress)
  /** One thing that failed, was left out, or needs the operator. `subject` is a file, a failure or a range. */
  | {
      readonly type: 'finding';
      readonly subject: string;
      readonly code: string;
      readonly message: string;
    };

export type ReportRecovery = (report: RecoveryReport) => void;

/** Options that every command has. */
export interface RecoveryOptions {
  /** `false` (a dry run): only plan. */
  readonly apply: boolean;
  /** Largest number of things started a second. Default: no limit. */
  readonly rate?: number | undefined;
  /** Invocations in flight at once. */
  readonly concurrency: number;
  readonly report: ReportRecovery;
  readonly signal?: AbortSignal | undefined;
}

/** How a command ended. */
export interface RecoveryResult {
  /** Whether the ledger shows the result that was asked for. A dry run is complete if it has nothing to do. */
  readonly complete: boolean;
  /** Named counts of what was done. */
  readonly counts: Readonly<Record<string, number>>;
}
