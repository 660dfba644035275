import { type Failures, type TraceEvidence, traceSource } from '@headwaters/ledger';
import type { Receipt } from '@headwaters/pipeline-contract';

export const source = { bucket: 'uploads', key: 'notes.txt', versionId: 'v1' };

/** A receipt of the producer for all 100 bytes of {@link source}, except for what is given. */
export function receipt(what: Partial<Receipt>): Receipt {
  return {
    receiptVersion: 1,
    source,
    actor: 'producer',
    outcome: 'published',
    offset: 0,
    endOffset: 100,
    isLast: false,
    recordCount: 1,
    at: '2026-11-23T10:00:00.000Z',
    ...what,
  };
}

/** A receipt of the consumer `archive`. */
export function accepted(offset: number, endOffset: number, rest: Partial<Receipt> = {}): Receipt {
  return receipt({ actor: 'archive', outcome: 'accepted', offset, endOffset, ...rest });
}

export const published = receipt({ isLast: true });

/** Traces {@link source} at the consumer `archive`. */
export function trace(receipts: readonly Receipt[], failures: Partial<Failures> = {}) {
  const evidence: TraceEvidence = {
    source,
    uploadedAt: undefined,
    receipts,
    failures: { deadLetters: [], quarantined: [], unreadable: [], uploads: [], ...failures },
  };
  return traceSource(evidence, [{ name: 'archive', functionName: 'consumer-archive' }]);
}

export function gapsOf(...evidence: Parameters<typeof trace>) {
  return trace(...evidence).consumers[0]?.gaps;
}
