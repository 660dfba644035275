import { type Authorize, type Clock, systemClock } from '@headwaters/local-services';
import { readStack } from '@headwaters/terraform-reader';
import { type Blueprint, type OpenBlueprint, openBlueprint } from '../blueprint/blueprint.js';
import { findSilentRules } from '../blueprint/event-rules.js';
import { findPinnedAliases } from '../blueprint/function-targets.js';
import { findForeignRuntimes } from '../blueprint/functions.js';
import { findExtraFilters } from '../blueprint/filter-criteria.js';
import { findTopicRoutes, findUnsentKinds } from '../blueprint/notifications.js';
import { surveySupport } from '../blueprint/support-survey.js';
import { StackUnsupportedError, type UnsupportedFeature } from '../errors.js';
import { AccessControl } from '../permissions/access-control.js';
import { authorizeCalls } from '../permissions/authorize-calls.js';
import { checkAccess } from '../permissions/check-access.js';
import {
  allTargets,
  readTargetPermissions,
  type TargetPermissions,
} from '../permissions/target-permissions.js';
import { checkStack } from '../refusal/check-stack.js';
import { findBlockedRuntimes } from '../refusal/function-rules.js';
import { type BilledResources, readBilledResources } from '../usage/billed-resources.js';
import type { SimulationOptions } from './simulation.js';

/** A stack that can be run, and the features that the run ignores. */
export interface SupportedStack {
  readonly blueprint: Blueprint;
  readonly unsupported: readonly UnsupportedFeature[];
  /** Decides the calls of functions; `undefined` if permissions are not enforced. */
  readonly authorize: Authorize | undefined;
  /** Where EventBridge may not send. */
  readonly targetPermissions: TargetPermissions;
  /** What costs money besides what the run shows. */
  readonly billedResources: BilledResources;
}

/**
 * Reads the stack to run.
 *
 * @throws the errors of `startSimulation`.
 */
export async function readSupportedStack(options: SimulationOptions): Promise<SupportedStack> {
  const { allowUnsupported = false, createExternal = [], runsCode = true, clock = systemClock } = options;
  const enforcesPermissions = options.enforcePermissions ?? true;
  const configuration = await readStack(options);
  const survey = surveySupport(configuration, { runsCode, enforcesPermissions });
  if (survey.refused.length > 0 && !allowUnsupported) throw new StackUnsupportedError(survey.refused);
  const open = withOverriddenVariables(openBlueprint(configuration, createExternal), options);
  const features = surveyFlow(open, runsCode);
  if (features.refused.length > 0 && !allowUnsupported) throw new StackUnsupportedError(features.refused);
  checkStack(open, createExternal);
  checkStartingPositions(open, clock);
  const access = enforcesPermissions ? new AccessControl(open) : undefined;
  // AWS has accepted what is deployed, perhaps by policies of another stack.
  if (access !== undefined && !open.stack.isDeployed) checkAccess(open, access);
  open.stack.problems.throwIfAny();
  const unsupported = [survey, features].flatMap(({ refused }) => refused);
  return {
    blueprint: open.blueprint,
    unsupported: [...unsupported, ...survey.accepted, ...features.accepted, ...(access?.unknowns ?? [])],
    authorize: access && authorizeCalls(open.blueprint, access),
    targetPermissions: access ? readTargetPermissions(open, access) : allTargets,
    billedResources: readBilledResources(open.stack),
  };
}

function withOverriddenVariables(
  open: OpenBlueprint,
  { overrideVariables }: SimulationOptions,
): OpenBlueprint {
  if (overrideVariables === undefined) return open;
  const functions = open.blueprint.functions.map((plan) => {
    const environment = { ...plan.environment, ...overrideVariables(plan.environment) };
    return { ...plan, environment };
  });
  return { ...open, blueprint: { ...open.blueprint, functions } };
}

/** Finds unsupported features that only the resolved stack shows. */
function surveyFlow(open: OpenBlueprint, runsCode: boolean): ReturnType<typeof surveySupport> {
  const { functions, mappings, queueMappings, notifications, messageNotifications } = open.blueprint;
  const pinned = findPinnedAliases(functions);
  const unsent = findUnsentKinds([...notifications, ...messageNotifications]);
  return {
    refused: [
      ...(runsCode ? [...pinned, ...findForeignRuntimes(functions)] : []),
      ...(open.stack.isDeployed ? [] : findExtraFilters([...mappings, ...queueMappings])),
      ...unsent.silent,
      ...findSilentRules(open.stack),
      ...findTopicRoutes(open.stack, messageNotifications),
    ],
    accepted: [...(runsCode ? [] : pinned), ...unsent.partly, ...findBlockedRuntimes(open)],
  };
}

/**
 * AWS rejects a starting position in the future. With a virtual clock, the machine's time counts if it is later.
 * Source: https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html, StartingPositionTimestamp (read
 * 2026-11-23).
 */
function checkStartingPositions({ stack, blueprint }: OpenBlueprint, clock: Clock): void {
  const nowMillis = Math.max(clock.now(), Date.now());
  for (const { address, startingPosition: start } of blueprint.mappings) {
    if (start.kind !== 'AT_TIMESTAMP' || start.timestampMillis <= nowMillis) continue;
    stack.problems.add(
      `${address}.starting_position_timestamp`,
      `is ${new Date(start.timestampMillis).toISOString()}, which is in the future; AWS accepts the past only`,
    );
  }
}
