import type { CapacityDemand, CapacityEstimate, CatchUp } from './estimate-capacity.js';
import type { FileMeasurement } from './measure-file.js';
import type { MonthlyCost } from './monthly-cost.js';

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
  ];
}

/** After an outage of producer and consumers, which is never shorter than after one of the consumers alone. */
function formatCatchUp({ outageHours, pipelineHours }: CatchUp): string {
  const hours = Number.isFinite(pipelineHours) ? `${decimal.format(pipelineHours)} h` : 'never';
  return `${hours} after an outage of ${outageHours} h`;
}

function formatCost({
  monthlyDollars,
  objectRequests,
  shardLevelMetricsDollars,
}: CapacityEstimate): string[] {
  const { archive, ledger } = objectRequests.monthlyDollars;
  return [
    `  provisioned     ${formatItems(monthlyDollars.provisioned)}`,
    `  on-demand       ${formatItems(monthlyDollars.onDemand)}`,
    `  with Advantage  ${formatItems(monthlyDollars.advantage)}; an account pays at least ${dollars.format(monthlyDollars.advantageMinimum)}`,
    `  S3 requests     ${dollars.format(archive)} for archived blocks, ${dollars.format(ledger)} for receipts (${decimal.format(objectRequests.blocksPerBatch)} blocks per batch)`,
    `  on request      ${dollars.format(shardLevelMetricsDollars)} for metrics of single shards`,
  ];
}

const itemNames: Readonly<Record<string, string>> = {
  shards: 'shards',
  putPayloadUnits: 'PUT units',
  stream: 'stream',
  dataIn: 'data in',
  dataOut: 'data out',
  fanOut: 'fan-out',
  retention: 'retention',
};

/** The total, then the items above 0. */
function formatItems({ total, ...items }: MonthlyCost['provisioned'] | MonthlyCost['onDemand']): string {
  const described = Object.entries(items)
    .filter(([, amount]) => amount > 0)
    .map(([name, amount]) => `${dollars.format(amount)} ${itemNames[name] ?? name}`);
  return `${dollars.format(total)} = ${described.join(' + ')}`;
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
