export { EnvironmentError } from './environment-error.js';
export { parseConsumerEnvironment } from './consumer-environment.js';
export type { ConsumerEnvironment, ConsumerVariables } from './consumer-environment.js';
export { divisionProblem, maxPartitionSlots, standardPartitionSlots } from './division-problem.js';
export type { Division, DivisionProblem } from './division-problem.js';
export { objectPath } from './ledger/object-path.js';
export type { ObjectVersion } from './ledger/object-path.js';
export { offsetInKey } from './ledger/offset-in-key.js';
export {
  publishedRangeOf,
  receiptKey,
  receiptPrefix,
  receiptPrefixOf,
  receiptRoot,
} from './ledger/receipt-key.js';
export { receiptObject } from './ledger/receipt-object.js';
export { parseReceipt } from './ledger/receipt.js';
export type { DividedRange, Receipt } from './ledger/receipt.js';
export { eventSourceMappingLimits, functionLimits, kinesisLimits, s3Limits } from './limits.js';
export { parseProducerEnvironment } from './producer-environment.js';
export type { ProducerEnvironment, ProducerVariables } from './producer-environment.js';
export { shardsForLoad } from './shards-for-load.js';
export type { StreamLoad } from './shards-for-load.js';
