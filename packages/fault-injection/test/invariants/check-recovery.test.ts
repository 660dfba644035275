import { describe, expect, it } from '@jest/globals';
import type { Evidence, RecordOutcome } from '../../src/evidence/evidence.js';
import {
  type FailureEvidence,
  type RecoveryDelivery,
  type RecoveryEvidence,
  type RecoveryRun,
  noRecovery,
} from '../../src/evidence/recovery-evidence.js';
import { checkRecovery } from '../../src/invariants/check-recovery.js';
import { consumer, evidence, outcome, quarantineObject, receipt } from '../support/valid-evidence.js';

const closing: RecoveryRun = {
  ...{ command: 'redrive', course: 'once', isDuring: false, isClosing: true, complete: true, counts: {} },
};

function delivery(
  records: readonly RecordOutcome[],
  changes: Partial<RecoveryDelivery> = {},
): RecoveryDelivery {
  return {
    ...{ kind: 'redrive', functionName: 'archiver', requestId: 'r', records },
    ...{ acknowledged: records.length, hasAnswered: true, outcomesBefore: 0 },
    ...changes,
  };
}

function failureOf(record: RecordOutcome, isDeleted: boolean): FailureEvidence {
  const text = JSON.stringify(quarantineObject(record));
  return { key: `quarantine/archive/${record.sequenceNumber}.json`, text, isDeleted };
}

/** Two quarantined blocks of one key. */
const [older, newer] = [outcome(0, { kind: 'quarantined' }), outcome(6, { kind: 'quarantined' })];

function found(recovery: Partial<RecoveryEvidence>, changes: Partial<Evidence> = {}): string[] {
  const consumers = [consumer([older, newer, outcome(12)])];
  return checkRecovery(
    evidence({ consumers, recovery: { ...noRecovery, runs: [closing], ...recovery }, ...changes }),
  );
}

const repaired = [failureOf(older, true), failureOf(newer, true)];

describe('checkRecovery', () => {
  it('accepts failures that were redriven in order and then deleted', () => {
    expect(found({ deliveries: [delivery([older, newer])], failures: repaired })).toEqual([]);
  });

  it('reports a failure that was deleted without being accepted, and one that was left although nothing keeps it', () => {
    expect(found({ failures: [failureOf(older, true)] })).toEqual([
      expect.stringMatching(/was deleted, but its record was not accepted$/),
    ]);
    const left = { ...closing, complete: false };
    expect(found({ runs: [left], failures: [failureOf(older, false)] })).toEqual([
      expect.stringMatching(/was not redriven, although its cause was repaired$/),
    ]);
  });

  it('reports a command that says the opposite of what is left', () => {
    expect(found({ runs: [{ ...closing, complete: false }] })).toEqual([
      'redrive says that it is not complete, but 0 failures are left',
    ]);
  });

  it.each<[string, readonly RecoveryDelivery[]]>([
    ['in one delivery', [delivery([newer, older])]],
    ['in two deliveries', [delivery([newer]), delivery([older])]],
    [
      'after the older one failed',
      [delivery([older], { acknowledged: 0 }), delivery([newer]), delivery([older])],
    ],
  ])('reports a Kinesis record that overtakes an older failure of its key %s', (_, deliveries) => {
    expect(found({ deliveries, failures: repaired })).toEqual([
      expect.stringMatching(/of a redrive before the older failure \d+ of its key$/),
    ]);
  });

  it('reports changed bytes', () => {
    const changed = outcome(0, { bytes: Buffer.from('wrong\n') });
    expect(found({ deliveries: [delivery([changed], { kind: 'replay' })] })).toEqual([
      'archiver recovered changed bytes of f0 at offset 0',
    ]);
  });

  it('reports a receipt for what a delivery did not get accepted, unless the invocation ended without an answer', () => {
    const receipts = new Map([['r', [receipt(0, 12)]]]);
    const failed = delivery([older, newer], { acknowledged: 1, kind: 'replay' });
    expect(found({ deliveries: [failed] }, { receipts })).toEqual([
      'archiver wrote a receipt for bytes 6-12 of key, which a replay did not get accepted',
    ]);
    const ended = { ...failed, acknowledged: 0, hasAnswered: false };
    expect(found({ deliveries: [ended] }, { receipts })).toEqual([]);
  });

  it('reports what a delivery quarantined, and an error that nothing explains', () => {
    const runs = [{ ...closing, unexplainedError: 'TypeError: a bug' }];
    expect(found({ runs, storedByDeliveries: ['archiver: quarantine/key'] })).toEqual([
      'redrive (once) ended with TypeError: a bug',
      'a recovery delivery stored archiver: quarantine/key',
    ]);
  });
});
