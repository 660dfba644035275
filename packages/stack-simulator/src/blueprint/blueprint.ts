import { AttributeInvalidError } from '../errors.js';
import type { TerraformConfiguration } from '../terraform/terraform-configuration.js';
import { type BucketPlan, readBuckets } from './buckets.js';
import type { DestinationPlan } from './destinations.js';
import { functionNameOf } from './function-name-of.js';
import { type FunctionPlan, readFunctions } from './functions.js';
import { type MappingPlan, readMappings } from './mappings.js';
import { type NotificationPlan, readNotifications } from './notifications.js';
import { StackReader } from './stack-reader.js';
import { type StreamPlan, readStreams } from './streams.js';

/** What a stack declares, resolved: every name, ARN and setting that a run needs, and nothing of Terraform. */
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
  /** Where failed (or succeeded) invocations and batches go, each once. */
  readonly destinations: readonly DestinationPlan[];
}

/** The AWS account that every resource of a simulation belongs to. It is AWS's own example number, so it is nobody's. */
const localAccountId = '123456789012';

const standardRegion = 'us-east-1';

/**
 * Resolves what a stack declares into what a run needs.
 *
 * @throws {@link ExpressionUnsupportedError} for an expression beyond references and templates, where a run needs its value.
 * @throws {@link AttributeInvalidError} for a value that AWS would not take either.
 */
export function readBlueprint(configuration: TerraformConfiguration): Blueprint {
  const surroundings = {
    partition: 'aws',
    region: configuration.region ?? standardRegion,
    accountId: configuration.accountId ?? localAccountId,
  };
  const stack = new StackReader(configuration, surroundings);
  const functions = readFunctions(stack);
  const mappings = readMappings(stack);
  const notifications = readNotifications(stack);
  checkPermissions(notifications, stack);
  return {
    stackName: configuration.stackName,
    ...surroundings,
    buckets: readBuckets(stack),
    streams: readStreams(stack),
    functions,
    notifications,
    mappings,
    destinations: distinct([
      ...functions.flatMap(({ asynchronous }) => [asynchronous.onSuccess, asynchronous.onFailure]),
      ...mappings.map(({ onFailure }) => onFailure),
    ]),
  };
}

function distinct(destinations: readonly (DestinationPlan | undefined)[]): readonly DestinationPlan[] {
  const present = destinations.filter((destination) => destination !== undefined);
  return [...new Map(present.map((destination) => [destination.arn, destination])).values()];
}

/**
 * Checks that S3 may invoke the functions that notifications name: AWS refuses a notification otherwise.
 *
 * @throws {@link AttributeInvalidError} for a notification whose function has no permission for `s3.amazonaws.com`.
 */
function checkPermissions(notifications: readonly NotificationPlan[], stack: StackReader): void {
  const permitted = new Set(
    stack
      .resources('aws_lambda_permission')
      .filter((permission) => permission.text('principal') === 's3.amazonaws.com')
      .map((permission) => functionNameOf(permission.text('function_name'))),
  );
  for (const { address, functionName } of notifications) {
    if (permitted.has(functionName)) continue;
    throw new AttributeInvalidError(
      `${address}.lambda_function_arn`,
      `names ${functionName}, which S3 may not invoke: declare an aws_lambda_permission for s3.amazonaws.com`,
    );
  }
}

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
