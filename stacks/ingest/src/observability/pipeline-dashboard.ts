import { CloudwatchDashboard } from '@cdktf/provider-aws/lib/cloudwatch-dashboard/index.js';
import { Fn } from 'cdktf';
import { Construct } from 'constructs';

type Metric = readonly [namespace: string, name: string, ...dimensions: string[]];

export interface PipelineDashboardOptions {
  readonly name: string;
  readonly region: string;
  readonly streamName: string;
  readonly producerFunction: string;
  readonly consumerFunctions: readonly string[];
  readonly mappingIds: readonly string[];
  readonly alarmArns: readonly string[];
  readonly metricsNamespace: string;
}

interface Graph {
  readonly title: string;
  readonly stat: 'Sum' | 'Maximum';
  readonly metrics: readonly Metric[];
}

const columns = 3;
const width = 24 / columns;
const height = 6;
const alarmsHeight = 3;

/** A dashboard in the order of the data: uploads, stream, consumers, failures. */
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
    const widgets = [alarms, ...graphs(options).map((graph, index) => widget(graph, index, options.region))];
    new CloudwatchDashboard(this, 'Default', {
      dashboardName: options.name,
      // Terraform encodes the JSON: `cdktf synth --hcl` breaks strings that contain both quotes and references.
      dashboardBody: Fn.jsonencode({ widgets }),
    });
  }
}

function graphs(options: PipelineDashboardOptions): Graph[] {
  const { streamName, producerFunction, consumerFunctions, mappingIds, metricsNamespace } = options;
  const functions = [producerFunction, ...consumerFunctions];
  const ofProducer = (name: string): Metric =>
    [metricsNamespace, name, 'service', 'producer', 'stream', streamName] as const;
  const ofStream = (name: string): Metric => ['AWS/Kinesis', name, 'StreamName', streamName];
  const ofEach = (name: string, functionNames: readonly string[]): Metric[] =>
    functionNames.map((functionName) => ['AWS/Lambda', name, 'FunctionName', functionName]);
  const ofMappings = (name: string): Metric[] =>
    mappingIds.map((mappingId) => ['AWS/Lambda', name, 'EventSourceMappingUUID', mappingId]);
  return [
    {
      title: 'Uploads',
      stat: 'Sum',
      metrics: ['ObjectsPublished', 'ObjectsFailed', 'ObjectsRejected'].map(ofProducer),
    },
    {
      title: 'Bytes read and published',
      stat: 'Sum',
      metrics: ['BytesRead', 'BytesPublished'].map(ofProducer),
    },
    {
      title: 'Stream: throttled writes',
      stat: 'Sum',
      metrics: [ofStream('WriteProvisionedThroughputExceeded'), ofProducer('PutRecordsEntriesDeferred')],
    },
    {
      title: 'Stream: bytes in and out',
      stat: 'Sum',
      metrics: ['IncomingBytes', 'GetRecords.Bytes'].map(ofStream),
    },
    { title: 'Iterator age, in ms', stat: 'Maximum', metrics: ofEach('IteratorAge', consumerFunctions) },
    {
      title: 'Dead-lettered Kinesis records',
      stat: 'Sum',
      metrics: ofMappings('OnFailureDestinationDeliveredEventCount'),
    },
    { title: 'Invocations', stat: 'Sum', metrics: ofEach('Invocations', functions) },
    {
      title: 'Errors and throttles',
      stat: 'Sum',
      metrics: ['Errors', 'Throttles'].flatMap((name) => ofEach(name, functions)),
    },
    { title: 'Duration, in ms', stat: 'Maximum', metrics: ofEach('Duration', functions) },
  ];
}

function widget({ title, stat, metrics }: Graph, index: number, region: string) {
  return {
    type: 'metric',
    x: (index % columns) * width,
    y: alarmsHeight + Math.floor(index / columns) * height,
    width,
    height,
    properties: { title, region, stat, period: 60, view: 'timeSeries', metrics },
  };
}
