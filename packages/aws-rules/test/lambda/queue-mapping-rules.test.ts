import {
  duplicateQueueMappingMessage,
  isInRange,
  queueBatchProblem,
  queueMappingRanges,
  queueReadActions,
  findManagedPolicy,
} from '@headwaters/aws-rules';
import { describe, expect, it } from '@jest/globals';

describe('queueMappingRanges', () => {
  it.each([
    ['batchSize', 1, 10_000],
    ['batchingWindowSeconds', 0, 300],
    ['maximumConcurrency', 2, 1_000],
  ] as const)('accepts a %s from %d to %d, and none below or above', (setting, min, max) => {
    const range = queueMappingRanges[setting];
    expect([min - 1, min, max, max + 1].map((value) => isInRange(value, range))).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });
});

describe('queueBatchProblem', () => {
  it('accepts 10 without a window and 11 with a window of 1 s', () => {
    expect([queueBatchProblem(10, 0), queueBatchProblem(11, 1)]).toEqual([undefined, undefined]);
  });

  it('has the recorded message for 11 without a window', () => {
    expect(queueBatchProblem(11, 0)).toBe(
      'is 11 without a batching window. AWS: Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10',
    );
  });
});

describe('duplicateQueueMappingMessage', () => {
  it('is as recorded for a queue', () => {
    expect(duplicateQueueMappingMessage({ sourceArn: 'arn', functionName: 'f' })).toBe(
      'An event source mapping with SQS arn (" arn ") and function (" f ") already exists',
    );
  });
});

describe('queueReadActions', () => {
  it('are in the managed policy for mappings of queues', () => {
    const policy = JSON.stringify(
      findManagedPolicy('arn:aws:iam::aws:policy/service-role/AWSLambdaSQSQueueExecutionRole'),
    );
    expect(queueReadActions.filter((action) => !policy.includes(`"${action}"`))).toEqual([]);
  });
});
