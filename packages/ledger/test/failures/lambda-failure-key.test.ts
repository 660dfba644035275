import { asyncFailuresPrefix, lambdaFailurePath, timeOfLambdaFailure } from '@headwaters/ledger';
import { describe, expect, it } from '@jest/globals';

const time = new Date('2026-01-02T03:04:05.678Z');

describe('lambdaFailurePath', () => {
  it('is the day as folders, and the time in full seconds', () => {
    expect(lambdaFailurePath(time)).toBe('2026/01/02/2026-01-02T03.04.05');
  });
});

describe('timeOfLambdaFailure', () => {
  it('reads the time of a key', () => {
    const key = `${asyncFailuresPrefix}producer/${lambdaFailurePath(time)}-0a1b`;
    expect(timeOfLambdaFailure(key)).toEqual(new Date('2026-01-02T03:04:05Z'));
  });

  it.each(['', 'aws/lambda/async/producer/notes', 'aws/lambda/m/s/2026/01/02/2026-01-02T03.04.05-a/b'])(
    'returns undefined for %j',
    (key) => {
      expect(timeOfLambdaFailure(key)).toBeUndefined();
    },
  );
});
