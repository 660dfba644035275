export { EnvironmentError } from './errors.js';
export { describeIssue } from './schema-issue.js';
export { commonVariables, integer, requiredString } from './variables.js';
export { recordTerminators, wireProfiles, type RecordTerminator, type WireProfile } from './wire.js';
export {
  binaryContentType,
  defaultMaxExpansionRatio,
  defaultUploadSettings,
  encodings,
  findUploadRule,
  findUploadRuleProblems,
  largestExpansionRatio,
  resolveUploadRule,
  serializeUploadRules,
  uploadRulesSchema,
  type Encoding,
  type UploadRule,
  type UploadRuleInput,
  type UploadRuleProblem,
  type UploadSettings,
} from './upload-rules.js';
export {
  compressions,
  defaultFairShareSeconds,
  parseProducerEnvironment,
  uploadRulesOf,
  type Compression,
  type ProducerEnvironment,
  type ProducerVariables,
} from './producer-environment.js';
export {
  defaultQuarantineAfterSeconds,
  parseConsumerEnvironment,
  sinks,
  type ConsumerEnvironment,
  type ConsumerVariables,
} from './consumer-environment.js';
export {
  findSinkProblems,
  firehoseDelimiters,
  keyTypes,
  parquetMismatches,
  parquetPartitions,
  recordFormats,
  sinkCsvDelimiters,
  tableModes,
  type SinkVariableProblem,
} from './sink-variables.js';
export { parquetColumnTypes, type ParquetColumn, type ParquetColumnType } from './parquet-columns.js';
export {
  csvDelimiters,
  csvHeaders,
  defaultPartitionSlots,
  findPartitioningProblem,
  maxPartitionSlots,
  partitionMissingChoices,
  partitionStrategies,
  recordLayouts,
  type CsvDelimiter,
  type CsvHeader,
  type PartitioningProblem,
  type PartitioningSettings,
  type PartitionMissing,
  type PartitionStrategy,
  type RecordLayout,
} from './partitioning.js';
export {
  actorReceiptsPrefix,
  objectReceiptsPrefix,
  parsePublishedRange,
  parseReceipt,
  parseReceiptKey,
  receiptKey,
  receiptObject,
  receiptsPrefix,
  type LedgerEntry,
  type PartitionedRange,
  type Receipt,
  type ReceiptName,
} from './receipt.js';
export {
  parseSourceRecord,
  sourceRecordKey,
  sourceRecordObject,
  sourceRecordsPrefix,
} from './source-record.js';
export {
  consumerQuarantinePrefix,
  parseQuarantineKey,
  parseQuarantinedRecord,
  quarantineDayPrefix,
  quarantineKey,
  quarantineObject,
  quarantinePrefix,
  type QuarantinedRecord,
  type QuarantineName,
  type QuarantineReason,
} from './quarantine.js';
export {
  attemptMarkersPrefix,
  batchMarkerKey,
  consumerAttemptsPrefix,
  recordMarkerKey,
} from './attempt-marker.js';
export {
  closureKey,
  closureObject,
  closuresPrefix,
  consumerClosuresPrefix,
  outOfTimeCode,
  parseClosure,
  parseRecoveryAnswer,
  reconciliationReportsPrefix,
  recoveryJobsPrefix,
  recoveryKindOf,
  recoveryKinds,
  type FailureClosure,
  type RecoveryAnswer,
  type RecoveryEvent,
  type RecoveryKind,
} from './recovery.js';
export { positionPath, type StreamPosition } from './stream-position.js';
export {
  archiveKey,
  archivePrefix,
  contentDigest,
  foreignRecordKey,
  parseArchiveKey,
  type ArchivedRange,
  type ArchiveName,
} from './archive-key.js';
export { formatSourceUri, objectPath, padOffset, type ObjectVersion } from './object-version.js';
export { countBytes, intersectRanges, mergeRanges, subtractRanges, type ByteRange } from './byte-range.js';
export { eventSourceMappingLimits, functionLimits, kinesisLimits, s3Limits } from './limits.js';
export {
  defaultTargetUsePercent,
  shardsForLoad,
  streamUse,
  type StreamLoad,
  type StreamUse,
} from './shards-for-load.js';
export { catchUpSeconds, findCatchUpProblem, type OutageScope, type ProvisionedStream } from './catch-up.js';
export { functionNameOfArn, parseFunctionReference, type FunctionReference } from './function-arn.js';
