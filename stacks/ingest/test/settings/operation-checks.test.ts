import { describe, expect, it } from '@jest/globals';
import { dev } from '../../src/environments/dev.js';
import { bucketsOfRules } from '../environments/every-feature.js';
import { longestGapSeconds } from '../../src/settings/operation-checks.js';
import { problems } from './settings-problems.js';

const withCanary = (change: object = {}, canary: object = {}) => ({
  ...dev,
  ...change,
  canary: { everyMinutes: 5, ...canary },
});
const withSchedule = (schedule: string, change: object = {}) => ({
  ...dev,
  reconcile: { schedule, sinceDays: 3, ...change },
});
const withPrincipals = (...principals: string[]) => ({ ...dev, operators: { principals } });
const withUploads = (...uploads: object[]) => withCanary({ buckets: bucketsOfRules, uploads });

describe('operationProblems', () => {
  it('accepts roles and users that may assume the role of the operators, once each', () => {
    const role = 'arn:aws:iam::111122223333:role/team/oncall';
    expect(problems(withPrincipals(role, 'arn:aws:iam::111122223333:user/ann'))).toBe('none');
    expect(problems(withPrincipals(role, role))).toContain('operators.principals.1 is');
    expect(problems(withPrincipals())).toContain('leave out operators');
  });

  it.each(['*', 'arn:aws:iam::111122223333:role/*', 'arn:aws:iam::111122223333:root', '111122223333'])(
    'refuses the principal %s',
    (principal) => {
      expect(problems(withPrincipals(principal))).toContain('No wildcards');
    },
  );

  it.each(['rate(1 day)', 'rate(84 hours)', 'cron(0 6 * * ? *)', 'cron(0 6 ? * MON,WED,SAT *)'])(
    'accepts the schedule %s',
    (schedule) => {
      expect(problems(withSchedule(schedule))).toBe('none');
    },
  );

  it.each([
    ['rate(1 days)', 'the unit of 1 is minute, hour or day'],
    ['cron(0 6 L * ? *)', 'L as day of month is not supported'],
    ['rate(85 hours)', 'let it run at least every 84 hours'],
    ['cron(0 6 ? * MON *)', 'let it run at least every 84 hours'],
    ['cron(0 6 * * ? 2027)', 'let it run at least every 84 hours'],
  ])('refuses the schedule %s: %s', (schedule, advice) => {
    expect(problems(withSchedule(schedule))).toContain(advice);
  });

  it('refuses to compare uploads whose receipts may be gone', () => {
    expect(problems(withSchedule('rate(1 day)', { sinceDays: 13 }))).toBe('none');
    expect(problems(withSchedule('rate(1 day)', { sinceDays: 14 }))).toContain(
      'reconcile.sinceDays is 14: set it below buckets.receiptDays (14)',
    );
  });

  it('accepts a canary whose uploads match a rule by prefix; the suffix is that of the rule', () => {
    expect(problems(withCanary())).toBe('none');
    expect(problems(withUploads({ prefix: 'can', suffix: '.csv' }))).toBe('none');
    expect(problems(withUploads({ prefix: 'in/', suffix: '.csv' }, { suffix: '.txt' }))).toBe('none');
  });

  it('refuses a canary whose uploads would start nothing', () => {
    expect(problems(withUploads({ prefix: 'in/', suffix: '.csv' }))).toContain(
      'canary.prefix is "canary/": set it to a prefix of uploads that are read, or add a rule to uploads for it: ' +
        'the uploads of the canary would start nothing. Those that are read are in/*.csv.',
    );
  });

  it.each(['canary', '/canary/', 'canary*/', ''])('refuses the prefix %j', (prefix) => {
    expect(problems(withCanary({}, { prefix }))).toContain('canary.prefix is');
  });

  it('refuses a canary whose uploads would be rejected for a missing field', () => {
    const strict = {
      suffix: '.json',
      partitionStrategy: 'field',
      partitionField: '/id',
      partitionMissing: 'reject',
    };
    expect(problems(withUploads(strict))).toContain(
      'uploads.0.partitionMissing is "reject": set it to \'slot\'',
    );
    expect(problems(withUploads({ prefix: 'canary/', suffix: '.txt' }, strict))).toBe('none');
    expect(problems(withUploads({ ...strict, partitionMissing: 'slot' }))).toBe('none');
  });

  it('refuses a canary whose uploads consumers could not find in their Kinesis records', () => {
    const byField = { suffix: '.json', partitionStrategy: 'field', partitionField: '/id' };
    const plain = { ...withUploads(byField), producer: { ...dev.producer, wire: 'plain' } };
    expect(problems(plain)).toContain('uploads.0.partitionStrategy is "field": add an earlier rule');
    expect(problems({ ...plain, producer: dev.producer })).toBe('none');
  });

  it.each([
    [1, 10],
    [2, 40],
    [4, 160],
    [60, 220],
  ])(
    'with everyMinutes %i refuses a batching window of a followed consumer above %i s',
    (everyMinutes, maxSeconds) => {
      const withWindow = (batchingWindowSeconds: number, enabled = true) => {
        const consumers = dev.consumers.map((each) => ({ ...each, batchingWindowSeconds, enabled }));
        return problems(withCanary({ consumers }, { everyMinutes }));
      };
      expect(withWindow(maxSeconds)).toBe('none');
      expect(withWindow(maxSeconds + 1)).toContain(
        `consumers.0.batchingWindowSeconds is ${maxSeconds + 1}: set it to at most ${maxSeconds}`,
      );
      expect(withWindow(maxSeconds + 1, false)).toBe('none');
    },
  );

  it('refuses a canary that nobody would answer', () => {
    const consumers = [{ name: 'own', sink: 'own', maxRecordAgeSeconds: 43_200, archiveFile: 'own.zip' }];
    expect(problems(withCanary({ consumers }))).toContain('the canary follows its upload by the receipts');
  });
});

describe('longestGapSeconds', () => {
  it.each([
    ['rate(5 minutes)', 300],
    ['cron(0 6,18 * * ? *)', 43_200],
    ['cron(0 6 ? * MON,WED,SAT *)', 259_200],
    ['cron(0 6 1 1 ? 2027)', Infinity],
  ])('is of %s %d s', (schedule, seconds) => {
    expect(longestGapSeconds(schedule)).toBe(seconds);
  });
});
