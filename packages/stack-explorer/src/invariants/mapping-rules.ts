import type { MappingPlan } from '@headwaters/stack-simulator';

/** The settings of a mapping that the invariants depend on. */
export type MappingRules = Pick<
  MappingPlan,
  | 'batchSize'
  | 'bisectBatchOnFunctionError'
  | 'maximumRecordAgeSeconds'
  | 'maximumRetryAttempts'
  | 'onFailure'
  | 'parallelizationFactor'
  | 'reportBatchItemFailures'
>;
