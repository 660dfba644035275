import { describe, expect, it } from '@jest/globals';
import { dev } from '../../src/environments/dev.js';
import { synthesize } from '../synthesize.js';
import type { AlarmState } from './cloudwatch/alarm-state.js';
import { MetricStore } from './cloudwatch/metric-store.js';
import { TerraformAlarm } from './cloudwatch/terraform-alarm.js';
import { widgetsOf } from './used-statistics.js';

const stack = synthesize({
  ...dev,
  reconcile: { schedule: 'rate(1 hour)', sinceDays: 1 },
  canary: { everyMinutes: 5 },
});

type Samples = readonly (readonly [minute: number, sample: number])[];

/** The states of an alarm at the end of each minute. */
function history(id: string, name: string, samples: Samples, minutes: number): AlarmState[] {
  const store = new MetricStore();
  const service = name.startsWith('Canary') ? 'canary' : 'reconciler';
  const metric =
    name === 'Errors'
      ? {
          namespace: 'AWS/Lambda',
          name,
          dimensions: { FunctionName: '${aws_lambda_function.reconciler.function_name}' },
        }
      : { namespace: 'headwaters-ingest-dev', name, dimensions: { service } };
  for (const [minute, sample] of samples) store.add(metric, minute, sample);
  return new TerraformAlarm(stack.resource('aws_cloudwatch_metric_alarm', `alarm_${id}`)).history(
    store,
    minutes,
  );
}

/** Without data an alarm of something that must run goes off at once: what is asked is what follows the first runs. */
const firstRunsMinutes = 20;

const firstAlarm = (...[id, name, samples, minutes]: Parameters<typeof history>) =>
  history(id, name, samples, minutes).indexOf('ALARM', firstRunsMinutes);

/** One sample for each period. */
const every = (period: number, count: number, sample: number): Samples =>
  Array.from({ length: count }, (_, index) => [index * period + 1, sample] as const);

describe('the alarms of the canary', () => {
  it('go off right after the deployment, until the first upload has arrived', () => {
    const states = history('canary-failed', 'CanarySucceeded', every(5, 6, 1), 25);
    expect(states.indexOf('ALARM')).toBe(1);
    expect(states.lastIndexOf('ALARM')).toBeLessThanOrEqual(2);
  });

  it('are silent while it succeeds every 5 minutes, and after one or two failures', () => {
    const working = every(5, 24, 1);
    expect(firstAlarm('canary-failed', 'CanarySucceeded', working, 115)).toBe(-1);
    const twice = working.map(([minute], index) => [minute, index === 10 || index === 11 ? 0 : 1] as const);
    expect(firstAlarm('canary-failed', 'CanarySucceeded', twice, 115)).toBe(-1);
  });

  it('page after three failures in a row', () => {
    const failing = every(5, 12, 1).map(([minute], index) => [minute, index < 6 ? 1 : 0] as const);
    const first = firstAlarm('canary-failed', 'CanarySucceeded', failing, 60);
    expect(first).toBeGreaterThan(40);
    expect(first).toBeLessThanOrEqual(45);
  });

  it('page if it does not run any more, a little later: CloudWatch looks back at two more periods', () => {
    const first = firstAlarm('canary-failed', 'CanarySucceeded', every(5, 6, 1), 60);
    expect(first).toBeGreaterThan(40);
    expect(first).toBeLessThanOrEqual(55);
  });
});

describe('the alarms of the reconciliation', () => {
  it('warn of uploads that were never seen until a run finds none', () => {
    const states = history(
      'uploads-never-seen',
      'ObjectsNeverSeen',
      [
        [1, 0],
        [61, 3],
        [121, 0],
      ],
      180,
    );
    expect(states.indexOf('ALARM')).toBe(62);
    expect(states.slice(62, 122)).toEqual(Array(60).fill('ALARM'));
    expect(states.slice(122)).not.toContain('ALARM');
  });

  it('warn if no run has ended for the time of two', () => {
    expect(firstAlarm('reconciler-missing', 'ObjectsNeverSeen', every(60, 6, 0), 360)).toBe(-1);
    const first = firstAlarm('reconciler-missing', 'ObjectsNeverSeen', every(60, 3, 0), 420);
    expect(first).toBeGreaterThan(180);
    expect(first).toBeLessThanOrEqual(370);
  });

  it('warn of a run that fails', () => {
    expect(firstAlarm('reconciler-failed', 'Errors', [[30, 1]], 60)).toBe(31);
    expect(firstAlarm('reconciler-failed', 'Errors', [[30, 0]], 60)).toBe(-1);
  });

  it('look at seven days at most, and at the longest time between two runs', () => {
    const periodsOf = (schedule: string) => {
      const reconciled = synthesize({ ...dev, reconcile: { schedule, sinceDays: 1 } });
      const alarm = reconciled.resource('aws_cloudwatch_metric_alarm', 'alarm_reconciler-missing');
      return [alarm['period'], alarm['evaluation_periods'], alarm['datapoints_to_alarm']];
    };
    expect(periodsOf('rate(1 day)')).toEqual([3_600, 48, 48]);
    expect(periodsOf('rate(10 minutes)')).toEqual([3_600, 1, 1]);
    expect(periodsOf('cron(0 6 ? * MON-FRI *)')).toEqual([3_600, 144, 144]);
    expect(periodsOf('rate(84 hours)')).toEqual([3_600, 168, 168]);
  });
});

describe('the dashboard', () => {
  const titlesOf = (of: typeof stack) => widgetsOf(of).map(({ properties: { title } }) => title);

  it('shows the latency of the canary and what the reconciliation found, if there are any', () => {
    const titles = [
      'Canary: ms from the upload to the last consumer',
      'Reconciliation: uploads that were never seen',
    ];
    expect(titlesOf(stack)).toEqual(expect.arrayContaining(titles));
    expect(titlesOf(synthesize(dev)).filter((title) => titles.includes(title))).toEqual([]);
  });
});
