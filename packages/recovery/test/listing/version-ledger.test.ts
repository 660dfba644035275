import { describe, expect, it } from '@jest/globals';
import type { ReceiptName } from '@headwaters/pipeline-contract';
import { VersionLedger } from '../../src/listing/version-ledger.js';

const name: ReceiptName = {
  objectPrefix: '',
  actor: 'producer',
  outcome: 'published',
  offset: 0,
  endOffset: 10,
  hasGaps: false,
  isLast: true,
};

function ledgerOf(...names: Partial<ReceiptName>[]): VersionLedger {
  const ledger = new VersionLedger();
  for (const more of names) ledger.add({ ...name, ...more }, { key: 'k', lastModified: new Date(0) });
  return ledger;
}

describe('VersionLedger', () => {
  it('is published when ranges reach from the first byte to the end of the object', () => {
    expect(ledgerOf({ offset: 0, endOffset: 5, isLast: false }, { offset: 5 }).isPublished).toBe(true);
    expect(ledgerOf({ offset: 0, endOffset: 4, isLast: false }, { offset: 5 }).isPublished).toBe(false);
    expect(ledgerOf({ offset: 5 }, { offset: 0, endOffset: 5, isLast: false }).isPublished).toBe(true);
    expect(ledgerOf({ isLast: false }).isPublished).toBe(false);
    expect(ledgerOf().isPublished).toBe(false);
  });

  it('has an empty object published, and accepted by everybody', () => {
    const ledger = ledgerOf({ endOffset: 0 });
    expect([ledger.isPublished, ledger.isAcceptedBy('consumer')]).toEqual([true, true]);
  });

  it('is rejected unless it is published completely, and discarded by a receipt of an operator', () => {
    const rejected: Partial<ReceiptName> = { outcome: 'rejected', endOffset: undefined, isLast: false };
    expect(ledgerOf(rejected).isRejected).toBe(true);
    expect(ledgerOf(rejected, {}).isRejected).toBe(false);
    expect(ledgerOf(rejected, { ...rejected, outcome: 'discarded' }).isUploadDiscarded).toBe(true);
  });

  it('is accepted by a consumer with every byte, and closed with discarded bytes', () => {
    const accepted: Partial<ReceiptName> = {
      actor: 'consumer',
      outcome: 'accepted',
      isLast: false,
      endOffset: 6,
    };
    const rest = { ...accepted, offset: 6, endOffset: 10 };
    expect(ledgerOf({}, accepted).isAcceptedBy('consumer')).toBe(false);
    expect(ledgerOf({}, accepted, rest).isAcceptedBy('consumer')).toBe(true);
    const closed = ledgerOf({}, accepted, { ...rest, outcome: 'discarded' });
    expect([closed.isAcceptedBy('consumer'), closed.isClosedBy('consumer')]).toEqual([false, true]);
  });

  it('does not count a range with gaps', () => {
    const ledger = ledgerOf({}, { actor: 'consumer', outcome: 'accepted', hasGaps: true, isLast: false });
    expect([ledger.isAcceptedBy('consumer'), ledger.hasGaps('consumer')]).toEqual([false, true]);
  });
});
