export { EnvironmentError } from './environment-error.js';
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
} from './division-problem.js';

export { objectPath, type ObjectVersion } from './ledger/object-path.js';

export { offsetInKey } from './ledger/offset-in-key.js';
export {
  publishedRangeOf,
  receiptKey,
  receiptPrefix,
  receiptPrefixOf,
  receiptRoot,
} from './ledger/receipt-key.js';
export { receiptObject } from './ledger/receipt-object.js';
export { parseReceipt, type DividedRange, type Receipt } from './ledger/receipt.js';

export { eventSourceMappingLimits, functionLimits, kinesisLimits, s3Limits } from './limits.js';
export {
  parseProducerEnvironment,
  type ProducerEnvironment,
  type ProducerVariables,
} from './producer-environment.js';

export { shardsForLoad, type StreamLoad } from './shards-for-load.js';

export { type ByteRange } from './byte-range/byte-range.js';
export { intersectRanges } from './byte-range/intersect-ranges.js';
export { subtractRanges } from './byte-range/subtract-ranges.js';
export { countBytes } from './byte-range/count-bytes.js';
export { uniteRanges } from './byte-range/unite-ranges.js';
