import type { TerraformConfiguration } from '../terraform/terraform-configuration.js';
import type { Blueprint } from './blueprint.js';
import { checkPermissions } from './check-permissions.js';
import type { DestinationPlan } from './destination-plan.js';
import { localAccountId } from './local-account.js';
import { readBuckets } from './read-buckets.js';
import { readFunctions } from './read-functions.js';
import { readMappings } from './read-mappings.js';
import { readNotifications } from './read-notifications.js';
import { readStreams } from './read-streams.js';
import { StackReader } from './stack-reader.js';

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
