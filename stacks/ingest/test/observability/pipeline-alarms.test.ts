import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { dev } from '../../src/environments/dev.js';
import { prod } from '../../src/environments/prod.js';
import { synthesize } from '../synthesize.js';

const stack = synthesize(prod);
const alarms = stack.resources('aws_cloudwatch_metric_alarm');
const alarm = (id: string) => stack.resource('aws_cloudwatch_metric_alarm', `alarm_${id}`);
const runbook = readFileSync(new URL('../../RUNBOOK.md', import.meta.url), 'utf8');

/** The heading's anchor, as Git hosts make it. */
const anchors = [...runbook.matchAll(/^## (.+)$/gm)].map(([, heading = '']) =>
  heading
    .toLowerCase()
    .replaceAll(/[^\w -]/g, '')
    .replaceAll(' ', '-'),
);

describe('PipelineAlarms', () => {
  it.each(Object.entries(alarms))(
    '%s has its dimensions and is quiet without data',
    (_, { dimensions, ...rest }) => {
      expect(Object.keys(dimensions as object).length).toBeGreaterThan(0);
      expect(rest).toMatchObject({
        treat_missing_data: 'notBreaching',
        comparison_operator: 'GreaterThanThreshold',
      });
    },
  );

  it.each(Object.values(alarms).map(({ alarm_description }) => [String(alarm_description)]))(
    'names a section of the runbook: %s',
    (description) => {
      expect(anchors).toContain(/RUNBOOK\.md#(\S+)$/.exec(description)?.[1]);
    },
  );

  it('has a section in the runbook for nothing else', () => {
    const named = Object.values(alarms).map(
      ({ alarm_description: text }) => /#(\S+)$/.exec(String(text))?.[1],
    );
    expect(new Set(named)).toEqual(new Set(anchors));
  });

  it('watches that each consumer stays within a quarter of the retention', () => {
    expect(alarm('consumer-archive-behind')).toMatchObject({
      metric_name: 'IteratorAge',
      dimensions: { FunctionName: '${aws_lambda_function.consumer-archive.function_name}' },
      statistic: 'Maximum',
      threshold: (168 * 3_600_000) / 4,
    });
  });

  it('counts the records that each mapping gave up', () => {
    expect(alarm('consumer-audit-dead-letters')).toMatchObject({
      metric_name: 'OnFailureDestinationDeliveredEventCount',
      dimensions: {
        EventSourceMappingUUID: '${aws_lambda_event_source_mapping.consumer-audit_mapping.uuid}',
      },
      threshold: 0,
    });
    expect(stack.resource('aws_lambda_event_source_mapping', 'consumer-audit_mapping')).toMatchObject({
      metrics_config: { metrics: ['EventCount'] },
    });
  });

  it.each([
    ['failed', 'ObjectsFailed'],
    ['rejected', 'ObjectsRejected'],
  ])('watches %s uploads by the namespace and dimensions that the producer prints', (id, metricName) => {
    expect(alarm(`producer-uploads-${id}`)).toMatchObject({
      namespace: 'headwaters-ingest-prod',
      metric_name: metricName,
      dimensions: { service: 'producer', stream: '${aws_kinesis_stream.stream.name}' },
      threshold: 0,
    });
  });

  it.each([
    ['stream-throttled', 'WriteProvisionedThroughputExceeded'],
    ['stream-nearly-full', 'IncomingBytes'],
    ...['producer', 'consumer-archive', 'consumer-audit'].flatMap((part) => [
      [`${part}-errors`, 'Errors'],
      [`${part}-throttled`, 'Throttles'],
      [`${part}-failures-lost`, 'DestinationDeliveryFailures'],
    ]),
  ])('has %s, by %s of that stream or function', (id, metricName) => {
    const [part = ''] = id.split(/-(?:throttled|nearly|errors|failures)/);
    expect(alarm(id)).toMatchObject({ metric_name: metricName });
    expect(JSON.stringify(alarm(id)['dimensions'])).toContain(`.${part}.`);
  });

  it('warns at 80 % of what the shards take in, and only of throttling where AWS adds them', () => {
    expect(alarm('stream-nearly-full')).toMatchObject({
      metric_name: 'IncomingBytes',
      threshold: Math.floor(7 * 60 * 1_048_576 * 0.8),
    });
    const onDemand = synthesize({ ...dev, stream: { ...dev.stream, capacity: { mode: 'on-demand' } } });
    const names = Object.keys(onDemand.resources('aws_cloudwatch_metric_alarm'));
    expect(names).toContain('alarm_stream-throttled');
    expect(names).not.toContain('alarm_stream-nearly-full');
  });

  it('tells the topics of the settings when it goes off and when it is over', () => {
    const topicArns = ['arn:aws:sns:us-east-1:111122223333:on-call'];
    const told = synthesize({ ...dev, alarms: { ...dev.alarms, topicArns } });
    for (const { alarm_actions, ok_actions } of Object.values(
      told.resources('aws_cloudwatch_metric_alarm'),
    )) {
      expect([alarm_actions, ok_actions]).toEqual([topicArns, topicArns]);
    }
  });
});

/** What Terraform's jsonencode(...) would give, with references as texts. */
const encodedJson = (expression: string): unknown =>
  JSON.parse(
    expression
      .replace(/^\$\{jsonencode\((.*)\)\}$/s, '$1')
      .replaceAll('" = ', '": ')
      .replaceAll(/(?<!")\baws_[\w.-]+/g, '"$&"'),
  );

describe('PipelineDashboard', () => {
  it('shows every alarm, and graphs that do not overlap', () => {
    const { dashboard_body: body } = stack.resource('aws_cloudwatch_dashboard', 'dashboard');
    const { widgets } = encodedJson(String(body)) as {
      widgets: { x: number; y: number; width: number; height: number; properties: { alarms?: string[] } }[];
    };
    expect(widgets[0]?.properties.alarms).toHaveLength(Object.keys(alarms).length);
    const cells = widgets.flatMap(({ x, y, width, height }) =>
      Array.from(
        { length: width * height },
        (_, index) => `${x + (index % width)},${y + Math.floor(index / width)}`,
      ),
    );
    expect(new Set(cells).size).toBe(cells.length);
  });
});
