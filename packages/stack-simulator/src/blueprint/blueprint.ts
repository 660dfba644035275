import type { TerraformConfiguration } from '@headwaters/terraform-reader';
import { readBuckets, type BucketPlan } from './buckets.js';
import { uniqueDestinations, type DestinationPlan } from './destinations.js';
import { withExternalResources } from './external-resources.js';
import { type EventRulePlan, readEventRules } from './event-rules.js';
import { describeReference } from './function-reference.js';
import { checkTargets } from './function-targets.js';
import { readFunctions, type FunctionPlan } from './functions.js';
import { InvokePermissions } from './invoke-permissions.js';
import { readMappings, type MappingPlan } from './mappings.js';
import {
  readMessageNotifications,
  readNotifications,
  type MessageNotificationPlan,
  type NotificationPlan,
} from './notifications.js';
import { type QueueMappingPlan, readQueueMappings } from './queue-mappings.js';
import { type QueuePlan, readQueues } from './queues.js';
import { StackReader } from './stack-reader.js';
import { readStreamConsumers, type StreamConsumerPlan } from './stream-consumers.js';
import { readStreams, type StreamPlan } from './streams.js';
import { readTables, type TablePlan } from './tables.js';
import { listUploads, type UploadRoute } from './uploads.js';

/** What a stack declares, with all names, ARNs and settings resolved. Independent of Terraform. */
export interface Blueprint {
  readonly stackName: string;
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
  readonly buckets: readonly BucketPlan[];
  readonly streams: readonly StreamPlan[];
  /** The DynamoDB tables. */
  readonly tables: readonly TablePlan[];
  /** Consumers with enhanced fan-out. */
  readonly streamConsumers: readonly StreamConsumerPlan[];
  readonly functions: readonly FunctionPlan[];
  /** The rules by which S3 events invoke functions. */
  readonly notifications: readonly NotificationPlan[];
  /** The rules by which S3 events are sent to queues and topics. */
  readonly messageNotifications: readonly MessageNotificationPlan[];
  /** The mappings of streams. */
  readonly mappings: readonly MappingPlan[];
  /** The standard queues. */
  readonly queues: readonly QueuePlan[];
  /** The mappings of queues. */
  readonly queueMappings: readonly QueueMappingPlan[];
  /** The rules on the default event bus. */
  readonly eventRules: readonly EventRulePlan[];
  /** The ways by which uploads invoke functions, whatever carries them. */
  readonly uploads: readonly UploadRoute[];
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
 * @throws {@link StackRefusedError} if there are several of these problems.
 */
export function readBlueprint(configuration: TerraformConfiguration): Blueprint {
  const { stack, blueprint } = openBlueprint(configuration, []);
  checkTargets(stack, blueprint.functions);
  checkPermissions(blueprint, stack);
  stack.problems.throwIfAny();
  return blueprint;
}

/** A blueprint, and the reader of the stack for checks that need more of it. */
export interface OpenBlueprint {
  readonly stack: StackReader;
  readonly blueprint: Blueprint;
}

/**
 * Resolves the configuration of a stack, without checks of how its resources fit together.
 *
 * @param createExternal - Names of resources outside of the stack that the run creates.
 * @throws the errors of {@link readBlueprint}.
 */
export function openBlueprint(
  configuration: TerraformConfiguration,
  createExternal: readonly string[],
): OpenBlueprint {
  const account = {
    partition: 'aws',
    region: configuration.region ?? defaultRegion,
    accountId: configuration.accountId ?? defaultAccountId,
  };
  const stack = new StackReader(configuration, account);
  const functions = readFunctions(stack);
  const mappings = readMappings(stack);
  const streams = readStreams(stack);
  const declared = {
    stackName: configuration.stackName,
    ...account,
    buckets: readBuckets(stack),
    streams,
    tables: readTables(stack),
    streamConsumers: readStreamConsumers(stack, streams),
    functions,
    notifications: readNotifications(stack),
    messageNotifications: readMessageNotifications(stack),
    mappings,
    queues: readQueues(stack),
    queueMappings: readQueueMappings(stack),
    eventRules: readEventRules(stack),
    destinations: uniqueDestinations([
      ...functions
        .flatMap(({ targets }) => targets)
        .flatMap(({ asynchronous }) => [asynchronous.onSuccess, asynchronous.onFailure]),
      ...functions.map(({ deadLetters }) => deadLetters),
      ...mappings.map(({ onFailure }) => onFailure),
    ]),
  };
  const plans = withExternalResources(stack, declared, createExternal);
  stack.problems.throwIfAny();
  return { stack, blueprint: { ...plans, uploads: listUploads(plans) } };
}

/** AWS rejects a notification whose function has no permission for `s3.amazonaws.com` and this bucket. */
export function checkPermissions({ notifications, buckets, accountId }: Blueprint, stack: StackReader): void {
  const permissions = new InvokePermissions(stack);
  const bucketArns = new Map(buckets.map(({ name, arn }) => [name, arn]));
  for (const { address, bucketName, functionName, qualifier } of notifications) {
    const name = describeReference({ name: functionName, qualifier });
    const sourceArn = bucketArns.get(bucketName) ?? '';
    if (permissions.admit(name, { principal: 's3.amazonaws.com', sourceArn, accountId })) continue;
    const scope = qualifier === undefined ? '' : ` with the qualifier ${qualifier}`;
    stack.problems.add(
      `${address}.lambda_function_arn`,
      `names ${name}, which S3 may not invoke for ${bucketName}: declare an aws_lambda_permission for s3.amazonaws.com${scope}. ` +
        'AWS: Unable to validate the following destination configurations',
    );
  }
}
