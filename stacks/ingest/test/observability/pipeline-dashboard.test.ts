import { describe, expect, it } from '@jest/globals';
import { dev } from '../../src/environments/dev.js';
import { prod } from '../../src/environments/prod.js';
import { synthesize, type SynthesizedStack } from '../synthesize.js';
import { widgetsOf } from './used-statistics.js';

const stack = synthesize(prod);
const widgets = widgetsOf(stack);
const titlesOf = (of: SynthesizedStack) => widgetsOf(of).map(({ properties: { title } }) => title);

describe('PipelineDashboard', () => {
  it('has a name with the region: dashboards are unique in the account', () => {
    expect(stack.resource('aws_cloudwatch_dashboard', 'dashboard')).toMatchObject({
      dashboard_name: 'headwaters-ingest-prod-us-east-1',
    });
  });

  it('shows every alarm', () => {
    expect([...(widgets[0]?.properties.alarms ?? [])].sort()).toEqual(
      Object.keys(stack.resources('aws_cloudwatch_metric_alarm'))
        .map((name) => `aws_cloudwatch_metric_alarm.${name}.arn`)
        .sort(),
    );
  });

  it('has no widgets that overlap', () => {
    const cells = widgets.flatMap(({ x, y, width, height }) =>
      Array.from(
        { length: width * height },
        (_, index) => `${x + (index % width)},${y + Math.floor(index / width)}`,
      ),
    );
    expect(cells.filter((cell, index) => cells.indexOf(cell) !== index)).toEqual([]);
  });

  it('has a metric in every graph', () => {
    const empty = widgets.slice(1).filter(({ properties: { metrics = [] } }) => metrics.length === 0);
    expect(empty.map(({ properties: { title } }) => title)).toEqual([]);
  });

  it('shows each shard with stream.shardLevelMetrics, found by the name of the stream', () => {
    const detailed = synthesize({ ...dev, stream: { ...dev.stream, shardLevelMetrics: true } });
    const shardWidgets = widgetsOf(detailed).filter(({ properties }) =>
      properties.title.startsWith('Each shard'),
    );
    expect(shardWidgets.map(({ properties: { metrics } }) => metrics)).toEqual(
      [
        ['IncomingBytes', 'Sum'],
        ['IncomingRecords', 'Sum'],
        ['IteratorAgeMilliseconds', 'Maximum'],
      ].map(([name, statistic]) => [
        [
          {
            expression:
              `SEARCH('{AWS/Kinesis,ShardId,StreamName} MetricName="${name}" StreamName="headwaters-ingest-dev-stream"', ` +
              `'${statistic}', 60)`,
          },
        ],
      ]),
    );
    expect(titlesOf(stack).filter((title) => title.startsWith('Each shard'))).toEqual([]);
  });

  it('shows the lag of enhanced fan-out consumers if there are any', () => {
    const consumers = dev.consumers.map((consumer) => ({ ...consumer, fanOut: true }));
    expect(titlesOf(synthesize({ ...dev, consumers }))).toContain('Fan-out: ms behind the stream');
    expect(titlesOf(synthesize(dev))).not.toContain('Fan-out: ms behind the stream');
  });
});
