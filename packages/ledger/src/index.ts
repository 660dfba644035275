export {
  ArchiveGapError,
  LedgerError,
  PartsMismatchError,
  ReceiptUnreadableError,
  SourceMissingError,
  SourceUriError,
} from './errors.js';
export { findVersion, isSameVersion, parseSourceUri, type FoundVersion } from './source-version.js';
export {
  listFolders,
  listObjects,
  readTextObjects,
  type ListedObject,
  type TextObject,
} from './s3-objects.js';
export {
  asyncFailuresPrefix,
  lambdaFailurePath,
  lambdaFailuresPrefix,
  timeOfLambdaFailure,
} from './failures/lambda-failure-key.js';
export { readReceipts } from './receipts/receipts.js';
export {
  coverageOfNames,
  listReceiptNames,
  type ListedReceipt,
  type NamedActor,
  type NamedCoverage,
} from './receipts/receipt-names.js';
export {
  parseFailedBatch,
  type FailedBatch,
  type FailedBatchRecord,
  type FailedRecord,
} from './failures/failed-batch.js';
export { rangeOfPart, readCarried } from './failures/carried-record.js';
export {
  eventOfFailedUpload,
  parseFailedUpload,
  sourcesInEvent,
  type FailedUpload,
} from './failures/failed-upload.js';
export { readActorCoverage, ActorCoverage } from './receipts/actor-coverage.js';
export {
  collectFailures,
  type DeadLetter,
  type DeadLetteredBlocks,
  type Failures,
  type QuarantinedBlocks,
  type UnreadableRecords,
} from './failures/failures.js';
export { PartCollector, type CollectedRange, type PartOutcome } from './archive/part-collector.js';
export { listArchive, readArchive, type ArchivedObject } from './archive/read-archive.js';
export { explainGaps, type Explanation, type Gap, type GapReason, type GapState } from './trace/gap.js';
export {
  traceSource,
  type ActorTrace,
  type ConsumerTrace,
  type Trace,
  type TracedConsumer,
  type TraceEvidence,
} from './trace/trace.js';
export { traceObject, type TracedPipeline } from './trace/trace-object.js';
