import type { SynthesizedStack } from '../synthesize.js';

/** A statistic of a metric that an alarm or a graph reads. */
export interface UsedStatistic {
  /** Name of the alarm, or title of the graph. */
  readonly by: string;
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly statistic: string;
}

/** A metric by its names, or a search. */
type GraphRow = readonly string[] | readonly [{ readonly expression: string }];

export interface Widget {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly properties: {
    readonly title: string;
    readonly stat?: string;
    readonly alarms?: readonly string[];
    readonly metrics?: readonly GraphRow[];
  };
}

interface AlarmBlock {
  readonly metric_query?: readonly { readonly metric?: MetricBlock }[];
}

interface MetricBlock {
  readonly namespace: string;
  readonly metric_name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly statistic?: string;
  readonly stat?: string;
}

/** The statistics that the alarms of a stack read. */
export function alarmStatistics(stack: SynthesizedStack): UsedStatistic[] {
  return Object.entries(stack.resources('aws_cloudwatch_metric_alarm')).flatMap(([by, alarm]) => {
    const { metric_query: queries } = alarm as AlarmBlock;
    const metrics = queries?.flatMap(({ metric }) => metric ?? []) ?? [alarm as unknown as MetricBlock];
    return metrics.map(({ namespace, metric_name: name, dimensions, statistic, stat }) => ({
      by,
      namespace,
      name,
      dimensions,
      statistic: statistic ?? stat ?? '',
    }));
  });
}

/** The widgets of the dashboard, with references to resources as strings. */
export function widgetsOf(stack: SynthesizedStack): Widget[] {
  const { dashboard_body: body } = stack.resource('aws_cloudwatch_dashboard', 'dashboard');
  const json = String(body)
    .replace(/^\$\{jsonencode\((.*)\)\}$/s, '$1')
    .replaceAll('" = ', '": ')
    .replaceAll(/(?<!")\baws_[\w.-]+/g, '"$&"');
  return (JSON.parse(json) as { widgets: Widget[] }).widgets;
}

/** The statistics that the graphs of a stack's dashboard show. */
export function dashboardStatistics(stack: SynthesizedStack): UsedStatistic[] {
  return widgetsOf(stack).flatMap(({ properties: { title, stat = '', metrics = [] } }) =>
    metrics.map((row) => {
      if (isSearch(row)) return searched(title, row[0].expression);
      const [namespace = '', name = '', ...dimensions] = row;
      return { by: title, namespace, name, dimensions: pairsOf(dimensions), statistic: stat };
    }),
  );
}

const isSearch = (row: GraphRow): row is readonly [{ readonly expression: string }] =>
  typeof row[0] === 'object';

const pairsOf = (items: readonly string[]) =>
  Object.fromEntries(
    items.flatMap((item, index) => (index % 2 === 0 ? [[item, items[index + 1] ?? '']] : [])),
  );

/** SEARCH('{namespace,dimension,dimension} MetricName="name" ...', 'statistic', period) */
function searched(by: string, expression: string): UsedStatistic {
  const [, schema = '', name = '', statistic = ''] =
    /^SEARCH\('\{([^}]+)\} MetricName="(\w+)".*', '(\w+)', \d+\)$/.exec(expression) ?? [];
  const [namespace = '', ...dimensions] = schema.split(',');
  return { by, namespace, name, dimensions: pairsOf(dimensions.flatMap((item) => [item, ''])), statistic };
}
