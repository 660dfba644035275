import type { ProducerPlan } from './producer-plan.js';

/** Everything that a seed decides, before anything runs. */
export interface SeedPlan {
  readonly seed: number;
  readonly producer: ProducerPlan;
  readonly files: readonly FilePlan[];
  /** Records put on the stream by somebody else, before the first file. */
  readonly foreignRecords: readonly ForeignRecordPlan[];
  readonly faults: FaultRates;
  /** After how many PutRecords calls the stream changes its shards, in order. */
  readonly reshards: readonly ReshardPlan[];
  /** After how many PutRecords calls the wall clock jumps ahead; absent where it doesn't. */
  readonly clockJumpAfterCalls?: number;
  /** For how many minutes from the start a concurrency of 0 is reserved for functions; 0 where it isn't. */
  readonly closedMinutes: { readonly producer: number; readonly consumers: number };
}

/** One upload. */
export interface FilePlan {
  /** Unlike all others in the seed. Two files may share a key: the later is a new version of it. */
  readonly name: string;
  readonly key: string;
  /** What consumers must get. */
  readonly content: Buffer;
  /** What is uploaded: the content, or gzip of it. */
  readonly stored: Buffer;
  /** What is wrong with the gzip that is uploaded, so that the file can't be delivered whole. */
  readonly damage?: 'cut short' | 'wrong checksum' | 'bomb';
  /** What happens to the object between its upload and its event. */
  readonly fate: 'kept' | 'versionDeleted' | 'hiddenByMarker';
  /** When its event is delivered, after its upload, in milliseconds: once, or as often as there are times. */
  readonly eventDelaysMillis: readonly number[];
  /** How often Lambda throttles its event first: each time it comes later, and behind others. */
  readonly throttles: number;
}

/** A record that the producer did not write. */
export interface ForeignRecordPlan {
  readonly partitionKey: string;
  readonly data: Buffer;
  /**
   * `plain`: consumers take it as it is. `undecodable`: it looks like a block and isn't one, so that every consumer must
   * refuse it for good. `refused`: a sound reference to bytes that are gone, which an archive must refuse for good.
   */
  readonly kind: 'plain' | 'undecodable' | 'refused';
}

/** A change of shards. The place is drawn when it happens, among the shards that are open then. */
export interface ReshardPlan {
  readonly kind: 'split' | 'merge';
  readonly afterCalls: number;
  /** From 0 up to 1: which of the open shards. */
  readonly place: number;
}

/** How likely each fault is for one call, from 0 to 1; and how many there are at most of those that end an invocation. */
export interface FaultRates {
  readonly throttledEntry: number;
  readonly failed: number;
  readonly reset: number;
  readonly lostResponse: number;
  readonly garbled: number;
  readonly kmsThrottled: number;
  /** No answer within the producer's own time limit of a request. */
  readonly hung: number;
  readonly delayed: number;
  /** Answers that are late by a good part of a short invocation. */
  readonly slow: number;
  readonly bodyCut: number;
  readonly archiveDenied: number;
  /** Poison records behind a record that is put. */
  readonly poison: number;
  /** Readings of a shard that fail: an iterator that has expired, a key that is denied or throttled. */
  readonly readingFailed: number;
  readonly producerCrashes: number;
  /** After which of its records a consumer is killed. */
  readonly consumerCrashesAfter: readonly number[];
  /** Calls of consumers that are never answered, so that the invocation runs into its time limit. */
  readonly consumerHangs: number;
  readonly kmsDenials: number;
}

/** What a plan has to fit to. */
export interface PlanSettings {
  /** The producer's cell, in bytes. */
  readonly cellBytes: number;
  /** What the keys of uploads must end in for the stack to take notice. */
  readonly keySuffix: string;
}
