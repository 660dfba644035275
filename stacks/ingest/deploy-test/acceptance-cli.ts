import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CloudWatchClient,
  type MetricAlarm,
  type Metric,
  paginateDescribeAlarms,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch';
import { expect } from '@jest/globals';
import type { Deployment } from './deployment.js';
import { runHeadwaters } from './headwaters-cli.js';

/**
 * Runs the step `alarm-metrics` of the acceptance run on the deployed environment, from its outputs. Expects that it finds the
 * mappings of all consumers, every alarm, and a metric with data for each of them.
 */
export async function expectAlarmMetrics(deployment: Deployment): Promise<void> {
  const { aws, terraform } = deployment;
  const outputs = join(terraform.path, 'outputs.json');
  writeFileSync(outputs, await terraform.succeed('output', '-json'));
  const alarms = await listAlarms(deployment);
  await putData(deployment, alarms.flatMap(metricsOf));
  const words = ['acceptance', '--json', '--stack', terraform.path, '--outputs', outputs];
  const report = await runHeadwaters([...words, '--step', 'alarm-metrics'], aws.variables);
  expect(JSON.parse(report)).toMatchObject({
    steps: [
      {
        name: 'alarm-metrics',
        status: 'passed',
        observed: { alarms: alarms.length, absent: [], otherDimensions: [], noFailureYet: [] },
      },
    ],
  });
}

async function listAlarms({ aws }: Deployment): Promise<MetricAlarm[]> {
  const client = new CloudWatchClient(aws.client);
  const alarms: MetricAlarm[] = [];
  for await (const { MetricAlarms: page = [] } of paginateDescribeAlarms({ client }, {}))
    alarms.push(...page);
  return alarms;
}

function metricsOf({ Namespace, MetricName, Dimensions, Metrics = [] }: MetricAlarm): Metric[] {
  const inMath = Metrics.flatMap(({ MetricStat: stat }) => (stat?.Metric ? [stat.Metric] : []));
  return MetricName === undefined ? inMath : [{ Namespace, MetricName, Dimensions }, ...inMath];
}

async function putData({ aws }: Deployment, metrics: readonly Metric[]): Promise<void> {
  const client = new CloudWatchClient(aws.client);
  for (const { Namespace, MetricName, Dimensions } of metrics)
    await client.send(
      new PutMetricDataCommand({ Namespace, MetricData: [{ MetricName, Dimensions, Value: 0 }] }),
    );
}
