export {
  LedgerError,
  PartsMismatchError,
  ReceiptUnreadableError,
  SourceMissingError,
  SourceUriError,
} from './errors.js';

export {
  type Failures,
  type GivenUp,
  type GivenUpBlocks,
  type UnreadableRecords,
  collectFailures,
} from './failures.js';

export { type FailedBatch, parseFailedBatch } from './failed-batch.js';
export { type FailedUpload, parseFailedUpload } from './failed-upload.js';

export { type CollectedRange, type PartOutcome, PartCollector } from './part-collector.js';

export { readReceipts } from './receipts.js';
export { type FoundVersion, findVersion, parseSourceUri } from './source-version.js';

export { type Explanation, explainGaps, type Gap, type GapState, type Reason } from './gap.js';

export {
  type ActorTrace,
  type ConsumerTrace,
  type Trace,
  traceSource,
  type Evidence,
  type TracedConsumer,
} from './trace.js';
export { traceObject, type TracedPipeline } from './trace-object.js';
