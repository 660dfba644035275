export { withoutIndexes } from './address.js';
export { Attributes } from './attributes.js';
export { readConfigurationResources, type ConfigurationJson } from './configuration-resources.js';
export { readConfiguration, type TerraformConfiguration } from './configuration.js';
export type { DeclaredResource } from './declared-resource.js';
export {
  AttributeInvalidError,
  ExpressionUnsupportedError,
  StackUnreadableError,
  TerraformReaderError,
} from './errors.js';
export { Evaluator, type ComputeAttribute } from './evaluator.js';
export { isObject } from './json-object.js';
export { blockOf, blocksOf, isSet, numberOf, textOf, textsOf, type JsonObject } from './known-values.js';
export { readPlan, type PlanJson } from './plan.js';
export type { ResourceChange, TerraformResource } from './resource.js';
export { readStack, readState } from './state.js';
