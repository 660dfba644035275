import type { Trace } from '@headwaters/ledger';
import type { QuarantinedRecord, Receipt } from '@headwaters/pipeline-contract';
import type { CarriedBlock, DecodedRecord } from '@headwaters/record-codec';
import type { InvocationEvent } from '@headwaters/stack-simulator';
import type { FilePlan, ForeignRecordPlan, SeedPlan } from '../plan/seed-plan.js';
import type { RecoveryEvidence } from './recovery-evidence.js';

/** The observations of one seed, from which the invariants are checked. */
export interface Evidence {
  readonly plan: SeedPlan;
  readonly uploads: readonly Upload[];
  readonly consumers: readonly ConsumerEvidence[];
  /** Kinesis records on the stream that the producer did not write. */
  readonly foreignRecords: readonly ForeignRecordPlan[];
  /** Rejected files, by file name. */
  readonly rejections: ReadonlyMap<string, Rejection>;
  /** Names of the files for which Kinesis denied the KMS key to the producer. */
  readonly keyDenied: ReadonlySet<string>;
  /** What the archive refused on every attempt: see `refusalIdentity`. */
  readonly archiveRefused: ReadonlySet<string>;
  /** Events and batches that were dropped because there is no destination, as `FUNCTION: REASON`. */
  readonly losses: readonly string[];
  readonly invocations: readonly InvocationEvent[];
  /** Ids of the invocations whose process a record ends. If it exhausts the memory on a busy machine, the timeout can come first. */
  readonly killedRequests: ReadonlySet<string>;
  /** Ids of the invocations in which a call failed or was delayed. */
  readonly faultyRequests: ReadonlySet<string>;
  /** Receipts that an invocation of a consumer wrote, by its request id. */
  readonly receipts: ReadonlyMap<string, readonly Receipt[]>;
  /** Start of the seed, in milliseconds of the steady clock. */
  readonly startMillis: number;
  /** Longest time that a mapping waits to fill a batch. */
  readonly batchingWindowSeconds: number;
  /** Shards of which a read failed, as `FUNCTION SHARD`. */
  readonly failedReads: ReadonlySet<string>;
  /** Parents of each shard that a split or merge created. */
  readonly shardParents: ReadonlyMap<string, readonly string[]>;
  /** Final traces of the ledger, by file name. */
  readonly traces: ReadonlyMap<string, Trace>;
  /** Whether all work ended before the time limit of the seed. */
  readonly isIdle: boolean;
  /** Memory of each function in MiB (Lambda's setting is called MB), by function name. */
  readonly memoryMegabytes: ReadonlyMap<string, number>;
  readonly recovery: RecoveryEvidence;
}

/** A file in the source bucket. */
export interface Upload {
  readonly file: FilePlan;
  readonly bucket: string;
  readonly versionId: string;
  /** Delivery time of its first event, in milliseconds of the steady clock. Infinity: the event is lost. */
  readonly dueMillis: number;
}

/** A file that was not published, or only in part. */
export interface Rejection {
  readonly reason: string;
  /** Whether the producer wrote the rejection to the ledger. Otherwise Lambda sent the event to its failure destination. */
  readonly isInLedger: boolean;
}

/** What one consumer received, accepted and archived. */
export interface ConsumerEvidence {
  readonly functionName: string;
  /** The consumer's name in the ledger. */
  readonly name: string;
  /** Kinesis records that it accepted or quarantined, or that were dead-lettered, in order of time. */
  readonly outcomes: readonly RecordOutcome[];
  /** The newest object of each Kinesis record that it quarantined, by `quarantineId`. Undefined: not a valid quarantine object. */
  readonly quarantined: ReadonlyMap<string, QuarantinedRecord | undefined>;
  /** Final content of its archive. Absent: it has no archive. */
  readonly archive?: readonly ArchivedObject[];
}

/** The outcome of one Kinesis record for one consumer. */
export interface RecordOutcome {
  /** `quarantined`: its quarantine object was stored before it was acknowledged. */
  readonly kind: 'accepted' | 'quarantined' | 'deadLettered';
  readonly shardId: string;
  readonly sequenceNumber: string;
  readonly partitionKey: string;
  readonly data: Buffer;
  /** Undefined if the data can't be decoded. */
  readonly decoded: DecodedRecord | undefined;
  /** The range of an object that it carries. Undefined for foreign data. */
  readonly carried: CarriedBlock | undefined;
  /** Identifies it in the quarantine of the consumer: see `quarantineId`. */
  readonly quarantineId: string;
  /** Arrival on the stream, in milliseconds of the steady clock, which does not jump. */
  readonly arrivalMillis: number;
  /** Time of the outcome, in milliseconds of the steady clock. */
  readonly atMillis: number;
}

/** An object in an archive. */
export interface ArchivedObject {
  readonly key: string;
  readonly data: Buffer;
  /** The range of an object that it holds. Undefined for foreign data, and for the record that a reference stands for. */
  readonly carried: CarriedBlock | undefined;
}
