export { allOf, answerOf, anyOf, negate, type Answer } from './answer.js';
export { evaluateAccess, explainDenial, type AccessQuestion } from './iam/evaluate-access.js';
export { findManagedPolicy, managedPolicyNames } from './iam/managed-policies.js';
export type { PolicyInput } from './iam/policy-document.js';
export type { RequestContext } from './iam/request-context.js';
export { uniqueText, unknownText } from './iam/unknown-text.js';
export { matchesWildcard } from './iam/wildcard.js';
export {
  duplicateMappingMessage,
  failureDestinationProblem,
  filterLimits,
  findDuplicateMappings,
  functionResponseTypes,
  isInRange,
  mappingDefaults,
  mappingRanges,
  startingPositions,
  type IntegerRange,
  type MappingIdentity,
} from './lambda/mapping-rules.js';
export {
  duplicateQueueMappingMessage,
  queueBatchProblem,
  queueMappingDefaults,
  queueMappingRanges,
  queueReadActions,
  streamOnlySettings,
} from './lambda/queue-mapping-rules.js';
export {
  destinationActions,
  failureRecordPrefix,
  fanOutReadActions,
  streamReadActions,
} from './lambda/role-permissions.js';
export { isReservedVariable } from './lambda/reserved-variables.js';
export {
  findLambdaRuntime,
  lambdaRuntimes,
  runtimePhase,
  type LambdaRuntime,
  type RuntimePhase,
} from './lambda/runtimes.js';
export type { CronSchedule, ScheduleProblem } from './events/cron-expression.js';
export {
  isScheduleProblem,
  nextRun,
  parseSchedule,
  type RateSchedule,
  type Schedule,
} from './events/schedule-expression.js';
export { eventBridgePrincipal, targetRetryRanges } from './events/target-rules.js';
export { maxReceiveCountRange, queueDefaults, queueRanges } from './sqs/queue-rules.js';
export { eventKinds, expandEventKind, isEventKind, matchesEventKind } from './s3/event-kinds.js';
export {
  findOverlaps,
  overlapMessage,
  type NotificationFilter,
  type NotificationOverlap,
} from './s3/notification-rules.js';
