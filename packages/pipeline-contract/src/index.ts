export { EnvironmentError } from './errors.js';
export {
  parseConsumerEnvironment,
  type ConsumerEnvironment,
  type ConsumerVariables,
} from './consumer-environment.js';

export {
  divisionProblem,
  maxPartitionSlots,
  standardPartitionSlots,
  type Division,
  type DivisionProblem,
} from './partitioning.js';

export { objectPath, type ObjectVersion, offsetInKey } from './object-path.js';

export {
  publishedRangeOf,
  receiptKey,
  receiptPrefix,
  receiptPrefixOf,
  receiptRoot,
  receiptObject,
  parseReceipt,
  type DividedRange,
  type Receipt,
} from './receipt.js';

export { eventSourceMappingLimits, functionLimits, kinesisLimits, s3Limits } from './limits.js';
export {
  parseProducerEnvironment,
  type ProducerEnvironment,
  type ProducerVariables,
} from './producer-environment.js';

export { shardsForLoad, type StreamLoad } from './shards-for-load.js';

export { type ByteRange, intersectRanges, subtractRanges, countBytes, uniteRanges } from './byte-range.js';
