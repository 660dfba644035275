import { describe, expect, it } from '@jest/globals';
import { BillWatch } from '../../../src/server/bill/bill-watch.js';

describe('BillWatch', () => {
  it('has the cost of all use, that per GB without hours and months, and the largest services first', () => {
    const usage = { kinesisShardHours: 2, kinesisPutUnits: 1_000_000, s3Writes: 1_000, alarmMonths: 0.001 };
    let bytes = 0;
    const watch = new BillWatch(
      () => usage,
      () => bytes,
    );
    expect(watch.bill).toEqual({ dollars: 0, services: [] });
    watch.sample();
    // $0.03 for shards, $0.014 for payload units, $0.005 for writes, $0.0001 for alarms.
    expect(watch.bill.dollars).toBeCloseTo(0.0491, 10);
    expect(watch.bill.dollarsPerGigabyte).toBeUndefined();
    expect(watch.bill.services.map(({ service }) => service)).toEqual([
      'Kinesis',
      'S3 requests',
      'CloudWatch',
    ]);
    bytes = 500_000_000;
    watch.sample();
    expect(watch.bill.dollarsPerGigabyte).toBeCloseTo(0.038, 10);
  });
});
