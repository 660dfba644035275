import { allChecks } from './checks/all-checks.js';
import type { Finding } from './finding.js';
import type { TerraformStack } from './terraform/terraform-stack.js';

/** Runs every check on a stack. */
export function checkStack(stack: TerraformStack): Finding[] {
  return allChecks.flatMap(({ id, severity, why, fix, find }) =>
    find(stack).map((spot) => ({
      id,
      severity: spot.severity ?? severity,
      address: spot.address,
      what: spot.what,
      why,
      fix: spot.fix ?? fix,
    })),
  );
}
