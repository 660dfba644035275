import { describe, expect, it } from '@jest/globals';
import { evaluateMath, type Series } from './metric-math.js';

const none = undefined;

/** The examples of https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html, read on 2026-11-28. */
describe('evaluateMath', () => {
  const compared = { metric1: [30, 20, 0, 0], metric2: [20, none, 20, none] };

  it.each([
    ['(metric1 < metric2)', [0, 0, 1, 0]],
    ['(metric1 >= 30)', [1, 0, 0, 0]],
    ['(metric1 > 15 AND metric2 > 15)', [1, 0, 0, 0]],
  ])('compares as documented: %s', (expression, expected) => {
    expect(evaluateMath(expression, compared)).toEqual(expected);
  });

  const chosen = {
    metric1: [1, 1, 0, 0, none],
    metric2: [30, none, 0, 0, 30],
    metric3: [0, 0, 20, none, 20],
  };

  it.each<[string, Series]>([
    ['IF(metric1, metric2, metric3)', [30, 0, 20, none, none]],
    ['IF(metric1, 5, metric3)', [5, 5, 20, none, none]],
    ['IF(metric1, metric2, 5)', [30, 0, 5, 5, none]],
    ['IF(metric1, metric2)', [30, 0, none, none, none]],
  ])('chooses as documented: %s', (expression, expected) => {
    expect(evaluateMath(expression, chosen)).toEqual(expected);
  });

  it.each<[string, Series]>([
    ['m1 + m2', [3, 1, 2, none]],
    ['m1 - m2 * 2', [-3, 1, -4, none]],
    ['(m1 - m2) * 2', [-2, 2, -4, none]],
    ['m2 / m1', [2, 0, none, none]],
    ['FILL(m1, 10)', [1, 1, 10, 10]],
    ['FILL(m1, 0) == 0 OR m2 == 2', [1, 0, 1, 1]],
  ])('takes missing values as 0, drops a division by 0, and fills: %s', (expression, expected) => {
    expect(evaluateMath(expression, { m1: [1, 1, none, none], m2: [2, none, 2, none] })).toEqual(expected);
  });

  it.each([
    ['MAX(m1)', 'There is no metric or function MAX.'],
    ['m1 +', 'There is no metric or function .'],
    ['FILL(m1, 0', 'Expected ), found undefined.'],
    ['m1 m1', 'Unexpected m1.'],
    ['1 + 1', '1 + 1 is a number; an alarm needs a series.'],
  ])('throws on %s', (expression, message) => {
    expect(() => evaluateMath(expression, { m1: [1] })).toThrow(message);
  });
});
