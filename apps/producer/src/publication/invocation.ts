import type { Logger } from '@aws-lambda-powertools/logger';
import type { S3Client } from '@aws-sdk/client-s3';
import type {
  Compression,
  CsvHeader,
  ProducerEnvironment,
  RecordLayout,
} from '@headwaters/pipeline-contract';
import type { InvokeContinuation } from '../event/task.js';
import type { InvocationCounts } from '../invocation-counts.js';
import type { PutRecords } from '../lane/put-records.js';
import type { Ledger, ReadProgress } from '../ledger/ledger.js';
import type { Clock, Deadline } from '../time.js';
import type { FairShare } from './fair-share.js';
import { partitioningOf, type Partitioning } from './partitioner.js';

/** Everything outside the process that the producer depends on. Made once, outside the handler. */
export interface Ports {
  /** Reads uploaded objects. Must not retry (`maxAttempts: 1`): its retries would multiply with those of `readObject`. */
  readonly s3: Pick<S3Client, 'send'>;
  readonly putRecords: PutRecords;
  readonly invokeContinuation: InvokeContinuation;
  /** Without a ledger nothing is rejected: an object that can never be published fails the invocation. */
  readonly ledger: Ledger | undefined;
  /** Without it, a retry starts where its task does. */
  readonly readProgress: ReadProgress | undefined;
  readonly clock: Clock;
  /** Returns numbers in [0, 1), like `Math.random`. */
  readonly random: () => number;
  readonly logger: Pick<Logger, 'info' | 'warn' | 'error'>;
  /** Called once per invocation, whether it succeeds or fails. */
  readonly reportCounts: (counts: InvocationCounts) => void;
}

/** How objects are divided into blocks and sent. */
export interface Settings {
  /** Raw size of a cell, in bytes. A block holds the records that start in one cell. */
  readonly cellBytes: number;
  readonly layout: RecordLayout;
  readonly csvHeader: CsvHeader;
  readonly compression: Compression;
  readonly partitioning: Partitioning;
  /** How long an invocation may publish, in seconds. See {@link FairShare}. */
  readonly fairShareSeconds: number;
  /** Blocks held in memory, queued or in flight, in bytes. Default: 5 MiB. */
  readonly maxPendingBytes?: number;
}

/** State of one invocation. */
export interface Run {
  readonly functionArn: string;
  readonly deadline: Deadline;
  readonly fairShare: FairShare;
  /** Counted up while the invocation works. */
  readonly counts: InvocationCounts;
}

/** What lives as long as the function. */
export interface Producer {
  readonly ports: Ports;
  readonly settings: Settings;
}

/** The producer in one invocation. */
export interface Invocation {
  readonly ports: Ports;
  readonly settings: Settings;
  readonly run: Run;
}

export function settingsOf(environment: ProducerEnvironment): Settings {
  return {
    cellBytes: environment.CELL_BYTES,
    layout: environment.RECORD_LAYOUT,
    csvHeader: environment.CSV_HEADER,
    compression: environment.BLOCK_COMPRESSION,
    partitioning: partitioningOf(environment),
    fairShareSeconds: environment.FAIR_SHARE_SECONDS,
  };
}
