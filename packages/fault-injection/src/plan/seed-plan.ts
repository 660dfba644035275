import type { WireProfile } from '@headwaters/pipeline-contract';
import type { ConsumerPlan } from './consumer-plan.js';
import type { OutagePlan } from './outages.js';
import type { ProducerPlan } from './producer-plan.js';
import type { RecoveryPlan } from './recovery-plan.js';

/** Everything that a seed decides before the run. */
export interface SeedPlan {
  readonly seed: number;
  readonly producer: ProducerPlan;
  readonly consumer: ConsumerPlan;
  /** Files in the order of their upload. */
  readonly files: readonly FilePlan[];
  /** Kinesis records that another client puts on the stream before the first upload. */
  readonly foreignRecords: readonly ForeignRecordPlan[];
  readonly faults: FaultRates;
  readonly outages: readonly OutagePlan[];
  /** Minutes from the start in which every invocation of a consumer fails, as after a bad deployment. 0: none. */
  readonly badDeploymentMinutes: number;
  /** Shard splits and merges, in order. */
  readonly reshards: readonly ReshardPlan[];
  /** Number of PutRecords calls after which the wall clock jumps ahead. Absent: no jump. */
  readonly clockJumpAfterCalls?: number;
  /** Minutes from the start for which functions have a reserved concurrency of 0. 0: not at all. */
  readonly zeroConcurrencyMinutes: { readonly producer: number; readonly consumers: number };
  /** What operators repair, while uploads go on and afterwards. Absent: nothing. */
  readonly recovery?: RecoveryPlan;
}

/** One upload. */
export interface FilePlan {
  /** Unique in the seed. */
  readonly name: string;
  /** Not unique: a second file with the same key is a new version of the object. */
  readonly key: string;
  /** Unpacked content: what consumers must receive. */
  readonly content: Buffer;
  /** Uploaded bytes: the content, or gzip of it. */
  readonly stored: Buffer;
  /** Defect of the uploaded gzip, because of which the producer must reject the file. Absent: none. */
  readonly damage?: 'truncated' | 'wrongChecksum' | 'bomb';
  /** What happens to the object between its upload and its notification. */
  readonly objectChange: 'none' | 'versionDeleted' | 'deleteMarkerAdded';
  /** Delay of each delivery of the notification, in milliseconds after the upload. Empty: the event is lost. */
  readonly eventDelaysMillis: readonly number[];
  /** How often Lambda throttles the notification before the function runs. */
  readonly throttleCount: number;
}

/** A Kinesis record that the producer did not write. */
export interface ForeignRecordPlan {
  readonly partitionKey: string;
  readonly data: Buffer;
  /**
   * `plain`: consumers accept it. `undecodable`: a damaged block, which every consumer must quarantine. `refused`: a valid
   * reference to an object that does not exist, which a consumer with an archive must quarantine. `killer`: a valid block that
   * ends the process which decompresses it; every consumer must quarantine it.
   */
  readonly kind: 'plain' | 'undecodable' | 'refused' | 'killer';
}

/** A shard split or merge. */
export interface ReshardPlan {
  readonly kind: 'split' | 'merge';
  /** Number of PutRecords calls before it. */
  readonly afterCalls: number;
  /** Selects one of the open shards, from 0 (inclusive: the first) to 1 (exclusive). */
  readonly position: number;
}

/**
 * Fault probabilities per call, from 0 to 1. The last four properties are not probabilities: they limit faults that end an
 * invocation or a publication.
 */
export interface FaultRates {
  /** PutRecords entries that are throttled over several attempts. */
  readonly throttledEntry: number;
  /** Responses with status 500. */
  readonly failed: number;
  /** Connections that are reset before the call is executed. */
  readonly reset: number;
  /** Connections that are reset after the call is executed. */
  readonly lostResponse: number;
  /** Corrupt responses to PutRecords. */
  readonly corruptResponse: number;
  /** PutRecords calls that fail with KMSThrottlingException. */
  readonly kmsThrottled: number;
  /** PutRecords calls without a response. The producer's request timeout ends them. */
  readonly hung: number;
  /** Responses with a short delay. */
  readonly delayed: number;
  /** PutRecords responses whose delay takes a large part of a short invocation. */
  readonly slow: number;
  /** GetObject bodies that are cut. */
  readonly bodyCut: number;
  /** Archived blocks whose PutObject calls all fail for a reason that the consumer does not know. */
  readonly archiveRefused: number;
  /** Poison records, per record of a put block. */
  readonly poison: number;
  /** Reads of a shard that fail. */
  readonly readFailed: number;
  /** Number of times that the producer is killed. */
  readonly producerCrashes: number;
  /** A consumer is killed when it processes its n-th Kinesis record, for each n. */
  readonly consumerCrashesAfter: readonly number[];
  /** Number of consumer calls without a response. Each lasts until the invocation times out. */
  readonly consumerHangs: number;
  /** Number of PutRecords calls that fail with KMSAccessDeniedException. */
  readonly kmsDenials: number;
}

/** Properties of the stack that plans depend on. */
export interface PlanSettings {
  /** The producer's cell size, in bytes. */
  readonly cellBytes: number;
  /** Key suffix of the bucket notification. */
  readonly keySuffix: string;
  /** What a Kinesis record is. */
  readonly wire: WireProfile;
}
