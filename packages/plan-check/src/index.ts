export { allChecks, checkStack, describeFindings } from './check-stack.js';
export type { Check, Spot, Finding, Severity } from './checks/check.js';

export { PlanCheckError } from './errors.js';
export { readPlanFile, readStackFolder, TerraformStack } from './stack/terraform-stack.js';
export {
  readConfigurationResources,
  type JsonObject,
  readPlan,
  type PlanJson,
  type ResourceChange,
  type TerraformResource,
} from '@headwaters/terraform-reader';
