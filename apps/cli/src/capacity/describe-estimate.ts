import type { CapacityDemand, CapacityEstimate } from './estimate-capacity.js';
import type { FileMeasurement } from './measure-file.js';

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const fine = new Intl.NumberFormat('en-US', { maximumFractionDigits: 2 });
const dollars = new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD' });

/** An estimate as a person reads it. */
export function describeEstimate(
  files: readonly FileMeasurement[],
  demand: CapacityDemand,
  estimate: CapacityEstimate,
): string {
  const { monthlyDollars: cost } = estimate;
  const { mode, recordBytes, recordsPerSecond } = streamSettings(estimate);
  return [
    ...files.map(
      ({ file, bytes, records, blocks, streamBytes, putPayloadUnits }) =>
        `${file}: ${whole.format(bytes)} bytes, ${whole.format(records)} records -> ${whole.format(blocks)} blocks, ` +
        `${whole.format(streamBytes)} bytes (${fine.format(bytes / Math.max(streamBytes, 1))} : 1), ${whole.format(putPayloadUnits)} PUT units`,
    ),
    '',
    `At ${whole.format(demand.bytesPerSecond)} bytes/s of uploads for ${whole.format(demand.consumers)} consumers:`,
    `  on the stream   ${fine.format(estimate.recordsPerSecond)} blocks/s of ${whole.format(estimate.recordBytes)} bytes, ${whole.format(estimate.streamBytesPerSecond)} bytes/s`,
    `  shards          ${whole.format(estimate.shards)}`,
    `  busiest shard   ${fine.format(100 * estimate.busiestShardShare)} % of the sample (even would be ${fine.format(100 / estimate.shards)} %)`,
    `  drain time      ${fine.format(estimate.drainSeconds)} s for the sample`,
    `  a month         ${dollars.format(cost.provisioned)} provisioned, ${dollars.format(cost.fanOut)} with enhanced fan-out, ${dollars.format(cost.onDemand)} on demand`,
    '',
    'Settings:',
    `  stream: { capacity: { mode: '${mode}', recordBytes: ${recordBytes}, recordsPerSecond: ${recordsPerSecond} } }`,
    '',
  ].join('\n');
}

/** The `stream.capacity` of an environment's settings that carries what was estimated. */
export function streamSettings({ recordBytes, recordsPerSecond }: CapacityEstimate) {
  return {
    mode: 'provisioned-by-load' as const,
    recordBytes,
    recordsPerSecond: Math.max(1, Math.ceil(recordsPerSecond)),
  };
}
