export { EnvironmentError } from './errors.js';
export {
  compressions,
  parseProducerEnvironment,
  type Compression,
  type ProducerEnvironment,
  type ProducerVariables,
} from './producer-environment.js';
export {
  parseConsumerEnvironment,
  type ConsumerEnvironment,
  type ConsumerVariables,
} from './consumer-environment.js';
export {
  csvHeaders,
  defaultPartitionSlots,
  findPartitioningProblem,
  maxPartitionSlots,
  partitionStrategies,
  recordLayouts,
  type CsvHeader,
  type PartitioningProblem,
  type PartitioningSettings,
  type PartitionStrategy,
  type RecordLayout,
} from './partitioning.js';
export {
  actorReceiptsPrefix,
  objectReceiptsPrefix,
  parsePublishedRange,
  parseReceipt,
  receiptKey,
  receiptObject,
  receiptsPrefix,
  type LedgerEntry,
  type PartitionedRange,
  type Receipt,
} from './receipt.js';
export { formatSourceUri, objectPath, padOffset, type ObjectVersion } from './object-version.js';
export { countBytes, intersectRanges, mergeRanges, subtractRanges, type ByteRange } from './byte-range.js';
export { eventSourceMappingLimits, functionLimits, kinesisLimits, s3Limits } from './limits.js';
export { shardsForLoad, type StreamLoad } from './shards-for-load.js';
export { functionNameOfArn, parseFunctionReference, type FunctionReference } from './function-arn.js';
