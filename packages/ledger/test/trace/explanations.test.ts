import type { Receipt } from '@headwaters/pipeline-contract';
import { describe, expect, it } from '@jest/globals';
import { accepted, gapsOf, published, receipt, trace } from '../support/traced-file.js';

describe('traceSource', () => {
  describe('explains the gaps of a consumer', () => {
    const at = '2026-11-23T11:00:00.000Z';
    const deadLetter = {
      functionName: 'consumer-archive',
      at,
      why: 'RecordAgeExceeded, invocations: 1',
      ranges: [{ start: 20, end: 60 }],
      divided: [],
    };

    it('as dead-lettered, except for ranges that were accepted as well', () => {
      const gaps = gapsOf([published, accepted(0, 40), accepted(60, 100)], { deadLetters: [deadLetter] });
      expect(gaps).toEqual([
        { start: 40, end: 60, state: 'dead-lettered', at, why: 'RecordAgeExceeded, invocations: 1' },
      ]);
    });

    it('by the latest of several dead letters', () => {
      const later = { ...deadLetter, at: '2026-11-23T12:00:00.000Z', why: 'later' };
      const gaps = gapsOf([published, accepted(0, 20), accepted(60, 100)], {
        deadLetters: [later, deadLetter],
      });
      expect(gaps).toMatchObject([{ start: 20, end: 60, at: later.at, why: 'later' }]);
    });

    it('ignoring the dead letters of another consumer', () => {
      const others = { ...deadLetter, functionName: 'consumer-audit' };
      expect(gapsOf([published], { deadLetters: [others] })).toMatchObject([{ state: 'missing' }]);
    });

    it('as rejected by the producer, with an unknown end', () => {
      const reason = { code: 'HEADWATERS_OBJECT_UNAVAILABLE', message: 'S3 refuses the object' };
      const rejected = receipt({ outcome: 'rejected', offset: 30, endOffset: undefined, reason, at });
      const gap = {
        start: 30,
        end: Infinity,
        state: 'rejected',
        at,
        why: `${reason.code}: ${reason.message}`,
      };
      const result = trace([receipt({ endOffset: 30 }), rejected, accepted(0, 30)]);
      expect(result).toMatchObject({ producer: { gaps: [gap] }, consumers: [{ gaps: [gap] }] });
    });

    it('as rejected by the consumer, before any dead letter', () => {
      const reason = { code: 'HEADWATERS_SINK_REFUSED', message: 'The object has changed' };
      const rejected = accepted(20, 60, { outcome: 'rejected', reason, at });
      const gaps = gapsOf([published, accepted(0, 20), accepted(60, 100), rejected], {
        deadLetters: [deadLetter],
      });
      const why = 'HEADWATERS_SINK_REFUSED: The object has changed';
      expect(gaps).toEqual([{ start: 20, end: 60, state: 'rejected', at, why }]);
    });

    describe('as quarantined', () => {
      const reason = { code: 'HEADWATERS_SINK_REFUSED', message: 'no such table' };
      const why = 'HEADWATERS_SINK_REFUSED: no such table';
      const quarantined = (offset: number, endOffset: number, rest: Partial<Receipt> = {}) =>
        accepted(offset, endOffset, { outcome: 'quarantined', reason, at, ...rest });

      it('from a receipt, before any dead letter', () => {
        const receipts = [published, accepted(0, 20), accepted(60, 100), quarantined(20, 60)];
        expect(gapsOf(receipts, { deadLetters: [deadLetter] })).toEqual([
          { start: 20, end: 60, state: 'quarantined', at, why },
        ]);
      });

      it('not if the range was accepted as well, after a redrive', () => {
        const receipts = [published, accepted(0, 100), quarantined(20, 60)];
        expect(trace(receipts)).toMatchObject({ complete: true, consumers: [{ gaps: [] }] });
      });

      it('not from the receipt of another consumer', () => {
        const receipts = [published, quarantined(20, 60, { actor: 'audit' })];
        expect(gapsOf(receipts)).toMatchObject([{ start: 0, end: 100, state: 'missing' }]);
      });

      it('by one part of a range in parts, until that part is accepted', () => {
        const divided = (index: number) => [{ offset: 0, endOffset: 100, count: 2, indexes: [index] }];
        const one = quarantined(0, 100, { ranges: [], divided: divided(1) });
        const other = accepted(0, 100, { ranges: [], divided: divided(0) });
        expect(gapsOf([published, other, one])).toEqual([
          { start: 0, end: 100, state: 'quarantined', at, why: `part 1 of 2 (0-based): ${why}` },
        ]);
        const redriven = accepted(0, 100, { ranges: [], divided: divided(1) });
        expect(trace([published, other, one, redriven]).complete).toBe(true);
      });

      it('without a receipt if its consumer did not decode it', () => {
        const blocks = {
          at,
          why: 'HEADWATERS_RECORD_KILLED: x',
          ranges: [{ start: 20, end: 60 }],
          divided: [],
        };
        const receipts = [published, accepted(0, 20), accepted(60, 100)];
        expect(gapsOf(receipts, { quarantined: [{ consumer: 'archive', ...blocks }] })).toEqual([
          { start: 20, end: 60, state: 'quarantined', at, why: 'HEADWATERS_RECORD_KILLED: x' },
        ]);
        expect(gapsOf(receipts, { quarantined: [{ consumer: 'audit', ...blocks }] })).toMatchObject([
          { state: 'missing' },
        ]);
      });
    });

    describe('as discarded', () => {
      const reason = { code: 'HEADWATERS_DISCARDED', message: 'a test file' };
      const by = 'arn:aws:iam::123456789012:user/ada';
      const why = `a test file, by ${by}`;
      const discarded = (offset: number, endOffset: number | undefined, rest: Partial<Receipt> = {}) =>
        receipt({ actor: 'archive', outcome: 'discarded', offset, endOffset, reason, by, at, ...rest });
      const discardedPart = (index: number) =>
        discarded(0, 100, {
          ranges: [],
          divided: [{ offset: 0, endOffset: 100, count: 2, indexes: [index] }],
        });

      it('before any other state, and the object stays incomplete', () => {
        const quarantined = accepted(20, 60, {
          outcome: 'quarantined',
          reason,
          at: '2026-11-24T00:00:00.000Z',
        });
        const receipts = [published, accepted(0, 20), accepted(60, 100), quarantined, discarded(20, 60)];
        const result = trace(receipts, { deadLetters: [deadLetter] });
        expect(result.consumers[0]?.gaps).toEqual([{ start: 20, end: 60, state: 'discarded', at, why }]);
        expect(result.complete).toBe(false);
      });

      it('not what was accepted as well, and not by another consumer', () => {
        expect(trace([published, accepted(0, 100), discarded(20, 60)]).complete).toBe(true);
        expect(gapsOf([published, discarded(0, 100, { actor: 'audit' })])).toMatchObject([
          { state: 'missing' },
        ]);
      });

      it('by one part of a range in parts, until that part is accepted', () => {
        const divided = (index: number) => [{ offset: 0, endOffset: 100, count: 2, indexes: [index] }];
        const other = accepted(0, 100, { ranges: [], divided: divided(0) });
        expect(gapsOf([published, other, discardedPart(1)])).toEqual([
          { start: 0, end: 100, state: 'discarded', at, why: `part 1 of 2 (0-based): ${why}` },
        ]);
        const later = accepted(0, 100, { ranges: [], divided: divided(1) });
        expect(trace([published, other, discardedPart(1), later]).complete).toBe(true);
      });

      it('at the producer, whose upload nobody published, for every actor', () => {
        const uploads = [{ functionName: 'producer', at, why: 'RetriesExhausted' }];
        const gap = { start: 30, end: Infinity, state: 'discarded', at, why };
        const result = trace(
          [receipt({ endOffset: 30 }), accepted(0, 30), discarded(30, undefined, { actor: 'producer' })],
          { uploads },
        );
        expect(result).toMatchObject({ producer: { gaps: [gap] }, consumers: [{ gaps: [gap] }] });
      });

      it.each(['discarded', 'rejected'] as const)('not what was published after it was %s', (outcome) => {
        const earlier = discarded(0, undefined, { actor: 'producer', outcome });
        const result = trace([earlier, published, accepted(0, 60)]);
        expect(result.producer.complete).toBe(true);
        expect(result.consumers[0]?.gaps).toMatchObject([{ start: 60, end: 100, state: 'missing' }]);
      });

      it('with what a receipt without reason or caller says', () => {
        const bare = receipt({ actor: 'archive', outcome: 'discarded' });
        expect(gapsOf([published, bare])).toMatchObject([{ why: 'no reason given, by unknown' }]);
      });
    });

    it('as not published, with the last error of the producer', () => {
      const uploads = [{ functionName: 'producer', at, why: 'RetriesExhausted: No time left' }];
      expect(gapsOf([], { uploads })).toEqual([
        {
          start: 0,
          end: Infinity,
          state: 'missing',
          at,
          why: 'not published: RetriesExhausted: No time left',
        },
      ]);
    });
  });
});
