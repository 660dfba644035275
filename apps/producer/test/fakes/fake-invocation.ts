import type { S3Client } from '@aws-sdk/client-s3';
import { jest } from '@jest/globals';
import type { InvokeContinuation } from '../../src/event/task.js';
import { zeroCounts, type InvocationCounts } from '../../src/invocation-counts.js';
import type { PutRecords } from '../../src/lane/put-records.js';
import type { Ledger, ReadProgress } from '../../src/ledger/ledger.js';
import type { RecordSource } from '../../src/ledger/record-source.js';
import { FairShare } from '../../src/publication/fair-share.js';
import type { Settings } from '../../src/publication/invocation.js';
import { Deadline } from '../../src/time.js';
import { FakeClock } from './fake-clock.js';
import { storeAll } from './fake-stream.js';

export interface FakeInvocationOptions {
  /** Default: stores everything. */
  readonly putRecords?: PutRecords;
  readonly settings?: Partial<Settings>;
  /** Default: 60. */
  readonly fairShareSeconds?: number;
  /** Time that the invocation starts with, in milliseconds. Default: 60,000. */
  readonly remainingMillis?: number;
  readonly ledger?: Ledger;
  readonly readProgress?: ReadProgress;
  readonly recordSource?: RecordSource;
}

/** An invocation on a fake clock, with cells of 1,024 bytes. Its ledger, continuations, log and report are mocks. */
export function fakeInvocation(s3: Pick<S3Client, 'send'>, options: FakeInvocationOptions = {}) {
  const clock = new FakeClock();
  const settings: Settings = {
    cellBytes: 1_024,
    layout: 'lines',
    csvHeader: 'none',
    csvDelimiter: ',',
    encoding: 'utf-8',
    isBinary: false,
    maxExpansionRatio: 500,
    compression: 'gzip',
    partitioning: { strategy: 'object' },
    wire: 'block',
    terminator: 'keep',
    ...options.settings,
  };
  const ports = {
    s3,
    putRecords: options.putRecords ?? storeAll,
    invokeContinuation: jest.fn<InvokeContinuation>().mockResolvedValue(),
    ledger: jest.fn<Ledger>(options.ledger ?? (() => Promise.resolve())),
    readProgress: options.readProgress,
    recordSource: jest.fn<RecordSource>(options.recordSource ?? (() => Promise.resolve())),
    clock,
    random: () => 0.5,
    logger: { info: jest.fn(), warn: jest.fn(), error: jest.fn() },
    reportCounts: jest.fn<(counts: InvocationCounts) => void>(),
  };
  const deadline = new Deadline(clock, options.remainingMillis ?? 60_000);
  const { fairShareSeconds = 60 } = options;
  const fairShare = new FairShare(clock, fairShareSeconds);
  return {
    ports,
    settings,
    settingsFor: (): Settings | undefined => settings,
    fairShareSeconds,
    run: { functionArn: 'arn:producer', deadline, fairShare, counts: zeroCounts() },
  };
}

export type FakeInvocation = ReturnType<typeof fakeInvocation>;
