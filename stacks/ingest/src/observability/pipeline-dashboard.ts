import { CloudwatchDashboard } from '@cdktf/provider-aws/lib/cloudwatch-dashboard/index.js';
import { Fn } from 'cdktf';
import { Construct } from 'constructs';
import { type Graph, type GraphedPipeline, graphsOf } from './dashboard-graphs.js';

export interface PipelineDashboardOptions extends GraphedPipeline {
  /** Unique in the account: dashboards have no region. */
  readonly name: string;
  /** Region of the metrics. */
  readonly region: string;
  readonly alarmArns: readonly string[];
}

const columns = 3;
const width = 24 / columns;
const height = 6;
const alarmsHeight = 3;

/** A dashboard with the state of the alarms above the graphs. */
export class PipelineDashboard extends Construct {
  constructor(scope: Construct, id: string, options: PipelineDashboardOptions) {
    super(scope, id);
    const alarms = {
      type: 'alarm',
      x: 0,
      y: 0,
      width: 24,
      height: alarmsHeight,
      properties: { title: 'Alarms', alarms: options.alarmArns },
    };
    const graphs = graphsOf(options).map((graph, index) => widget(graph, index, options.region));
    new CloudwatchDashboard(this, 'Default', {
      dashboardName: options.name,
      // Terraform encodes the JSON: `cdktf synth --hcl` breaks strings that contain both quotes and references.
      dashboardBody: Fn.jsonencode({ widgets: [alarms, ...graphs] }),
    });
  }
}

/** Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html */
function widget(graph: Graph, index: number, region: string) {
  return {
    type: 'metric',
    x: (index % columns) * width,
    y: alarmsHeight + Math.floor(index / columns) * height,
    width,
    height,
    properties: {
      title: graph.title,
      region,
      stat: graph.statistic,
      period: 60,
      view: 'timeSeries',
      metrics: rowsOf(graph),
    },
  };
}

/** A metric is a row of names; a search is a row with one object. cdktf does not escape the quotes of a string in an expression. */
function rowsOf({ metrics, search }: Graph): unknown[][] {
  if (search !== undefined) return [[{ expression: search.replaceAll('"', '\\"') }]];
  return metrics.map(({ namespace, name, dimensions }) => [
    namespace,
    name,
    ...Object.entries(dimensions).flat(),
  ]);
}
