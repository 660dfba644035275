export {
  InventoryError,
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
export { replay, type ReplayScope } from './replay/replay.js';
export { replaySequenceNumber, type ReplayPlace } from './replay/synthetic-position.js';
