export { checkInputs, suppressionRule, type CheckReport, type SuppressedFinding } from './check-inputs.js';
export { allChecks, checkStack, type CheckResult } from './check-stack.js';
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
export { toJsonReport } from './report/json-report.js';
export { toSarif } from './report/sarif-report.js';
export { describeReport, type TextOptions } from './report/text-report.js';
export { readPlanFile, readStackFolder, type SourceLocation, type StackInput } from './stack/stack-input.js';
export { TerraformStack } from './stack/terraform-stack.js';
export { readSuppressions, type Suppression } from './suppression/suppression.js';
