import type { Logger } from '@aws-lambda-powertools/logger';
import type { S3Client } from '@aws-sdk/client-s3';
import {
  findUploadRule,
  uploadRulesOf,
  type Compression,
  type ProducerEnvironment,
  type RecordTerminator,
  type UploadRule,
  type WireProfile,
} from '@headwaters/pipeline-contract';
import type { InvokeContinuation } from '../event/task.js';
import type { InvocationCounts } from '../invocation-counts.js';
import type { PutRecords } from '../lane/put-records.js';
import type { Ledger, ReadProgress } from '../ledger/ledger.js';
import type { RecordSource } from '../ledger/record-source.js';
import type { ContentSettings } from '../object/content-settings.js';
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
  /** Without it, consumers can't find the object of a plain record. */
  readonly recordSource: RecordSource | undefined;
  readonly clock: Clock;
  /** Returns numbers in [0, 1), like `Math.random`. */
  readonly random: () => number;
  readonly logger: Pick<Logger, 'info' | 'warn' | 'error'>;
  /** Called once per invocation, whether it succeeds or fails. */
  readonly reportCounts: (counts: InvocationCounts) => void;
}

/** How an object is divided into blocks and sent. */
export interface Settings extends ContentSettings {
  readonly compression: Compression;
  readonly partitioning: Partitioning;
  /** What a Kinesis record is. */
  readonly wire: WireProfile;
  /** Whether the wires `kpl` and `plain` carry the line terminators. */
  readonly terminator: RecordTerminator;
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
  /** How long an invocation may publish, in seconds. See {@link FairShare}. */
  readonly fairShareSeconds: number;
  /** Returns the settings for an object key: those of the first upload rule that matches it. `undefined` if none does. */
  readonly settingsFor: (key: string) => Settings | undefined;
}

/** The producer in one invocation. */
export interface Invocation {
  readonly ports: Ports;
  readonly settings: Settings;
  readonly run: Run;
}

/** Returns the settings of a producer. */
export function producerSettings(
  environment: ProducerEnvironment,
): Pick<Producer, 'fairShareSeconds' | 'settingsFor'> {
  const rules = uploadRulesOf(environment).map((rule) => ({
    ...rule,
    settings: settingsOf(rule, environment),
  }));
  return {
    fairShareSeconds: environment.FAIR_SHARE_SECONDS,
    settingsFor: (key) => findUploadRule(rules, key)?.settings,
  };
}

function settingsOf(rule: UploadRule, environment: ProducerEnvironment): Settings {
  return {
    cellBytes: environment.CELL_BYTES,
    layout: rule.recordLayout,
    csvHeader: rule.csvHeader,
    csvDelimiter: rule.csvDelimiter,
    encoding: rule.encoding,
    isBinary: rule.binary,
    maxExpansionRatio: rule.maxExpansionRatio,
    compression: environment.BLOCK_COMPRESSION,
    partitioning: partitioningOf(rule),
    wire: environment.WIRE,
    terminator: environment.RECORD_TERMINATOR,
  };
}
