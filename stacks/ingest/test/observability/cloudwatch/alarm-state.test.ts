import { describe, expect, it } from '@jest/globals';
import { type AlarmState, evaluationRange, type MissingData, nextState } from './alarm-state.js';

/** 0 is a data point that does not breach, X one that breaches, - a missing one; the most recent one is on the right. */
const pointsOf = (row: string) => row.split(' ').map((mark) => (mark === '-' ? undefined : mark === 'X'));

const treatments: readonly MissingData[] = ['missing', 'ignore', 'breaching', 'notBreaching'];

/** An alarm in this state shows whether it retains its state, whatever it is. */
const states: readonly AlarmState[] = ['OK', 'ALARM', 'INSUFFICIENT_DATA'];

const retained = 'retained';

/** The tables of https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html, read on 2026-11-28. */
describe('nextState', () => {
  it.each([
    ['0 - X - X', 3, ['OK', 'OK', 'OK', 'OK']],
    ['0 - - - -', 3, ['OK', 'OK', 'OK', 'OK']],
    ['- - - - -', 3, ['INSUFFICIENT_DATA', retained, 'ALARM', 'OK']],
    ['0 X X - X', 3, ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
    ['- - X - -', 3, ['ALARM', retained, 'ALARM', 'OK']],
    ['0 - X - X', 2, ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
    ['0 0 X 0 X', 2, ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
    ['0 - X - -', 2, ['OK', 'OK', 'ALARM', 'OK']],
    ['- - - - 0', 2, ['OK', 'OK', 'ALARM', 'OK']],
    ['- - - X -', 2, ['ALARM', retained, 'ALARM', 'OK']],
  ])('of "%s" with %i of 3 data points to alarm is as documented', (row, breaching, expected) => {
    const actual = treatments.map((missingData) => {
      const next = states.map((state) =>
        nextState(pointsOf(row), { breaching, evaluated: 3, missingData }, state),
      );
      return next.every((state, index) => state === states[index]) ? retained : next;
    });
    expect(actual).toEqual(
      expected.map((state) => (state === retained ? retained : states.map(() => state))),
    );
  });

  it('is not ALARM yet after a first breaching data point with 3 to alarm', () => {
    const rule = { breaching: 3, evaluated: 3, missingData: 'missing' } as const;
    expect(['- - - - X', '- - - X -'].map((row) => nextState(pointsOf(row), rule, 'OK'))).toEqual([
      'OK',
      'OK',
    ]);
  });

  it('looks at 5 data points for 3 evaluation periods', () => {
    expect(evaluationRange(3)).toBe(5);
  });
});
