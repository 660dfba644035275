export { allChecks } from './checks/all-checks.js';
export type { Check, Spot } from './check.js';
export { checkStack } from './check-stack.js';
export { describeFindings } from './describe-findings.js';
export type { Finding, Severity } from './finding.js';
export { PlanCheckError } from './plan-check-error.js';
export { readPlanFile, readStackFolder } from './read-stack-folder.js';
export { readConfiguration, type ConfigurationJson } from './terraform/read-configuration.js';

export { readPlan, type PlanJson } from './terraform/read-plan.js';

export { TerraformStack } from './terraform/terraform-stack.js';
export type { ResourceChange, TerraformResource } from './terraform/terraform-resource.js';
