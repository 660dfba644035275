import { parseFunctionReference, type FunctionReference } from '@headwaters/pipeline-contract';
import type { Attributes } from '@headwaters/terraform-reader';

/** Reads the function, version or alias that a resource names by `function_name` and `qualifier`. */
export function readReference(declared: Attributes): FunctionReference {
  const { name, qualifier } = parseFunctionReference(declared.string('function_name'));
  // The state of a deployed stack contains '' for a qualifier that was not declared.
  const declaredQualifier = declared.optionalString('qualifier') ?? '';
  return { name, qualifier: declaredQualifier === '' ? qualifier : declaredQualifier };
}

/** Returns a reference as `NAME` or `NAME:QUALIFIER`. */
export function describeReference({ name, qualifier }: FunctionReference): string {
  return qualifier === undefined ? name : `${name}:${qualifier}`;
}
