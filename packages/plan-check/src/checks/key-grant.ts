import type { Check, Spot } from '../check.js';
import { allows } from '../policy/policy-statement.js';
import { isRoleKnown, roleStatements } from '../policy/role-statements.js';
import { textOf } from '../terraform/attributes.js';
import type { TerraformResource } from '../terraform/terraform-resource.js';
import { refersTo, type TerraformStack } from '../terraform/terraform-stack.js';
import { streamMappings } from '../topology/stream-mappings.js';

/** The customer's key that a stream is encrypted with; AWS's own needs no grant. */
function keyOf(stream: TerraformResource): string | undefined {
  const key = textOf(stream.attributes, 'kms_key_id');
  return key === undefined || /^alias\/aws\/|:alias\/aws\//.test(key) ? undefined : key;
}

function mayUse(stack: TerraformStack, lambda: TerraformResource, action: string, key: string): boolean {
  if (!isRoleKnown(stack, lambda)) return true;
  const isThisKey = (resource: string) => {
    const target = stack.resolve('aws_kms_key', key);
    return resource.includes('*') || resource === key || (target !== undefined && refersTo(resource, target));
  };
  return roleStatements(stack, lambda).some(
    (statement) => allows(statement, action) && statement.resources.some(isThisKey),
  );
}

function missing(
  stack: TerraformStack,
  lambda: TerraformResource,
  stream: TerraformResource,
  action: string,
): Spot[] {
  const key = keyOf(stream);
  if (key === undefined || mayUse(stack, lambda, action, key)) return [];
  return [{ address: lambda.address, what: `Its role lacks ${action} on the key of ${stream.address}.` }];
}

function readers(stack: TerraformStack): Spot[] {
  return streamMappings(stack).flatMap(({ attributes }) => {
    const stream = stack.resolve('aws_kinesis_stream', textOf(attributes, 'event_source_arn'));
    const lambda = stack.resolve('aws_lambda_function', textOf(attributes, 'function_name'));
    return stream && lambda ? missing(stack, lambda, stream, 'kms:Decrypt') : [];
  });
}

function writers(stack: TerraformStack): Spot[] {
  return stack.ofType('aws_lambda_function').flatMap((lambda) => {
    const writing = roleStatements(stack, lambda).filter(
      (statement) => allows(statement, 'kinesis:PutRecords') || allows(statement, 'kinesis:PutRecord'),
    );
    return stack
      .ofType('aws_kinesis_stream')
      .filter((stream) =>
        writing.some(({ resources }) => resources.some((resource) => namesStream(resource, stream))),
      )
      .flatMap((stream) => missing(stack, lambda, stream, 'kms:GenerateDataKey'));
  });
}

function namesStream(resource: string, stream: TerraformResource): boolean {
  const name = textOf(stream.attributes, 'name');
  return refersTo(resource, stream) || (name !== undefined && resource.endsWith(`:stream/${name}`));
}

export const keyGrant: Check = {
  id: 'key-grant',
  severity: 'error',
  why: 'Without the key every read or write is denied, and nothing else looks wrong.',
  fix: 'Allow the action on the key in the policy of the role.',
  find: (stack) => [...readers(stack), ...writers(stack)],
};
