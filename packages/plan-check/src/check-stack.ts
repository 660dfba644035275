import { alarmDimensions } from './checks/alarm-dimensions.js';
import { alarmActions, iteratorAgeAlarm } from './checks/alarms.js';
import { notificationOverwritten, suffixLoop } from './checks/bucket-notifications.js';
import { isNotChecked, type Check, type Finding, type SkippedCheck, type Violation } from './checks/check.js';
import { destinationPermission } from './checks/destination-permission.js';
import { failureDestination, recordAge, retryTime } from './checks/failure-handling.js';
import { deprecatedRuntime, reservedVariable } from './checks/function-configuration.js';
import { secretInEnvironment, sharedRole } from './checks/function-security.js';
import { invokePermission } from './checks/invoke-permission.js';
import { keyGrant } from './checks/key-grant.js';
import { mappingLimits, windowAge } from './checks/mapping-settings.js';
import { logRetention } from './checks/monitoring.js';
import { notificationOverlap } from './checks/notification-overlap.js';
import { publicAccess } from './checks/public-access.js';
import { qualifierMismatch } from './checks/qualifier-mismatch.js';
import { queueVisibility } from './checks/queue-visibility.js';
import { latestStart, replacement, shardJump } from './checks/risky-changes.js';
import { sourcePermission } from './checks/source-permission.js';
import { duplicateMapping, fanOutLimit, sharedThroughput } from './checks/stream-readers.js';
import { switchedOff } from './checks/switched-off.js';
import { targetPolicy } from './checks/target-policy.js';
import { unencrypted } from './checks/unencrypted.js';
import type { TerraformStack } from './stack/terraform-stack.js';

/** All checks, ordered by what is at stake: data, its confidentiality, then monitoring. */
export const allChecks: readonly Check[] = [
  replacement,
  failureDestination,
  recordAge,
  retryTime,
  windowAge,
  queueVisibility,
  latestStart,
  shardJump,
  switchedOff,
  mappingLimits,
  duplicateMapping,
  sharedThroughput,
  fanOutLimit,
  notificationOverwritten,
  notificationOverlap,
  suffixLoop,
  invokePermission,
  qualifierMismatch,
  targetPolicy,
  sourcePermission,
  destinationPermission,
  keyGrant,
  unencrypted,
  publicAccess,
  sharedRole,
  secretInEnvironment,
  reservedVariable,
  deprecatedRuntime,
  iteratorAgeAlarm,
  alarmActions,
  alarmDimensions,
  logRetention,
];

/** What the checks found in a stack, and what they could not check. Both are in the order of {@link allChecks}. */
export interface CheckResult {
  readonly findings: readonly Finding[];
  readonly notChecked: readonly SkippedCheck[];
}

/** Runs all checks on a stack. */
export function checkStack(stack: TerraformStack): CheckResult {
  const results = allChecks.map((check) => runCheck(check, stack));
  return {
    findings: results.flatMap(({ findings }) => findings),
    notChecked: [
      ...results.flatMap(({ notChecked }) => notChecked),
      ...stack.unreadModules.map((address) => ({ id: 'modules', address, reason: unreadModule })),
    ],
  };
}

const unreadModule = 'a configuration does not contain the resources of a called module: check the plan';

function runCheck({ id, severity, why, fix, find }: Check, stack: TerraformStack): CheckResult {
  const outcomes = find(stack);
  return {
    findings: outcomes
      .filter((outcome): outcome is Violation => !isNotChecked(outcome))
      .map(({ address, what, ...own }) => ({
        id,
        severity: own.severity ?? severity,
        address,
        what,
        why,
        fix: own.fix ?? fix,
      })),
    notChecked: outcomes
      .filter(isNotChecked)
      .map(({ address, notChecked }) => ({ id, address, reason: notChecked })),
  };
}
