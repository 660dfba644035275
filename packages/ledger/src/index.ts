export { LedgerError } from './error/ledger-error.js';
export { PartsMismatchError } from './error/parts-mismatch-error.js';
export { ReceiptUnreadableError } from './error/receipt-unreadable-error.js';
export { SourceMissingError } from './error/source-missing-error.js';
export { SourceUriError } from './error/source-uri-error.js';
export {
  type Failures,
  type GivenUp,
  type GivenUpBlocks,
  type UnreadableRecords,
  collectFailures,
} from './failure/collect-failures.js';

export type { FailedBatch } from './failure/failed-batch.js';
export type { FailedUpload } from './failure/failed-upload.js';
export { parseFailedBatch } from './failure/parse-failed-batch.js';
export { parseFailedUpload } from './failure/parse-failed-upload.js';
export { type CollectedRange, type PartOutcome, PartCollector } from './parts/part-collector.js';

export { readReceipts } from './receipt/read-receipts.js';
export { type FoundVersion, findVersion } from './source/find-version.js';

export { parseSourceUri } from './source/parse-source-uri.js';
export { type Explanation, explainGaps } from './trace/explain-gaps.js';

export type { Gap, GapState, Reason } from './trace/gap.js';
export type { ActorTrace, ConsumerTrace, Trace } from './trace/trace.js';
export { traceObject, type TracedPipeline } from './trace/trace-object.js';

export { traceSource, type Evidence, type TracedConsumer } from './trace/trace-source.js';
