import { describe, expect, it } from '@jest/globals';
import type { Evidence, RecordOutcome } from '../../src/evidence/evidence.js';
import { refusalIdentity } from '../../src/faults/archive-refusals.js';
import { checkBlocking } from '../../src/invariants/check-blocking.js';
import { consumer, evidence, outcome } from '../support/valid-evidence.js';

const minute = 60_000;
const { plan } = evidence();

/** Checks a Kinesis record that was acknowledged this long after its arrival. */
function found(waitMinutes: number, changes: Partial<Evidence> = {}, before: readonly RecordOutcome[] = []) {
  const last = outcome(12, { atMillis: waitMinutes * minute });
  return checkBlocking(evidence({ consumers: [consumer([...before, last])], ...changes }));
}

describe('checkBlocking', () => {
  it('reports a wait of more than 11 minutes: 1 until the next attempt and 10 for single faults', () => {
    expect(found(11)).toEqual([]);
    expect(found(11.1)).toEqual([
      'archiver: a Kinesis record waited 11.1 minutes, the bound is 11.0 minutes',
    ]);
  });

  it('allows a wait until a Kinesis record that always fails is an hour old, and 2 more minutes for it', () => {
    const refused = outcome(6, { kind: 'quarantined' });
    const archiveRefused = new Set([refusalIdentity(refused.carried, refused.data)]);
    expect(found(73, { archiveRefused }, [refused])).toEqual([]);
    expect(found(73.1, { archiveRefused }, [refused])).toHaveLength(1);
  });

  it.each<[string, Partial<Evidence['plan']>, number]>([
    ['a bad deployment', { badDeploymentMinutes: 50 }, 50],
    ['a concurrency of 0', { zeroConcurrencyMinutes: { producer: 0, consumers: 90 } }, 90],
    [
      'an outage',
      {
        outages: [
          { caller: 'consumers', bucket: 'archive', error: 'denied', startSeconds: 0, endSeconds: 9_000 },
        ],
      },
      150,
    ],
  ])('counts the wait from the end of %s', (_, changes, endMinutes) => {
    expect(found(endMinutes + 11, { plan: { ...plan, ...changes } })).toEqual([]);
    expect(found(endMinutes + 11.1, { plan: { ...plan, ...changes } })).toHaveLength(1);
  });
});
