import { describe, expect, it } from '@jest/globals';
import { findLambdaRuntime, lambdaRuntimes, runtimePhase } from '@headwaters/aws-rules';

const day = (date: string) => new Date(`${date}T00:00:00Z`);

const phaseOf = (id: string, date: string) => {
  const runtime = findLambdaRuntime(id);
  return runtime && runtimePhase(runtime, day(date));
};

describe('lambdaRuntimes', () => {
  it('has each runtime once', () => {
    const ids = lambdaRuntimes.map(({ id }) => id);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  });

  it('has dates of the calendar, and blocks updates after creations', () => {
    const wrong = lambdaRuntimes.filter(({ deprecation, blockCreate, blockUpdate }) => {
      const dates = [deprecation, blockCreate, blockUpdate];
      const isDate = dates.every((date) => !Number.isNaN(day(date).getTime()));
      return !isDate || blockUpdate <= blockCreate;
    });
    expect(wrong).toEqual([]);
  });
});

describe('runtimePhase', () => {
  it('is deprecated from the day of the deprecation on', () => {
    expect(phaseOf('nodejs22.x', '2027-04-29')).toBe('supported');
    expect(phaseOf('nodejs22.x', '2027-04-30')).toBe('deprecated');
  });

  it('blocks creations, then updates, from their days on', () => {
    expect(phaseOf('nodejs22.x', '2027-05-31')).toBe('deprecated');
    expect(phaseOf('nodejs22.x', '2027-06-01')).toBe('create-blocked');
    expect(phaseOf('nodejs22.x', '2027-07-01')).toBe('update-blocked');
  });

  it('still allows updates of nodejs14.x, of which no function can be created since January 2024', () => {
    expect(phaseOf('nodejs14.x', '2026-11-29')).toBe('create-blocked');
  });

  it('blocks creations of the runtimes deprecated from 2024 to 2026 together, in February 2027, and their updates in March', () => {
    const ids = [
      'nodejs16.x',
      'nodejs18.x',
      'nodejs20.x',
      'python3.8',
      'python3.10',
      'dotnet8',
      'provided.al2',
    ];
    const phases = ['2027-01-31', '2027-02-01', '2027-03-03'].map((date) =>
      ids.map((id) => phaseOf(id, date)),
    );
    expect(phases.map((each) => [...new Set(each)])).toEqual([
      ['deprecated'],
      ['create-blocked'],
      ['update-blocked'],
    ]);
  });

  it('does not know a runtime that is not in the table', () => {
    expect(findLambdaRuntime('nodejs99.x')).toBeUndefined();
  });
});
