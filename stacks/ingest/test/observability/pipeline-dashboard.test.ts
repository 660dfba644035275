import { describe, expect, it } from '@jest/globals';
import { prod } from '../../src/environments/prod.js';
import { synthesize } from '../synthesize.js';

interface Widget {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly properties: { readonly alarms?: readonly string[] };
}

/** The value of a jsonencode(...) expression, with references as strings. */
const decodeExpression = (expression: string): unknown =>
  JSON.parse(
    expression
      .replace(/^\$\{jsonencode\((.*)\)\}$/s, '$1')
      .replaceAll('" = ', '": ')
      .replaceAll(/(?<!")\baws_[\w.-]+/g, '"$&"'),
  );

const stack = synthesize(prod);
const { dashboard_body: body } = stack.resource('aws_cloudwatch_dashboard', 'dashboard');
const { widgets } = decodeExpression(String(body)) as { widgets: Widget[] };

describe('PipelineDashboard', () => {
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
});
