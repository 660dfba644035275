import { describe, expect, it } from '@jest/globals';
import { checkInvariants } from '../../src/invariants/check-invariants.js';
import { archiveOfRuns, consumer, evidence, plainOutcome } from '../support/valid-evidence.js';

const { plan } = evidence();

function found(
  offsets: readonly number[],
  archive: ReturnType<typeof archiveOfRuns>,
  strategy: 'object' | 'spread' = 'object',
) {
  const producer = { ...plan.producer, strategy, wire: 'plain' } as const;
  const consumers = [consumer(offsets.map(plainOutcome), { archive })];
  return checkInvariants(evidence({ plan: { ...plan, producer }, consumers })).map(
    ({ invariant, detail }) => `${invariant} ${detail.replace(/[0-9a-f]{32}/, 'DIGEST')}`,
  );
}

const all = archiveOfRuns([0, 18]);

describe('checkInvariants, on plain records', () => {
  it('accepts them in order, in runs of any extent, also overlapping ones', () => {
    expect(found([0, 6, 12], all)).toEqual([]);
    expect(found([0, 6, 12, 6], archiveOfRuns([0, 12], [6, 18]))).toEqual([]);
  });

  it('reports I1: a record that was not delivered', () => {
    expect(found([0, 12], all)).toEqual(['I1 archiver did not receive bytes 6-12 of f0 (18 bytes)']);
  });

  it('reports I1: an accepted record that is in no run', () => {
    expect(found([0, 6, 12], archiveOfRuns([0, 12]))).toEqual([
      'I1 archiver accepted the block at offset 12 of DIGEST but did not archive it',
    ]);
  });

  it('reports I3: a record after a later one of its object, although their partition keys differ', () => {
    expect(found([0, 12, 6], all)).toEqual(['I3 archiver received block DIGEST#6 after a later one']);
    expect(found([0, 12, 6], all, 'spread')).toEqual([]);
  });
});
