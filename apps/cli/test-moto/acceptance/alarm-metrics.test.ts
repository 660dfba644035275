import { PutMetricAlarmCommand, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { findMetric, listAlarms } from '../../src/acceptance/evidence/alarm-metrics.js';
import { alarmMetricsStep } from '../../src/acceptance/steps/alarm-metrics.js';
import { fakeTarget } from '../../test/support/fake-target.js';
import { describeWithMoto } from '@headwaters/test-kit/moto-server';
import { MotoServer } from '../moto-server.js';

const name = 'headwaters-ingest-dev';
const alarm = { ComparisonOperator: 'GreaterThanThreshold', EvaluationPeriods: 1, Threshold: 0 } as const;

describeWithMoto('the alarms and metrics of CloudWatch, as moto serves them', () => {
  let moto: MotoServer;
  beforeAll(async () => {
    moto = await MotoServer.start();
    await putAlarm('-producer-objects', 'ObjectsFailed', { service: 'producer', stream: 's' });
    await putAlarm('-other-dimensions', 'BlocksFailed', { consumer: 'audit' });
    await putAlarm('-absent', 'ObjectsRejected', { service: 'producer', stream: 's' });
    await putMathAlarm('-stopped');
    await putAlarm('2-foreign', 'ObjectsFailed', { service: 'producer' });
    await putData('ObjectsFailed', { service: 'producer', stream: 's' });
    await putData('BlocksFailed', { service: 'audit', consumer: 'audit' });
    await putData('BlocksPublished', { stream: 's' });
  });
  afterAll(() => moto.stop());

  const dimensionsOf = (dimensions: Record<string, string>) =>
    Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));

  async function putAlarm(part: string, MetricName: string, dimensions: Record<string, string>) {
    const metric = { Namespace: name, MetricName, Dimensions: dimensionsOf(dimensions) };
    const settings = { Statistic: 'Sum', Period: 60 } as const;
    await moto.clients.cloudWatch.send(
      new PutMetricAlarmCommand({ AlarmName: `${name}${part}`, ...alarm, ...metric, ...settings }),
    );
  }

  async function putMathAlarm(part: string) {
    const stat = (MetricName: string, dimensions: Record<string, string>) => ({
      Metric: { Namespace: name, MetricName, Dimensions: dimensionsOf(dimensions) },
      Period: 60,
      Stat: 'Sum',
    });
    await moto.clients.cloudWatch.send(
      new PutMetricAlarmCommand({
        AlarmName: `${name}${part}`,
        ...alarm,
        Metrics: [
          { Id: 'incoming', MetricStat: stat('BlocksPublished', { stream: 's' }), ReturnData: false },
          { Id: 'polled', MetricStat: stat('PolledEventCount', { mapping: 'm' }), ReturnData: false },
          { Id: 'stopped', Expression: 'IF(incoming > 0 AND polled < 1, 1, 0)', ReturnData: true },
        ],
      }),
    );
  }

  async function putData(MetricName: string, dimensions: Record<string, string>) {
    const datum = { MetricName, Dimensions: dimensionsOf(dimensions), Value: 1 };
    await moto.clients.cloudWatch.send(new PutMetricDataCommand({ Namespace: name, MetricData: [datum] }));
  }

  it('lists the alarms of the pipeline alone, with the metrics that are in metric math too', async () => {
    const alarms = await listAlarms(moto.clients.cloudWatch, `${name}-`);
    const watched = alarms.map((each) => [each.name, each.metrics.map(({ metricName }) => metricName)]);
    expect(Object.fromEntries(watched)).toEqual({
      [`${name}-producer-objects`]: ['ObjectsFailed'],
      [`${name}-other-dimensions`]: ['BlocksFailed'],
      [`${name}-absent`]: ['ObjectsRejected'],
      [`${name}-stopped`]: ['BlocksPublished', 'PolledEventCount'],
    });
  });

  it.each([
    ['present', 'ObjectsFailed', { stream: 's', service: 'producer' }],
    ['otherDimensions', 'ObjectsFailed', { service: 'producer' }],
    ['otherDimensions', 'BlocksFailed', { consumer: 'audit' }],
    ['otherDimensions', 'BlocksPublished', { stream: 's', service: 'producer' }],
    ['absent', 'ObjectsFailed', { service: 'other', stream: 's' }],
    ['absent', 'ObjectsRejected', { service: 'producer', stream: 's' }],
  ])('finds a metric %s: %s with %j', async (state, metricName, dimensions) => {
    const metric = { namespace: name, metricName, dimensions };
    expect(await findMetric(moto.clients.cloudWatch, metric)).toBe(state);
  });

  it('names the metrics of alarms that are absent or have other dimensions', async () => {
    const { observation } = await alarmMetricsStep.run(fakeTarget({ clients: moto.clients }));
    expect(observation).toMatchObject({
      alarms: 4,
      metrics: 5,
      absent: [
        `${name} ObjectsRejected {service=producer, stream=s}`,
        `${name} PolledEventCount {mapping=m}`,
      ],
      otherDimensions: [`${name} BlocksFailed {consumer=audit}`],
      noFailureYet: [],
    });
  });
});
