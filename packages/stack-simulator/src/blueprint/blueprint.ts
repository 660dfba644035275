import { AttributeInvalidError, type TerraformConfiguration } from '@headwaters/terraform-reader';
import { readBuckets, type BucketPlan } from './buckets.js';
import { uniqueDestinations, type DestinationPlan } from './destinations.js';
import { describeReference, readReference } from './function-reference.js';
import { checkTargets } from './function-targets.js';
import { readFunctions, type FunctionPlan } from './functions.js';
import { readMappings, type MappingPlan } from './mappings.js';
import { readNotifications, type NotificationPlan } from './notifications.js';
import { StackReader } from './stack-reader.js';
import { readStreams, type StreamPlan } from './streams.js';

/** What a stack declares, with all names, ARNs and settings resolved. Independent of Terraform. */
export interface Blueprint {
  readonly stackName: string;
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
  readonly buckets: readonly BucketPlan[];
  readonly streams: readonly StreamPlan[];
  readonly functions: readonly FunctionPlan[];
  readonly notifications: readonly NotificationPlan[];
  readonly mappings: readonly MappingPlan[];
  /** The destinations of all functions and mappings, without duplicates. */
  readonly destinations: readonly DestinationPlan[];
}

const defaultRegion = 'us-east-1';
/** The account id that AWS uses in its documentation. No real account has it. */
const defaultAccountId = '123456789012';

/**
 * Resolves the configuration of a stack.
 *
 * @throws {@link ExpressionUnsupportedError} if a needed value is an expression other than a reference or a template.
 * @throws {@link AttributeInvalidError} if AWS would reject a value.
 */
export function readBlueprint(configuration: TerraformConfiguration): Blueprint {
  const account = {
    partition: 'aws',
    region: configuration.region ?? defaultRegion,
    accountId: configuration.accountId ?? defaultAccountId,
  };
  const stack = new StackReader(configuration, account);
  const functions = readFunctions(stack);
  const mappings = readMappings(stack);
  const notifications = readNotifications(stack);
  checkTargets(stack, functions);
  checkPermissions(notifications, stack);
  return {
    stackName: configuration.stackName,
    ...account,
    buckets: readBuckets(stack),
    streams: readStreams(stack),
    functions,
    notifications,
    mappings,
    destinations: uniqueDestinations([
      ...functions
        .flatMap(({ targets }) => targets)
        .flatMap(({ asynchronous }) => [asynchronous.onSuccess, asynchronous.onFailure]),
      ...mappings.map(({ onFailure }) => onFailure),
    ]),
  };
}

/**
 * AWS rejects a notification whose function has no permission for `s3.amazonaws.com`. A permission applies to exactly what it
 * names: the function, a version or an alias.
 *
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/using-aliases.html; LocalStack's snapshots of real AWS,
 * test_lambda_permission_fn_versioning (read 2026-11-23).
 */
function checkPermissions(notifications: readonly NotificationPlan[], stack: StackReader): void {
  const permitted = new Set(
    stack
      .resources('aws_lambda_permission')
      .filter((permission) => permission.string('principal') === 's3.amazonaws.com')
      .map((permission) => describeReference(readReference(permission))),
  );
  for (const { address, functionName, qualifier } of notifications) {
    const name = describeReference({ name: functionName, qualifier });
    if (permitted.has(name)) continue;
    const scope = qualifier === undefined ? '' : ` with the qualifier ${qualifier}`;
    throw new AttributeInvalidError(
      `${address}.lambda_function_arn`,
      `names ${name}, which S3 may not invoke: declare an aws_lambda_permission for s3.amazonaws.com${scope}`,
    );
  }
}

/**
 * Checks that the stack declares every bucket, stream, function, version and alias that its notifications, mappings and
 * destinations refer to.
 *
 * @throws {@link AttributeInvalidError} for the first one that is missing.
 */
export function checkReferences(blueprint: Blueprint): void {
  const bucketNames = namesOf(blueprint.buckets);
  const streamNames = namesOf(blueprint.streams);
  const targets = new Set(
    blueprint.functions.flatMap(({ name, targets }) =>
      targets.map(({ qualifier }) => describeReference({ name, qualifier })),
    ),
  );
  for (const { address, bucketName, functionName: name, qualifier } of blueprint.notifications) {
    requireDeclared(bucketNames, bucketName, `${address}.bucket`);
    requireDeclared(targets, describeReference({ name, qualifier }), `${address}.lambda_function_arn`);
  }
  for (const { address, streamName, functionName: name, qualifier } of blueprint.mappings) {
    requireDeclared(streamNames, streamName, `${address}.event_source_arn`);
    requireDeclared(targets, describeReference({ name, qualifier }), `${address}.function_name`);
  }
  for (const { kind, arn, name, qualifier } of blueprint.destinations) {
    if (kind === 'lambda')
      requireDeclared(targets, describeReference({ name, qualifier }), `The destination ${arn}`);
  }
}

function namesOf(plans: readonly { readonly name: string }[]): ReadonlySet<string> {
  return new Set(plans.map(({ name }) => name));
}

function requireDeclared(declared: ReadonlySet<string>, name: string, location: string): void {
  if (declared.has(name)) return;
  throw new AttributeInvalidError(location, `names ${name}, which the stack does not declare`);
}
