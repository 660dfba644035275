export {
  ArchiveUnreadableError,
  ArchivedRecordsUnknownError,
  DiscardReasonError,
  InventoryError,
  MappingUnsettledError,
  PipelineIncompleteError,
  RecoveryBusyError,
  RecoveryError,
  RecoveryLeaseLostError,
} from './errors.js';
export {
  consumerOf,
  invokesProducer,
  type PipelineConsumer,
  type PipelineFunction,
  type RecoveryPipeline,
  type UploadFilter,
} from './pipeline/recovery-pipeline.js';
export {
  makeRecoveryClients,
  systemClock,
  type RecoveryClock,
  type RecoveryContext,
} from './pipeline/recovery-context.js';
export type {
  RecoveryOptions,
  RecoveryPlan,
  RecoveryProgress,
  RecoveryReport,
  RecoveryResult,
  ReportRecovery,
} from './progress.js';
export { backfill, type BackfillOptions } from './backfill/backfill.js';
export type { BackfillScope } from './backfill/select-versions.js';
export type { VersionScope } from './listing/listed-version.js';
export { fill, type FillScope } from './fill/fill.js';
export { pauseConsumer, resumeConsumer, type SwitchScope } from './mapping/switch-consumer.js';
export { replay, type ReplayScope } from './replay/replay.js';
export { replaySequenceNumber, type ReplayPlace } from './replay/synthetic-position.js';
export { isInScope, producerActor, type FailureScope } from './failures/failure-scope.js';
export type { FailedSource, Failure, FailureKind } from './failures/failure.js';
export { listFailures, type FailuresContext } from './failures/list-failures.js';
export { groupFailures, type FailureGroup } from './failures/group-failures.js';
export { redrive, type RedriveOptions, type RedriveScope } from './redrive/redrive.js';
export type { FailedKinesisRecord } from './failures/stored-failure.js';
export { deliverRecords, type DeliveryAnswer, type DeliveryOptions } from './delivery/invoke-consumer.js';
export {
  reconcile,
  type ReconcileOptions,
  type ReconcileScope,
  type ReconciliationCounts,
  type ReconciliationReport,
} from './reconcile/reconcile.js';
export {
  runCanary,
  type CanaryArrival,
  type CanaryContext,
  type CanaryOptions,
  type CanaryResult,
} from './canary/run-canary.js';
export { discard, type DiscardOptions } from './discard/discard.js';
