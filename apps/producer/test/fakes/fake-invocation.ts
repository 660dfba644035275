import type { S3Client } from '@aws-sdk/client-s3';
import { jest } from '@jest/globals';
import type { InvokeContinuation } from '../../src/event/task.js';
import { zeroCounts, type InvocationCounts } from '../../src/invocation-counts.js';
import type { PutRecords } from '../../src/lane/put-records.js';
import type { Ledger, ReadProgress } from '../../src/ledger/ledger.js';
import { FairShare } from '../../src/publication/fair-share.js';
import type { Settings } from '../../src/publication/invocation.js';
import { Deadline } from '../../src/time.js';
import { FakeClock } from './fake-clock.js';
import { storeAll } from './fake-stream.js';

export interface FakeInvocationOptions {
  /** Default: stores everything. */
  readonly putRecords?: PutRecords;
  readonly settings?: Partial<Settings>;
  /** Time that the invocation starts with, in milliseconds. Default: 60,000. The fair share is 60 seconds. */
  readonly remainingMillis?: number;
  readonly ledger?: Ledger;
  readonly readProgress?: ReadProgress;
}

/** An invocation on a fake clock, with cells of 1,024 bytes. Its ledger, continuations, log and report are mocks. */
export function fakeInvocation(s3: Pick<S3Client, 'send'>, options: FakeInvocationOptions = {}) {
  const clock = new FakeClock();
  const settings: Settings = {
    cellBytes: 1_024,
    layout: 'lines',
    csvHeader: 'none',
    compression: 'gzip',
    partitioning: { strategy: 'object' },
    fairShareSeconds: 60,
    ...options.settings,
  };
  const ports = {
    s3,
    putRecords: options.putRecords ?? storeAll,
    invokeContinuation: jest.fn<InvokeContinuation>().mockResolvedValue(),
    ledger: jest.fn<Ledger>(options.ledger ?? (() => Promise.resolve())),
    readProgress: options.readProgress,
    clock,
    random: () => 0.5,
    logger: { info: jest.fn(), warn: jest.fn(), error: jest.fn() },
    reportCounts: jest.fn<(counts: InvocationCounts) => void>(),
  };
  const deadline = new Deadline(clock, options.remainingMillis ?? 60_000);
  const fairShare = new FairShare(clock, settings.fairShareSeconds);
  return {
    ports,
    settings,
    run: { functionArn: 'arn:producer', deadline, fairShare, counts: zeroCounts() },
  };
}

export type FakeInvocation = ReturnType<typeof fakeInvocation>;
