import { describe, expect, it } from '@jest/globals';
import { addUsage, costByService, priceList, priceUsage, scaleUsage } from '@headwaters/bill';

describe('priceUsage', () => {
  it('prices a million of each request: $5 of S3 writes, $0.40 of reads, $0.20 of Lambda, largest first', () => {
    const { dollars, items } = priceUsage({ lambdaRequests: 1e6, s3Reads: 1e6, s3Writes: 1e6 });
    expect(items.map(({ item, dollars: amount }) => [item, amount])).toEqual([
      ['s3Writes', expect.closeTo(5, 9)],
      ['s3Reads', expect.closeTo(0.4, 9)],
      ['lambdaRequests', expect.closeTo(0.2, 9)],
    ]);
    expect(dollars).toBeCloseTo(5.6, 9);
  });

  it('leaves out what is not used', () => {
    expect(priceUsage({ s3Writes: 0 })).toEqual({ dollars: 0, items: [] });
  });

  it('knows the published price of each unit', () => {
    const perMillion = (item: keyof typeof priceList) => priceList[item].dollarsPerUnit * 1e6;
    expect(perMillion('kinesisPutUnits')).toBeCloseTo(0.014, 9);
    expect(perMillion('kmsRequests')).toBeCloseTo(3, 9);
    expect(perMillion('eventBridgeEvents')).toBeCloseTo(1, 9);
    expect(perMillion('sqsRequests')).toBeCloseTo(0.4, 9);
    expect(perMillion('dynamodbWrites')).toBeCloseTo(0.625, 9);
    expect(perMillion('lambdaGigabyteSeconds')).toBeCloseTo(13.3334, 4);
    expect(priceList.logGigabytes.dollarsPerUnit).toBe(0.5);
    expect(priceList.kinesisShardHours.dollarsPerUnit).toBe(0.015);
  });
});

describe('addUsage', () => {
  it('adds item by item, without items of 0', () => {
    const sum = addUsage({ s3Writes: 1, s3Reads: 2 }, { s3Writes: 3, kmsRequests: 0 }, {});
    expect(sum).toEqual({ s3Writes: 4, s3Reads: 2 });
  });
});

describe('scaleUsage', () => {
  it('multiplies each quantity', () => {
    expect(scaleUsage({ s3Writes: 3, logGigabytes: 0.5 }, 10)).toEqual({ s3Writes: 30, logGigabytes: 5 });
  });
});

describe('costByService', () => {
  it('adds up the items of a service, the largest first', () => {
    const bill = priceUsage({ s3Writes: 1e6, s3Reads: 1e6, kmsRequests: 1e6 });
    expect(costByService(bill)).toEqual([
      { service: 'S3 requests', dollars: expect.closeTo(5.4, 9) },
      { service: 'KMS', dollars: expect.closeTo(3, 9) },
    ]);
  });
});
