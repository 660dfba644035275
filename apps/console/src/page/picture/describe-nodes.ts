import type { Picture, PipelineShape } from '../../contract/pipeline.js';
import { formatBytes, formatCount, formatDuration } from '../format.js';

/** The labels and figures of a node. */
export interface NodeDescription {
  readonly id: string;
  /** Kind of resource. */
  readonly kind: string;
  readonly name: string;
  /** At most two lines of facts. */
  readonly facts: readonly string[];
  /** Whether data flows through it now. */
  readonly isBusy: boolean;
  /** Its problem, if any. */
  readonly trouble?: string;
}

/** The nodes of the picture by stage: bucket, producer, shards, consumers, failures. */
export function describeNodes(
  shape: PipelineShape,
  picture: Picture,
): readonly (readonly NodeDescription[])[] {
  return [
    [describeSource(picture)],
    [describeProducer(shape, picture)],
    describeShards(picture),
    describeConsumers(shape, picture),
    [describeFailures(picture)],
  ];
}

/** Shards drawn separately; the others share one node. */
const maxShards = 6;

function describeSource({ source: { objects, bytes, bytesPerSecond } }: Picture): NodeDescription {
  return {
    id: 'source',
    kind: 'S3 bucket',
    name: 'source',
    facts: [
      `${formatCount(objects, 'object')}, ${formatBytes(bytes)}`,
      `${formatBytes(bytesPerSecond)}/s in`,
    ],
    isBusy: bytesPerSecond > 0,
  };
}

function describeProducer({ producer }: PipelineShape, picture: Picture): NodeDescription {
  const { invocations, failures, trouble } = picture.producer;
  return {
    id: producer.functionName,
    kind: 'Lambda',
    name: producer.label,
    facts: [formatCount(invocations, 'invocation'), `${failures} failed`],
    isBusy: picture.source.bytesPerSecond > 0,
    ...(trouble !== undefined && { trouble }),
  };
}

function describeShards({ shards }: Picture): NodeDescription[] {
  const drawn = shards.length > maxShards ? shards.slice(0, maxShards - 1) : shards;
  const described = drawn.map(({ shardId, isOpen, records, recordsPerSecond, bytesPerSecond }) => ({
    id: shardId,
    kind: isOpen ? 'Kinesis shard' : 'Kinesis shard, closed',
    name: shardId.replace(/^shardId-0*(?=\d)/, 'shard '),
    facts: [
      formatCount(records, 'record'),
      `${formatBytes(bytesPerSecond)}/s, ${recordsPerSecond.toFixed(1)} records/s`,
    ],
    isBusy: recordsPerSecond > 0,
  }));
  const others = shards.slice(drawn.length);
  if (others.length === 0) return described;
  const records = others.reduce((sum, shard) => sum + shard.records, 0);
  const isBusy = others.some(({ recordsPerSecond }) => recordsPerSecond > 0);
  const name = `${others.length} more`;
  return [
    ...described,
    { id: 'more-shards', kind: 'Kinesis shards', name, facts: [formatCount(records, 'record')], isBusy },
  ];
}

function describeConsumers({ consumers }: PipelineShape, picture: Picture): NodeDescription[] {
  return consumers.flatMap(({ functionName, name }, index) => {
    const consumer = picture.consumers[index];
    if (consumer === undefined) return [];
    const { accepted, recordsPerSecond, pending, lagMillis, trouble } = consumer;
    return [
      {
        id: functionName,
        kind: 'Lambda, consumer',
        name,
        facts: [
          `${formatCount(accepted, 'record')}, ${recordsPerSecond.toFixed(1)}/s`,
          pending === 0 ? 'lag 0' : `lag ${formatDuration(lagMillis)}, ${pending} pending`,
        ],
        isBusy: recordsPerSecond > 0,
        ...(trouble !== undefined && { trouble }),
      },
    ];
  });
}

function describeFailures({ openFailures, consumers }: Picture): NodeDescription {
  const deadLettered = consumers.reduce((sum, consumer) => sum + consumer.deadLettered, 0);
  return {
    id: 'failures',
    kind: 'S3 bucket',
    name: 'failures',
    facts: [
      openFailures === 0 ? 'no dead letters' : `${openFailures} open`,
      deadLettered === 0 ? '' : `${formatCount(deadLettered, 'record')} failed so far`,
    ],
    isBusy: false,
    ...(openFailures > 0 && { trouble: `${formatCount(openFailures, 'failure')} not redelivered` }),
  };
}
