import type { S3Client } from '@aws-sdk/client-s3';
import { jest } from '@jest/globals';
import type { PutRecords } from '../../src/lane/put-records.js';
import type { ReadProgress } from '../../src/ledger/ledger.js';
import type { Partitioning } from '../../src/publication/partitioner.js';
import { emptyTally } from '../../src/tally.js';
import { Deadline } from '../../src/time.js';
import { FakeClock } from './fake-clock.js';

/** Everything that publishing needs, on a fake clock, with small cells. */
export function fakePublication(s3: Pick<S3Client, 'send'>, putRecords: PutRecords) {
  const clock = new FakeClock();
  return {
    s3,
    putRecords,
    clock,
    random: () => 0.5,
    deadline: new Deadline(clock, 60_000),
    cellBytes: 1_024,
    layout: 'lines' as 'lines' | 'csv' | 'whole',
    compression: 'gzip' as const,
    csvHeader: 'none' as 'none' | 'first-row',
    partitioning: { strategy: 'object' } as Partitioning,
    readProgress: undefined as ReadProgress | undefined,
    onProgress: () => Promise.resolve(),
    tally: emptyTally(),
    logger: { info: jest.fn(), warn: jest.fn(), error: jest.fn() },
  };
}
