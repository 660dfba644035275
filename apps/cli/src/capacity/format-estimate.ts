import type { PipelineCost } from '@headwaters/bill';
import type { CapacityDemand, CapacityEstimate, CatchUp } from './estimate-capacity.js';
import type { FileMeasurement } from './measure-file.js';

const integer = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const decimal = new Intl.NumberFormat('en-US', { maximumFractionDigits: 2 });
const dollars = new Intl.NumberFormat('en-US', {
  style: 'currency',
  currency: 'USD',
  maximumFractionDigits: 0,
});
const percent = (part: number): string =>
  `${new Intl.NumberFormat('en-US', { maximumFractionDigits: 1 }).format(100 * part)} %`;

/** Formats an estimate as text, with the settings to copy. */
export function formatEstimate(
  files: readonly FileMeasurement[],
  demand: CapacityDemand,
  estimate: CapacityEstimate,
): string {
  return [
    ...files.map(formatFile),
    '',
    `At ${integer.format(demand.bytesPerSecond)} bytes/s of uploads for ${integer.format(demand.consumers)} consumers, ` +
      `${integer.format(demand.fanOutConsumers)} of them with enhanced fan-out:`,
    ...formatStream(demand, estimate),
    '',
    `Per month at that load, in us-east-1, with a retention of ${demand.retentionHours} h:`,
    ...formatCost(estimate),
    '',
    'Settings:',
    ...formatSettings(demand, estimate),
    '',
  ].join('\n');
}

function formatFile({ file, bytes, records, blocks, streamBytes, putPayloadUnits }: FileMeasurement): string {
  return (
    `${file}: ${integer.format(bytes)} bytes, ${integer.format(records)} records -> ${integer.format(blocks)} blocks, ` +
    `${integer.format(streamBytes)} bytes (${decimal.format(bytes / Math.max(streamBytes, 1))} : 1), ${integer.format(putPayloadUnits)} PUT units`
  );
}

function formatStream({ targetUsePercent }: CapacityDemand, estimate: CapacityEstimate): string[] {
  const { recordsPerSecond, recordBytes, streamBytesPerSecond, shards, use, catchUp } = estimate;
  return [
    `  on the stream   ${decimal.format(recordsPerSecond)} Kinesis records/s of ${integer.format(recordBytes)} bytes, ${integer.format(streamBytesPerSecond)} bytes/s`,
    `  shards          ${integer.format(shards)}; the load uses ${percent(use.write)} of their write and ${percent(use.read)} of their read throughput (target ${targetUsePercent} %)`,
    `  catch-up        ${catchUp.map(formatCatchUp).join(', ')}`,
    `  busiest shard   ${percent(estimate.busiestShardShare)} of the sample (an even share is ${percent(1 / shards)})`,
    `  drain time      ${decimal.format(estimate.drainSeconds)} s for the sample, limited by that shard`,
    ...(shards === 1 ? [] : [formatSingleFile(estimate)]),
  ];
}

function formatSingleFile({ singleFileBytesPerSecond, shards }: CapacityEstimate): string {
  const others = shards === 2 ? 'the second shard' : `the other ${integer.format(shards - 1)} shards`;
  return (
    `  one file        at most ${integer.format(singleFileBytesPerSecond)} bytes/s: it has one partition key, so one shard, and can't use ${others}; ` +
    "with producer.partitionStrategy 'spread' or 'field' it can"
  );
}

/** After an outage of producer and consumers, which is never shorter than after one of the consumers alone. */
function formatCatchUp({ outageHours, pipelineHours }: CatchUp): string {
  const hours = Number.isFinite(pipelineHours) ? `${decimal.format(pipelineHours)} h` : 'never';
  return `${hours} after an outage of ${outageHours} h`;
}

const optionNames: Readonly<Record<PipelineCost['option'], string>> = {
  'this-stack': 'this stack',
  'on-demand': 'on-demand',
  advantage: 'Advantage',
  firehose: 'Firehose to S3',
  'line-records': 'a line a record',
};

function formatCost({ costs, objectRequests, shardLevelMetricsDollars }: CapacityEstimate): string[] {
  const { blocksPerBatch } = objectRequests;
  return [
    ...costs.map(formatOption),
    `  The first three write an archive of blocks and receipts to S3, with ${decimal.format(blocksPerBatch)} blocks per batch. Firehose makes one copy, for no`,
    '  other consumer. A line in each Kinesis record is without what its consumers write. Functions, keys, logs, alarms and',
    `  stored data come on top, and on request ${dollars.format(shardLevelMetricsDollars)} for metrics of single shards.`,
  ];
}

/** The total, then the items of at least half a dollar. */
function formatOption({ option, bill, shards, minimumDollars }: PipelineCost): string {
  const items = bill.items
    .filter((item) => item.dollars >= 0.5)
    .map(({ name, dollars: amount }) => `${dollars.format(amount)} ${name}`);
  const described = items.length === 0 ? '' : ` = ${items.join(' + ')}`;
  const count =
    shards === undefined ? '' : `, ${integer.format(shards)} ${shards === 1 ? 'shard' : 'shards'}`;
  const least =
    minimumDollars === undefined ? '' : `; an account pays at least ${dollars.format(minimumDollars)}`;
  return `  ${optionNames[option].padEnd(15)} ${dollars.format(bill.dollars)}${described}${count}${least}`;
}

function formatSettings(demand: CapacityDemand, estimate: CapacityEstimate): string[] {
  const { capacity, retentionHours } = streamSettings(demand, estimate);
  const { mode, recordBytes, recordsPerSecond, targetUsePercent } = capacity;
  return [
    '  stream: {',
    `    capacity: { mode: '${mode}', recordBytes: ${recordBytes}, recordsPerSecond: ${recordsPerSecond}, targetUsePercent: ${targetUsePercent} },`,
    `    retentionHours: ${retentionHours},`,
    '  },',
  ];
}

/** Returns the `stream` settings of an environment for this estimate. */
export function streamSettings(
  { targetUsePercent, retentionHours }: Pick<CapacityDemand, 'targetUsePercent' | 'retentionHours'>,
  { recordBytes, recordsPerSecond }: CapacityEstimate,
) {
  return {
    capacity: {
      mode: 'provisioned-by-load' as const,
      recordBytes,
      recordsPerSecond: Math.max(1, Math.ceil(recordsPerSecond)),
      targetUsePercent,
    },
    retentionHours,
  };
}
