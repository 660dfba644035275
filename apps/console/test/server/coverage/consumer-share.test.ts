import { describe, expect, it } from '@jest/globals';
import { ConsumerShare } from '../../../src/server/coverage/consumer-share.js';

const first = { offset: 0, rawLength: 10, recordCount: 2, isLast: false };
const second = { offset: 10, rawLength: 10, recordCount: 3, isLast: false };
const last = { offset: 20, rawLength: 5, recordCount: 1, isLast: true };
const size = 25;

describe('ConsumerShare', () => {
  it('is complete once every byte has been accepted, in any order', () => {
    const share = new ConsumerShare();
    expect(share.coverage(size).state).toBe('waiting');
    share.accept(last, 1);
    share.accept(first, 2);
    expect(share.coverage(size)).toMatchObject({
      state: 'flowing',
      covered: [
        { start: 0, end: 10 },
        { start: 20, end: 25 },
      ],
      gaps: [{ start: 10, end: 20, state: 'missing', why: 'not acknowledged yet' }],
    });
    share.accept(second, 3);
    expect(share.coverage(size)).toEqual({
      basis: 'acknowledgements',
      state: 'complete',
      gaps: [],
      completeAfterMillis: 3,
      covered: [{ start: 0, end: 25 }],
    });
  });

  it('covers a framed block once it has all its parts', () => {
    const share = new ConsumerShare();
    const whole = { slot: 1, count: 2, rangeOffset: 0, rangeLength: 5 };
    const parts = [0, 1].map((index) => ({ ...last, part: { ...whole, index } }));
    for (const part of [parts[0], parts[0]]) if (part) share.accept(part, 1);
    expect(share.coverage(5)).toMatchObject({ state: 'waiting', covered: [] });
    if (parts[1]) share.accept(parts[1], 2);
    expect(share.coverage(5)).toMatchObject({ state: 'complete', covered: [{ start: 0, end: 5 }] });
  });

  it.each(['dead-lettered', 'quarantined'] as const)('reports %s blocks until they are accepted', (state) => {
    const share = new ConsumerShare();
    share.accept(first, 1);
    share.accept(last, 1);
    share.lose(second, { state, at: '2026-11-23T00:00:00.000Z', why: 'RecordAgeExceeded' });
    expect(share.coverage(size)).toMatchObject({
      state,
      gaps: [{ start: 10, end: 20, at: '2026-11-23T00:00:00.000Z', why: 'RecordAgeExceeded' }],
    });
    share.accept(second, 2);
    expect(share.coverage(size)).toMatchObject({ state: 'complete', gaps: [] });
  });

  it('of plain records, is complete once the end of the file is known, at the time of its last new byte', () => {
    const share = new ConsumerShare();
    share.accept({ ...last, isLast: false }, 1);
    share.accept({ ...first, rawLength: 20 }, 2);
    share.accept(first, 9);
    expect(share.coverage(size)).toMatchObject({ state: 'flowing', gaps: [] });
    expect(share.coverage(size, true)).toMatchObject({ state: 'complete', completeAfterMillis: 2 });
    expect(share.coverage(size + 1, true)).toMatchObject({
      state: 'flowing',
      gaps: [{ start: 25, end: 26 }],
    });
  });

  it('completes an empty file at once', () => {
    const share = new ConsumerShare();
    share.acceptNothing();
    expect(share.coverage(0)).toMatchObject({ state: 'complete', completeAfterMillis: 0 });
  });
});
