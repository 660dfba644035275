import { describe, expect, it } from '@jest/globals';
import { dev } from '../../src/environments/dev.js';
import { prod } from '../../src/environments/prod.js';
import type { AlarmSettings } from '../../src/settings/alarm-settings.js';
import { problems } from './settings-problems.js';

const withAlarms = (alarms: Partial<AlarmSettings>) => ({ ...prod, alarms: { ...prod.alarms, ...alarms } });
const topic = (name: string) => `arn:aws:sns:us-east-1:111122223333:${name}`;

describe('alarmProblems', () => {
  it('refuses a page of a lag before the warning', () => {
    expect(problems(withAlarms({ lagWarningMinutes: 15, lagCriticalMinutes: 16 }))).toBe('none');
    expect(problems(withAlarms({ lagWarningMinutes: 15, lagCriticalMinutes: 15 }))).toContain(
      '- alarms.lagCriticalMinutes is 15: set it above alarms.lagWarningMinutes (15): the warning comes first',
    );
  });

  it('refuses a page at the age at which Lambda dead-letters Kinesis records', () => {
    expect(problems(withAlarms({ lagCriticalMinutes: 72 * 60 - 1 }))).toBe('none');
    expect(problems(withAlarms({ lagCriticalMinutes: 72 * 60 }))).toContain(
      '- alarms.lagCriticalMinutes is 4320: set it below 4,320 minutes, or raise consumers.0.maxRecordAgeSeconds (259200): Lambda dead-letters',
    );
  });

  it('refuses a page at the age at which Kinesis deletes Kinesis records', () => {
    expect(problems(withAlarms({ lagCriticalMinutes: 168 * 60 - 1 }))).not.toContain('retentionHours');
    const short = {
      ...withAlarms({ lagCriticalMinutes: 1_440 }),
      stream: { ...prod.stream, retentionHours: 24 },
    };
    expect(problems(short)).toContain(
      '- alarms.lagCriticalMinutes is 1440: set it below 1,440 minutes, or raise stream.retentionHours (24): Kinesis deletes',
    );
  });

  it('refuses an alarm that goes off at the load for which the shards are provisioned', () => {
    const half = { mode: 'provisioned-by-load', recordBytes: 1_048_576, recordsPerSecond: 50 } as const;
    const withCapacity = (writeThroughputPercent: number) => ({
      ...withAlarms({ writeThroughputPercent }),
      stream: { ...prod.stream, capacity: { ...half, targetUsePercent: 50 } },
    });
    expect(problems(withCapacity(51))).toBe('none');
    expect(problems(withCapacity(50))).toContain(
      '- alarms.writeThroughputPercent is 50: set it above 50, or lower stream.capacity.targetUsePercent (50): the load in stream.capacity uses ' +
        '50 % of 100 shards, and the alarm would go off',
    );
  });

  it('accepts 5 topics, and refuses a sixth: an alarm has 5 actions', () => {
    const names = ['a', 'b', 'c', 'd'].map(topic);
    expect(problems(withAlarms({ pageTopicArns: names }))).toBe('none');
    expect(problems(withAlarms({ topicArns: [topic('e')], pageTopicArns: names }))).toContain(
      "- alarms topics is 6: keep at most 5 of topicArns, pageTopicArns and the stack's own topic",
    );
    const withoutOwn = { ownTopic: false, topicArns: [topic('e')], pageTopicArns: names };
    expect(problems(withAlarms(withoutOwn))).toBe('none');
  });

  it('refuses a topic that is listed twice', () => {
    expect(
      problems(withAlarms({ topicArns: [topic('a')], pageTopicArns: [topic('b'), topic('a')] })),
    ).toContain(`- alarms.pageTopicArns.1 is "${topic('a')}": remove it`);
    expect(problems(withAlarms({ pageTopicArns: [topic('a'), topic('a')] }))).toContain(
      'alarms.pageTopicArns.1',
    );
  });

  it('refuses a topic without an ARN, and a runbook that is no https page', () => {
    expect(problems(withAlarms({ pageTopicArns: ['on-call'] }))).toContain(
      '- alarms.pageTopicArns.0 is "on-call": set it to the ARN of an SNS topic',
    );
    expect(problems(withAlarms({ runbookUrl: 'http://docs.example.com' }))).toContain(
      '- alarms.runbookUrl is',
    );
  });

  it('refuses shard-level metrics of an existing stream, which the stack does not change', () => {
    const shardLevelMetrics = true;
    expect(problems({ ...dev, stream: { ...dev.stream, shardLevelMetrics } })).toBe('none');
    const capacity = { mode: 'existing', name: 'orders' } as const;
    expect(problems({ ...dev, stream: { ...dev.stream, capacity, shardLevelMetrics } })).toContain(
      '- stream.shardLevelMetrics is true: set it to false',
    );
  });

  it.each([
    ['lagWarningMinutes', 1],
    ['lagCriticalMinutes', 10_079],
  ])('accepts %s of %i, and refuses what is beyond', (name, limit) => {
    const range = '10,079';
    const beyond = limit === 1 ? 0 : limit + 1;
    expect(problems(withAlarms({ [name]: limit }))).not.toContain('whole number');
    expect(problems(withAlarms({ [name]: beyond }))).toContain(
      `set it to a whole number of minutes from 1 to ${range}`,
    );
  });
});
