import { traceSource } from '@headwaters/ledger';
import type { Receipt } from '@headwaters/pipeline-contract';
import { describe, expect, it } from '@jest/globals';
import { accepted, gapsOf, published, receipt, source, trace } from '../support/traced-file.js';

describe('traceSource', () => {
  it('is complete if receipts cover every byte, in any order, with duplicates and gaps', () => {
    const receipts = [
      accepted(40, 100, { isLast: true }),
      accepted(0, 30, {
        ranges: [
          [0, 10],
          [20, 30],
        ],
      }),
      accepted(5, 25),
      accepted(30, 40),
      published,
    ];
    expect(trace(receipts)).toMatchObject({
      complete: true,
      sizeBytes: 100,
      producer: { complete: true, bytes: 100, gaps: [] },
      consumers: [{ complete: true, bytes: 100, gaps: [] }],
    });
  });

  it('is incomplete if one byte is missing', () => {
    const gaps = gapsOf([published, accepted(0, 99)]);
    expect(gaps).toEqual([
      {
        start: 99,
        end: 100,
        state: 'missing',
        at: published.at,
        why: 'published, not acknowledged yet',
      },
    ]);
  });

  it('reports the gaps within a receipt as missing', () => {
    const gaps = gapsOf([
      published,
      accepted(0, 100, {
        ranges: [
          [0, 10],
          [20, 100],
        ],
      }),
    ]);
    expect(gaps).toMatchObject([{ start: 10, end: 20, state: 'missing' }]);
  });

  describe('with a partitioned range', () => {
    const parts = (...indexes: number[]) =>
      accepted(0, 100, { ranges: [[60, 100]], divided: [{ offset: 0, endOffset: 60, count: 3, indexes }] });

    it('is complete if several receipts cover all parts', () => {
      expect(trace([published, parts(2), parts(0, 1)])).toMatchObject({
        complete: true,
        consumers: [{ complete: true, bytes: 100, gaps: [] }],
      });
    });

    it('is incomplete without one part and reports how many there are', () => {
      expect(trace([published, parts(2), parts(0, 2)]).consumers).toMatchObject([
        {
          complete: false,
          bytes: 40,
          gaps: [{ start: 0, end: 60, state: 'missing', why: 'published, 2 of 3 parts acknowledged' }],
        },
      ]);
    });

    it('does not combine parts of different part counts', () => {
      const other = accepted(0, 100, {
        ranges: [],
        divided: [{ offset: 0, endOffset: 60, count: 2, indexes: [1] }],
      });
      expect(trace([published, parts(0, 1), other]).complete).toBe(false);
    });

    it('reports the range as dead-lettered with one of its parts, unless the part was accepted as well', () => {
      const at = '2026-11-23T11:00:00.000Z';
      const deadLetters = [
        {
          functionName: 'consumer-archive',
          at,
          why: 'RecordAgeExceeded',
          ranges: [],
          divided: [{ offset: 0, endOffset: 60, count: 3, indexes: [1] }],
        },
      ];
      const why = 'part 1 of 3 (0-based): RecordAgeExceeded';
      expect(gapsOf([published, parts(0)], { deadLetters })).toEqual([
        { start: 0, end: 60, state: 'dead-lettered', at, why },
      ]);
      expect(gapsOf([published, parts(0, 1)], { deadLetters })).toMatchObject([{ state: 'missing' }]);
    });
  });

  it('is incomplete while the size of the object is unknown', () => {
    expect(trace([receipt({ endOffset: 50 }), accepted(0, 50)])).toMatchObject({
      complete: false,
      sizeBytes: undefined,
      consumers: [{ gaps: [{ start: 50, end: Infinity, why: 'no receipt from the producer yet' }] }],
    });
  });

  it('is complete for an empty object once the producer has read it', () => {
    expect(trace([]).complete).toBe(false);
    expect(trace([receipt({ endOffset: 0, isLast: true })])).toMatchObject({ complete: true, sizeBytes: 0 });
  });

  it('is incomplete without consumers', () => {
    const evidence = { source, uploadedAt: undefined, receipts: [published] };
    const failures = { deadLetters: [], quarantined: [], unreadable: [], uploads: [] };
    expect(traceSource({ ...evidence, failures }, []).complete).toBe(false);
  });

  describe('lists the damaged Kinesis records', () => {
    const damaged = {
      state: 'dead-lettered' as const,
      at: '2026-11-23T11:00:00.000Z',
      why: 'RetryAttemptsExhausted',
      count: 2,
      key: 'aws/lambda/a',
    };
    const [own, other] = ['consumer-archive', 'consumer-audit'].map((functionName) => ({
      functionName,
      ...damaged,
    }));
    const [ownQuarantined, otherQuarantined] = ['archive', 'audit'].map((name) => ({
      state: 'quarantined' as const,
      consumer: name,
      at: '2026-11-23T11:00:00.000Z',
      why: 'HEADWATERS_RECORD_CORRUPT: damaged',
      count: 1,
      key: `quarantine/${name}/1`,
    }));
    const unreadable = [own, other, ownQuarantined, otherQuarantined].flatMap((records) => records ?? []);
    const unreadableOf = (receipts: readonly Receipt[]) =>
      trace(receipts, { unreadable }).consumers[0]?.unreadable;

    it('of a consumer with gaps, and of no other consumer', () => {
      expect(unreadableOf([published, accepted(0, 99)])).toEqual([own, ownQuarantined]);
    });

    it('of no consumer without gaps', () => {
      expect(unreadableOf([published, accepted(0, 100)])).toEqual([]);
    });
  });
});

describe('traceSource, of records that are sent without offsets', () => {
  const wire = { profile: 'plain', hasOffsets: false } as const;

  it('says that it is unknown who has the bytes, instead of that they are missing', () => {
    const found = trace([receipt({ isLast: true, wire })]);
    expect(found.wire).toEqual(wire);
    expect(found.complete).toBe(false);
    expect(found.consumers[0]?.gaps).toMatchObject([{ start: 0, end: 100, state: 'unknown' }]);
    expect(found.consumers[0]?.gaps[0]?.why).toMatch(/the value of a field as partition key/);
  });

  it('knows what is accepted, such as references, and what was quarantined', () => {
    const reason = { code: 'X', message: 'y' };
    const quarantined = receipt({
      actor: 'archive',
      outcome: 'quarantined',
      offset: 10,
      endOffset: 20,
      reason,
    });
    const gaps = gapsOf([receipt({ isLast: true, wire }), accepted(0, 10), quarantined]);
    expect(gaps).toMatchObject([
      { start: 10, end: 20, state: 'quarantined' },
      { start: 20, end: 100, state: 'unknown' },
    ]);
  });

  it('is complete if everything is accepted', () => {
    expect(trace([receipt({ isLast: true, wire }), accepted(0, 100)]).complete).toBe(true);
  });

  it('reports what travels with offsets as missing', () => {
    const withOffsets = receipt({ isLast: true, wire: { profile: 'plain', hasOffsets: true } });
    expect(gapsOf([withOffsets])).toMatchObject([{ start: 0, end: 100, state: 'missing' }]);
  });
});
