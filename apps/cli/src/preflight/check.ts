import type { AccountReader } from './account-reader.js';
import type { PlannedStack, TargetAccount } from './planned-stack.js';

/** What a check found. */
export type CheckOutcome =
  | { readonly status: 'ok'; readonly what: string }
  | {
      readonly status: 'failed';
      readonly what: string;
      /** What to do, as one sentence. */
      readonly fix: string;
    }
  /** A permission is missing, or AWS did not answer. `what` is the reason. */
  | { readonly status: 'not run'; readonly what: string };

/** What the checks compare. */
export interface Preflight {
  readonly stack: PlannedStack;
  readonly account: TargetAccount;
  readonly reader: AccountReader;
}

/** A question whose answer decides whether an apply can succeed. */
export interface Check {
  /** Stable: users search for it. */
  readonly name: string;
  readonly run: (preflight: Preflight) => CheckOutcome | Promise<CheckOutcome>;
}

/** The result of a check. Printed by `preflight --json`. */
export type CheckResult = { readonly check: string } & CheckOutcome;

/** Runs the checks in sequence. An error of AWS means that the check was not run. */
export async function runChecks(checks: readonly Check[], preflight: Preflight): Promise<CheckResult[]> {
  const results: CheckResult[] = [];
  for (const { name, run } of checks) {
    try {
      results.push({ check: name, ...(await run(preflight)) });
    } catch (error) {
      if (!(error instanceof Error) || !('$metadata' in error)) throw error;
      results.push({ check: name, status: 'not run', what: describeRefusal(error) });
    }
  }
  return results;
}

/** The SDK adds advice for its developers below the first line. */
function describeRefusal({ name, message }: Error): string {
  const [firstLine = ''] = message.split('\n');
  return `${name}: ${firstLine}`;
}
