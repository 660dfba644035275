export { allChecks, checkStack, describeFindings } from './check-stack.js';
export type { Check, Finding, Severity, Violation } from './checks/check.js';
export { PlanCheckError } from './errors.js';
export { TerraformStack, readPlanFile, readStackFolder } from './stack/terraform-stack.js';
