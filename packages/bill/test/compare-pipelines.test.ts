import { describe, expect, it } from '@jest/globals';
import {
  type PipelineCost,
  type PipelineLoad,
  type UsageItem,
  comparePipelines,
  gigabyteBytes,
} from '@headwaters/bill';

const secondsPerMonth = 730.5 * 3_600;

/** 10 MB/s of lines of 200 bytes, as 10 blocks of 300,000 bytes a second. */
const load: PipelineLoad = {
  shards: 5,
  sharingConsumers: 1,
  fanOutConsumers: 1,
  recordBytes: 300_000,
  recordsPerSecond: 10,
  unitsPerSecond: 120,
  retentionHours: 24,
  uploadBytesPerSecond: 10_000_000,
  linesPerSecond: 50_000,
  targetUsePercent: 60,
};

const costs = comparePipelines(load);
const costOf = (option: PipelineCost['option']) => costs.find((cost) => cost.option === option);
const quantity = (option: PipelineCost['option'], item: UsageItem) =>
  costOf(option)?.bill.items.find((each) => each.item === item)?.quantity;

describe('comparePipelines', () => {
  it('compares five options', () => {
    expect(costs.map(({ option }) => option)).toEqual([
      'this-stack',
      'on-demand',
      'advantage',
      'firehose',
      'line-records',
    ]);
  });

  it('adds archive and receipts to the stream of this stack in each mode', () => {
    // 2 blocks per batch: 2 consumers leave 10 receipts a second, the producer 10 / 32.
    const puts = (10 + 10 + 10 / 32) * secondsPerMonth;
    for (const option of ['this-stack', 'on-demand', 'advantage'] as const)
      expect(quantity(option, 's3Writes')).toBeCloseTo(puts, 3);
    expect(quantity('this-stack', 'kinesisShardHours')).toBeCloseTo(5 * 730.5);
  });

  it('tells the minimum of an account in On-demand Advantage: $3,082', () => {
    expect(costOf('advantage')?.minimumDollars).toBeCloseTo(3_082, 0);
  });

  it('bills Firehose by GB of the lines, and an object of S3 for each 5 MiB', () => {
    expect(quantity('firehose', 'firehoseGigabytes')).toBeCloseTo(
      (10_000_000 * secondsPerMonth) / gigabyteBytes,
      3,
    );
    expect(quantity('firehose', 's3Writes')).toBeCloseTo((10_000_000 / 5_242_880) * secondsPerMonth, 0);
  });

  it('needs 84 shards and 50,000 PUT units a second for a line in each Kinesis record', () => {
    // 50,000 records/s at 1,000 per shard, 60 % used.
    expect(costOf('line-records')?.shards).toBe(84);
    expect(quantity('line-records', 'kinesisPutUnits')).toBeCloseTo(50_000 * secondsPerMonth, 0);
  });
});
