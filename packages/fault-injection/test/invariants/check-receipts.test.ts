import { describe, expect, it } from '@jest/globals';
import type { Receipt } from '@headwaters/pipeline-contract';
import { checkReceiptsBeforeFailure } from '../../src/invariants/check-receipts.js';
import { consumer, evidence, invocation, outcome, receipt } from '../support/valid-evidence.js';

const outcomes = [outcome(0), outcome(6), outcome(12)];

/** Checks an invocation with three blocks that reported the second as failed and wrote a receipt. */
function found(written: Receipt, requestId = 'request') {
  const Records = outcomes.map(({ sequenceNumber }) => ({ eventID: `shardId-0:${sequenceNumber}` }));
  const batchItemFailures = [{ itemIdentifier: outcomes[1]?.sequenceNumber }];
  const failed = invocation({
    payload: JSON.stringify({ Records }),
    outcome: { kind: 'succeeded', payload: JSON.stringify({ batchItemFailures }) },
  });
  return checkReceiptsBeforeFailure(
    evidence({
      consumers: [consumer(outcomes)],
      invocations: [failed],
      receipts: new Map([[requestId, [written]]]),
    }),
  );
}

describe('checkReceiptsBeforeFailure', () => {
  it('accepts a receipt for the block before the failed one, and one of another invocation', () => {
    expect(found(receipt(0, 6))).toEqual([]);
    expect(found(receipt(0, 18), 'other request')).toEqual([]);
  });

  it('accepts a receipt for a quarantined block after the failed one: it is written again at the next attempt', () => {
    expect(found(receipt(12, 18, { outcome: 'quarantined' }))).toEqual([]);
  });

  it.each([
    ['the failed block', receipt(0, 12), '6-12'],
    ['a block after the failed one', receipt(12, 18), '12-18'],
    [
      'a range with a gap',
      receipt(0, 18, {
        ranges: [
          [0, 6],
          [12, 18],
        ],
      }),
      '12-18',
    ],
    ['the same range of another version', receipt(0, 6, { source: { bucket: 'bucket', key: 'key' } }), '0-6'],
  ])('reports a receipt for %s', (_, written, range) => {
    expect(found(written)).toEqual([
      `archiver wrote a receipt for bytes ${range} of key after a failed Kinesis record`,
    ]);
  });
});
