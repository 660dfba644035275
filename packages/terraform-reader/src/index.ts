export { Attributes, type IntegerRange } from './attributes.js';
export {
  readConfiguration,
  readConfigurationResources,
  type TerraformConfiguration,
} from './configuration.js';
export type { Backend, Declarations } from './declarations.js';
export {
  AttributeInvalidError,
  ExpressionUnsupportedError,
  StackUnreadableError,
  TerraformReaderError,
} from './errors.js';
export { Evaluator, type ComputeAttribute, type EvaluatorOptions } from './evaluator.js';
export { blockOf, blocksOf, isObject, parseJsonObject, type JsonObject } from './json-object.js';
export { readJsonencode } from './jsonencode.js';
export { isSet, numberOf, stringOf, stringsOf } from './known-values.js';
export { toPolicyJson } from './policy-document.js';
export { readPlan, type PlanJson } from './plan.js';
export { isUnknownValue, referencesOfValue } from './unknown-value.js';
export { parseTemplate } from './template.js';
export { withoutIndexes, type ResourceChange, type TerraformResource } from './resource.js';
export { readStack, readState } from './state.js';
