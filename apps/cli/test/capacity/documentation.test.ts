import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { cloudWatchPrices, eventBridgePrices, kinesisPrices, s3Prices } from '../../src/capacity/prices.js';

const page = readFileSync(new URL('../../../docs/cost.md', import.meta.url), 'utf8').replace(/\s+/g, ' ');

describe('the documentation page', () => {
  it('quotes the prices that capacity calculates with', () => {
    const { provisioned, onDemand, advantage } = kinesisPrices;
    const quotes = [
      `costs $${provisioned.perRetentionShardHour} per shard-hour from the 25th hour`,
      `AWS bills $${provisioned.perLongRetentionGigabyteMonth} per GB-month`,
      `costs $${provisioned.perConsumerShardHour} per shard-hour and $${provisioned.perFanOutGigabyte} per GB`,
      `three metrics at $${cloudWatchPrices.perMetricMonth.toFixed(2)}`,
      `| stream | $${onDemand.perStreamHour} per hour | nothing |`,
      `| data in, per GB | $${onDemand.perGigabyteIn} | $${advantage.perGigabyteIn} |`,
      `| data out, per GB and consumer | $${onDemand.perGigabyteOut} | $${advantage.perGigabyteOut} |`,
      `| the same with fan-out | $${onDemand.perFanOutGigabyte} | $${advantage.perFanOutGigabyte} |`,
      `$${onDemand.perRetentionGigabyteMonth.toFixed(2)} | $${advantage.perRetentionGigabyteMonth} |`,
      `A PUT costs $${s3Prices.perMillionPuts / 1_000} per 1,000`,
      `for $${eventBridgePrices.perMillionEvents} per million events`,
    ];
    expect(quotes.filter((quote) => !page.includes(quote))).toEqual([]);
  });
});
