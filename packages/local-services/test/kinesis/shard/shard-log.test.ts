import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ShardRecord } from '../../../src/kinesis/shard/record-frame.js';
import { ShardLog } from '../../../src/kinesis/shard/shard-log.js';

const everything = { maxRecords: Infinity, maxBytes: Infinity };

function record(counter: number, arrivalMillis: number, bytes: number): ShardRecord {
  const data = Buffer.alloc(bytes, counter % 251);
  return {
    counter,
    arrivalMillis,
    partitionKey: `key ${counter} 😀`,
    data,
    encrypted: counter % 2 === 0,
  };
}

/** Replaces data by its MD5, because Jest needs minutes to compare megabytes. */
const comparable = (records: readonly ShardRecord[]) =>
  records.map(({ data, ...rest }) => ({ ...rest, data: createHash('md5').update(data).digest('hex') }));

describe('ShardLog', () => {
  let folder: string;
  let log: ShardLog;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'shard-log-'));
    log = new ShardLog(folder);
  });
  afterEach(() => {
    log.close();
    rmSync(folder, { recursive: true });
  });

  it('returns any records, from any counter and any time', () => {
    const sizes = fc.array(fc.constantFrom(0, 1, 1_000, 70_000, 300_000), { minLength: 1, maxLength: 6 });
    let runs = 0;
    fc.assert(
      fc.property(fc.array(sizes, { minLength: 1, maxLength: 4 }), (batches) => {
        const own = new ShardLog(join(folder, String(runs++)));
        const records: ShardRecord[] = [];
        for (const [index, batch] of batches.entries()) {
          const added = batch.map((bytes, place) =>
            record(records.length + place + 1, 100 + index * 10, bytes),
          );
          own.append(added);
          records.push(...added);
        }
        for (let counter = 1; counter <= records.length + 1; counter++) {
          expect(comparable(own.read(counter, everything))).toEqual(comparable(records.slice(counter - 1)));
        }
        for (const millis of batches.flatMap((_, index) => [95 + index * 10, 100 + index * 10])) {
          const since = records.find(({ arrivalMillis }) => arrivalMillis >= millis);
          expect(own.firstCounterSince(millis)).toBe(since?.counter);
        }
        expect(own.firstCounterSince(1_000)).toBeUndefined();
        own.close();
      }),
      { numRuns: 10 },
    );
  });

  it('limits a read by records and bytes, but returns at least one record', () => {
    log.append([1, 2, 3].map((counter) => record(counter, 0, 100)));
    const counters = (maxRecords: number, maxBytes: number) =>
      log.read(1, { maxRecords, maxBytes }).map(({ counter }) => counter);
    const keyBytes = Buffer.byteLength('key 1 😀');
    expect(counters(2, Infinity)).toEqual([1, 2]);
    expect(counters(10, 2 * (100 + keyBytes))).toEqual([1, 2]);
    expect(counters(10, 2 * (100 + keyBytes) - 1)).toEqual([1]);
    expect(counters(10, 0)).toEqual([1]);
  });

  it('starts a new file after 64 MiB, reads across files, and deletes a file once all its records have expired', () => {
    const batch = (first: number) =>
      Array.from({ length: 70 }, (_, index) => record(first + index, first, 1_000_000));
    log.append(batch(1));
    log.append(batch(71));
    log.append(batch(141));
    expect(readdirSync(folder)).toHaveLength(3);
    const across = log.read(70, { maxRecords: 3, maxBytes: Infinity });
    expect(across.map(({ counter }) => counter)).toEqual([70, 71, 72]);
    expect(across[1]?.data.equals(Buffer.alloc(1_000_000, 71))).toBe(true);
    expect(log.firstCounterSince(2)).toBe(71);
    log.trim(72);
    expect(readdirSync(folder)).toHaveLength(1);
    expect(log.read(141, { maxRecords: 1, maxBytes: 0 })[0]?.counter).toBe(141);
    log.trim(1_000);
    expect(readdirSync(folder)).toEqual([]);
    log.append([record(211, 2_000, 5)]);
    expect(log.read(1, everything).map(({ counter }) => counter)).toEqual([211]);
  });
});
