import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { type UsageItem, priceList } from '@headwaters/bill';

const page = readFileSync(new URL('../../../docs/cost.md', import.meta.url), 'utf8').replace(/\s+/g, ' ');

describe('the documentation page', () => {
  it('quotes the prices that capacity calculates with', () => {
    const per = (item: UsageItem, units = 1) =>
      `$${Number((priceList[item].dollarsPerUnit * units).toFixed(9))}`;
    const quotes = [
      `costs ${per('kinesisRetentionShardHours')} per shard-hour from the 25th hour`,
      `AWS bills ${per('kinesisLongRetentionGigabyteMonths')} per GB-month`,
      `costs ${per('kinesisFanOutShardHours')} per shard-hour and ${per('kinesisFanOutGigabytes')} per GB`,
      `three metrics at ${per('metricMonths')}0`,
      `| stream | ${per('onDemandStreamHours')} per hour | nothing |`,
      `| data in, per GB | ${per('onDemandGigabytesIn')} | ${per('advantageGigabytesIn')} |`,
      `| data out, per GB and consumer | ${per('onDemandGigabytesOut')} | ${per('advantageGigabytesOut')} |`,
      `| the same with fan-out | ${per('onDemandFanOutGigabytes')} | ${per('advantageFanOutGigabytes')} |`,
      `${per('onDemandRetentionGigabyteMonths')}0 | ${per('advantageRetentionGigabyteMonths')} |`,
      `A PUT costs ${per('s3Writes', 1_000)} per 1,000`,
      `for ${per('eventBridgeEvents', 1e6)} per million events`,
    ];
    expect(quotes.filter((quote) => !page.includes(quote))).toEqual([]);
  });
});
