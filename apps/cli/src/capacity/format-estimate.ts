import type { CapacityDemand, CapacityEstimate } from './estimate-capacity.js';
import type { FileMeasurement } from './measure-file.js';

const integer = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const decimal = new Intl.NumberFormat('en-US', { maximumFractionDigits: 2 });
const dollars = new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD' });

/** Formats an estimate as text, with the settings to copy. */
export function formatEstimate(
  files: readonly FileMeasurement[],
  demand: CapacityDemand,
  estimate: CapacityEstimate,
): string {
  const { monthlyDollars: cost } = estimate;
  const { mode, recordBytes, recordsPerSecond } = capacitySettings(estimate);
  return [
    ...files.map(
      ({ file, bytes, records, blocks, streamBytes, putPayloadUnits }) =>
        `${file}: ${integer.format(bytes)} bytes, ${integer.format(records)} records -> ${integer.format(blocks)} blocks, ` +
        `${integer.format(streamBytes)} bytes (${decimal.format(bytes / Math.max(streamBytes, 1))} : 1), ${integer.format(putPayloadUnits)} PUT units`,
    ),
    '',
    `At ${integer.format(demand.bytesPerSecond)} bytes/s of uploads for ${integer.format(demand.consumers)} consumers:`,
    `  on the stream   ${decimal.format(estimate.recordsPerSecond)} Kinesis records/s of ${integer.format(estimate.recordBytes)} bytes, ${integer.format(estimate.streamBytesPerSecond)} bytes/s`,
    `  shards          ${integer.format(estimate.shards)}`,
    `  busiest shard   ${decimal.format(100 * estimate.busiestShardShare)} % of the sample (an even share is ${decimal.format(100 / estimate.shards)} %)`,
    `  drain time      ${decimal.format(estimate.drainSeconds)} s for the sample, limited by that shard`,
    `  a month         ${dollars.format(cost.provisioned)} provisioned, ${dollars.format(cost.fanOut)} with enhanced fan-out, ${dollars.format(cost.onDemand)} on-demand`,
    '',
    'Settings:',
    `  stream: { capacity: { mode: '${mode}', recordBytes: ${recordBytes}, recordsPerSecond: ${recordsPerSecond} } }`,
    '',
  ].join('\n');
}

/** Returns the `stream.capacity` settings of an environment for this estimate. */
export function capacitySettings({ recordBytes, recordsPerSecond }: CapacityEstimate) {
  return {
    mode: 'provisioned-by-load' as const,
    recordBytes,
    recordsPerSecond: Math.max(1, Math.ceil(recordsPerSecond)),
  };
}
