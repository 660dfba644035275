import { functionNameOfArn } from '@headwaters/pipeline-contract';
import { AttributeInvalidError, type TerraformConfiguration } from '@headwaters/terraform-reader';
import { readBuckets, type BucketPlan } from './buckets.js';
import { uniqueDestinations, type DestinationPlan } from './destinations.js';
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
      ...functions.flatMap(({ asynchronous }) => [asynchronous.onSuccess, asynchronous.onFailure]),
      ...mappings.map(({ onFailure }) => onFailure),
    ]),
  };
}

/** AWS rejects a notification whose function has no permission for `s3.amazonaws.com`. */
function checkPermissions(notifications: readonly NotificationPlan[], stack: StackReader): void {
  const permitted = new Set(
    stack
      .resources('aws_lambda_permission')
      .filter((permission) => permission.string('principal') === 's3.amazonaws.com')
      .map((permission) => functionNameOfArn(permission.string('function_name'))),
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
 * Checks that the stack declares every bucket, stream and function that its notifications and mappings refer to.
 *
 * @throws {@link AttributeInvalidError} for the first one that is missing.
 */
export function checkReferences({ notifications, mappings, buckets, streams, functions }: Blueprint): void {
  const bucketNames = namesOf(buckets);
  const streamNames = namesOf(streams);
  const functionNames = namesOf(functions);
  for (const { address, bucketName, functionName } of notifications) {
    requireDeclared(bucketNames, bucketName, `${address}.bucket`);
    requireDeclared(functionNames, functionName, `${address}.lambda_function_arn`);
  }
  for (const { address, streamName, functionName } of mappings) {
    requireDeclared(streamNames, streamName, `${address}.event_source_arn`);
    requireDeclared(functionNames, functionName, `${address}.function_name`);
  }
}

function namesOf(plans: readonly { readonly name: string }[]): ReadonlySet<string> {
  return new Set(plans.map(({ name }) => name));
}

function requireDeclared(declared: ReadonlySet<string>, name: string, location: string): void {
  if (declared.has(name)) return;
  throw new AttributeInvalidError(location, `names ${name}, which the stack does not declare`);
}
