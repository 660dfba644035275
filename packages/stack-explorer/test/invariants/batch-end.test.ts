import type { KinesisEventRecord } from '@headwaters/stack-simulator';
import { describe, expect, it } from '@jest/globals';
import { readBatchEnd } from '../../src/invariants/batch-end.js';

const records = ['1', '2', '3'].map(
  (sequenceNumber) => ({ kinesis: { sequenceNumber } }) as KinesisEventRecord,
);

/** How an invocation ends that reports these Kinesis records as failed. */
const endOf = (reported: readonly string[]) => {
  const batchItemFailures = reported.map((itemIdentifier) => ({ itemIdentifier }));
  return readBatchEnd({ kind: 'succeeded', payload: JSON.stringify({ batchItemFailures }) }, records, true);
};

describe('readBatchEnd', () => {
  it.each([
    ['nothing', [], 'processed', 3],
    ['the first record', ['1'], 'failed', 0],
    ['two records: the lower one counts', ['3', '2'], 'processed', 1],
    ['a record that is not in the batch', ['9'], 'failed', 0],
    ['a record beside one that is not in the batch', ['2', '9'], 'failed', 0],
  ])('reads a response that reports %s', (_, reported, kind, processed) => {
    expect(endOf(reported)).toEqual({ kind, processed });
  });
});
