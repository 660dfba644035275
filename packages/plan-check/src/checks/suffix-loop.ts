import type { Check } from '../check.js';
import { keysOf } from '../policy/keys-of.js';
import { allows, type PolicyStatement } from '../policy/policy-statement.js';
import { roleStatements } from '../policy/role-statements.js';
import { blocksOf, textOf, type Attributes } from '../terraform/attributes.js';
import type { TerraformResource } from '../terraform/terraform-resource.js';
import type { TerraformStack } from '../terraform/terraform-stack.js';
import { streamMappings } from '../topology/stream-mappings.js';

/** A function that an upload starts, and those that read the streams it may write to. */
function startedBy(stack: TerraformStack, notification: Attributes): TerraformResource[] {
  const first = stack.resolve('aws_lambda_function', textOf(notification, 'lambda_function_arn'));
  if (first === undefined) return [];
  const writesStreams = roleStatements(stack, first).some(
    (statement) => allows(statement, 'kinesis:PutRecords') || allows(statement, 'kinesis:PutRecord'),
  );
  const downstream = writesStreams
    ? streamMappings(stack).map(({ attributes }) =>
        stack.resolve('aws_lambda_function', textOf(attributes, 'function_name')),
      )
    : [];
  return [...new Set([first, ...downstream])].filter((lambda) => lambda !== undefined);
}

/** Whether a key that fits the pattern can also pass the notification's filter. */
function canPass(keys: string, notification: Attributes): boolean {
  const prefix = textOf(notification, 'filter_prefix') ?? '';
  const suffix = textOf(notification, 'filter_suffix') ?? '';
  const [start = ''] = keys.split('*');
  const end = keys.slice(keys.lastIndexOf('*') + 1);
  const startsAlike = start.startsWith(prefix) || prefix.startsWith(start);
  return startsAlike && (end.endsWith(suffix) || suffix.endsWith(end));
}

function loops(statement: PolicyStatement, bucket: TerraformResource, notification: Attributes): boolean {
  if (!allows(statement, 's3:PutObject')) return false;
  return statement.resources.some((resource) => {
    const keys = keysOf(resource, bucket);
    return keys !== undefined && canPass(keys, notification);
  });
}

export const suffixLoop: Check = {
  id: 'suffix-loop',
  severity: 'error',
  why: 'A function whose output starts it again runs without end, and so does the bill.',
  fix: 'Write to another bucket, or under a prefix or suffix that the notification does not match.',
  find: (stack) =>
    stack.ofType('aws_s3_bucket_notification').flatMap(({ address, attributes }) => {
      const bucket = stack.resolve('aws_s3_bucket', textOf(attributes, 'bucket'));
      if (bucket === undefined) return [];
      return blocksOf(attributes, 'lambda_function').flatMap((notification) =>
        startedBy(stack, notification)
          .filter((lambda) => roleStatements(stack, lambda).some((s) => loops(s, bucket, notification)))
          .map((lambda) => ({
            address,
            what: `${lambda.address} may write objects to ${bucket.address} that start it again.`,
          })),
      );
    }),
};
