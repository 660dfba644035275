import { AttributeInvalidError } from '../errors/attribute-invalid-error.js';
import type { Blueprint } from './blueprint.js';

/**
 * Checks that whatever is wired together is there.
 *
 * @throws {@link AttributeInvalidError} for a notification or mapping of a bucket, stream or function that the stack does not
 *   declare.
 */
export function checkReferences({ notifications, mappings, buckets, streams, functions }: Blueprint): void {
  const bucketNames = names(buckets);
  const streamNames = names(streams);
  const functionNames = names(functions);
  for (const { address, bucketName, functionName } of notifications) {
    requireDeclared(bucketNames, bucketName, `${address}.bucket`);
    requireDeclared(functionNames, functionName, `${address}.lambda_function_arn`);
  }
  for (const { address, streamName, functionName } of mappings) {
    requireDeclared(streamNames, streamName, `${address}.event_source_arn`);
    requireDeclared(functionNames, functionName, `${address}.function_name`);
  }
}

function names(plans: readonly { readonly name: string }[]): ReadonlySet<string> {
  return new Set(plans.map(({ name }) => name));
}

function requireDeclared(declared: ReadonlySet<string>, name: string, location: string): void {
  if (declared.has(name)) return;
  throw new AttributeInvalidError(location, `names ${name}, which the stack does not declare`);
}
