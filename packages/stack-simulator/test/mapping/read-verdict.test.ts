import { describe, expect, test } from '@jest/globals';
import { readVerdict } from '../../src/mapping/read-verdict.js';

const sequenceNumbers = ['11', '12', '13'];
const succeeded = (answer: unknown) => ({ kind: 'succeeded', payload: JSON.stringify(answer) }) as const;
const failures = (...identifiers: readonly unknown[]) => ({
  batchItemFailures: identifiers.map((itemIdentifier) => ({ itemIdentifier })),
});

describe('readVerdict', () => {
  test.each([
    ['null', null],
    ['an empty text', ''],
    ['an empty list', []],
    ['an empty object', {}],
    ['an empty list of failures', { batchItemFailures: [] }],
    ['null in place of the failures', { batchItemFailures: null }],
    ['an answer that is about something else', { ok: true }],
  ])('takes %s as success', (_, answer) => {
    expect(readVerdict(succeeded(answer), sequenceNumbers, true)).toEqual({ kind: 'accepted' });
  });

  test.each([
    ['a number as identifier', failures(123)],
    ['an empty identifier', failures('')],
    ['null as identifier', failures(null)],
    ['an identifier of no record of the batch', failures('99')],
    ['another key than itemIdentifier', { batchItemFailures: [{ foo: '12' }] }],
    ['one unknown identifier beside a known one', failures('12', '99')],
    ['a text in place of the failures', { batchItemFailures: '12' }],
    ['the first record', failures('11')],
  ])('takes %s as a failure of the whole batch', (_, answer) => {
    expect(readVerdict(succeeded(answer), sequenceNumbers, true)).toEqual({ kind: 'failed' });
  });

  test('takes the lowest of several failed records as the place to go on from', () => {
    const answer = succeeded(failures('13', '12'));
    expect(readVerdict(answer, sequenceNumbers, true)).toEqual({ kind: 'acceptedBefore', index: 1 });
  });

  test('ignores the answer of a mapping that does not report failures', () => {
    expect(readVerdict(succeeded(failures('12')), sequenceNumbers, false)).toEqual({ kind: 'accepted' });
  });

  test('tells a function that failed from one that never ran', () => {
    const failure = { errorType: 'Error', errorMessage: '' };
    expect(readVerdict({ kind: 'failed', failure }, sequenceNumbers, true)).toEqual({ kind: 'failed' });
    expect(readVerdict({ kind: 'throttled' }, sequenceNumbers, true)).toEqual({ kind: 'throttled' });
  });
});
