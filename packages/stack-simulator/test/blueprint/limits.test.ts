import { mappingRanges } from '@headwaters/aws-rules';
import { eventSourceMappingLimits as limits } from '@headwaters/pipeline-contract';
import { describe, expect, it } from '@jest/globals';

describe('mappingRanges', () => {
  it('are the limits that the contract has for the stacks', () => {
    expect({
      maxBatchRecords: mappingRanges.batchSize.max,
      maxBatchingWindowSeconds: mappingRanges.batchingWindowSeconds.max,
      maxParallelizationFactor: mappingRanges.parallelizationFactor.max,
      minRecordAgeSeconds: mappingRanges.maximumRecordAgeSeconds.min,
      maxRecordAgeSeconds: mappingRanges.maximumRecordAgeSeconds.max,
      maxRetries: mappingRanges.maximumRetryAttempts.max,
      maxBatchBytes: limits.maxBatchBytes,
    }).toEqual(limits);
  });
});
