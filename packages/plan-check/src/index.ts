export { allChecks, checkStack, describeFindings, type CheckResult } from './check-stack.js';
export type {
  Check,
  Finding,
  NotChecked,
  Outcome,
  Severity,
  SkippedCheck,
  Violation,
} from './checks/check.js';
export { PlanCheckError } from './errors.js';
export { TerraformStack, readPlanFile, readStackFolder } from './stack/terraform-stack.js';
